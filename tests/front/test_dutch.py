"""Dutch notation, by equality: what a table or a letter prints is exactly this."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from offices.templatetags import dutch

S = "\u00a0"
M = "\u2212"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7886, f"€{S}7.886"),
        (Decimal("7886.00"), f"€{S}7.886"),
        (Decimal("7886.5"), f"€{S}7.886,50"),
        (Decimal("1234567.891"), f"€{S}1.234.567,89"),
        (Decimal("-1066"), f"{M}{S}€{S}1.066"),
        (Decimal("-0.004"), f"€{S}0"),
        (0, f"€{S}0"),
        ("12", f"€{S}12"),
        (None, ""),
        ("", ""),
        ("onbekend", "onbekend"),
    ],
)
def test_euro_writes_amounts_the_dutch_way(value, text):
    assert dutch.euro(value) == text


def test_amount_leaves_the_euro_sign_to_the_head_of_the_column():
    assert [dutch.amount(v) for v in (7886, -1066, Decimal("-2.5"), None)] == [
        "7.886",
        f"{M}1.066",
        f"{M}2,50",
        "",
    ]


def test_euro_plain_drops_the_sign():
    assert [dutch.euro_plain(v) for v in (-1066, 12, None)] == [f"€{S}1.066", f"€{S}12", ""]


@pytest.mark.parametrize(
    ("value", "text"),
    [(5, "te betalen"), (-5, "terug te ontvangen"), (0, "niets te betalen"), (None, ""), ("x", "")],
)
def test_euro_direction_says_who_pays(value, text):
    assert dutch.euro_direction(value) == text


def test_dates_have_a_form_for_tables_sentences_and_lists():
    day = date(2026, 11, 30)
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        shown = [f(day) for f in (dutch.datum, dutch.datum_lang, dutch.datum_kort, dutch.maand)]
        assert shown == ["30-11-2026", f"30{S}november 2026", f"30{S}nov", "november 2026"]
        assert dutch.datum_kort(date(2027, 5, 1)) == f"1{S}mei{S}2027"


def test_a_moment_shows_in_the_time_of_the_netherlands():
    late = datetime(2026, 11, 30, 23, 40, tzinfo=UTC)
    assert [dutch.datum(late), dutch.tijd(late), dutch.datum_tijd(late)] == [
        "01-12-2026",
        "00:40",
        "01-12-2026 00:40",
    ]


@pytest.mark.parametrize(
    ("day", "text"),
    [(18, f"2{S}dagen geleden"), (19, "gisteren"), (20, "vandaag"), (21, "morgen"), (30, f"nog 10{S}dagen")],
)
def test_relatief_counts_from_today(day, text):
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        assert dutch.relatief(date(2026, 11, day)) == text


@pytest.mark.parametrize(
    "f", [dutch.datum, dutch.datum_lang, dutch.datum_kort, dutch.maand, dutch.tijd, dutch.relatief]
)
def test_a_missing_date_is_empty(f):
    assert f(None) == ""


@pytest.mark.parametrize(
    ("f", "value", "text"),
    [
        (dutch.rsin_nl, "001000019", "0010.00.019"),
        (dutch.rsin_nl, "12345", "12345"),
        (dutch.rsin_nl, None, ""),
        (dutch.ob_nl, "001000019B01", "0010.00.019.B01"),
        (dutch.ob_nl, "NL001000019b01", "0010.00.019.B01"),
        (dutch.ob_nl, "001000019L01", "001000019L01"),
        (dutch.lh_nl, "001000019L01", "0010.00.019.L01"),
        (dutch.lh_nl, None, ""),
        (dutch.kvk, "90001042", "90001042"),
        (dutch.kvk, "1234567", "01234567"),
        (dutch.kvk, None, ""),
        (dutch.bsn_mask, "900190032", f"••••{S}0032"),
        (dutch.bsn_mask, "12", ""),
        (dutch.bsn_mask, None, ""),
        (dutch.iban_nl, "nl91abna0417164300", f"NL91{S}ABNA{S}0417{S}1643{S}00"),
        (dutch.betalingskenmerk_nl, "3001000011601100", f"3001{S}0000{S}1160{S}1100"),
        (dutch.phone_nl, "0505551234", f"050{S}555{S}12{S}34"),
        (dutch.phone_nl, "+31 (0)50-5551234", f"050{S}555{S}12{S}34"),
        (dutch.phone_nl, "0612345678", f"06{S}12{S}34{S}56{S}78"),
        (dutch.phone_nl, "0592301234", f"0592{S}30{S}12{S}34"),
        (dutch.phone_nl, "+49 30 1234567", "+49 30 1234567"),
        (dutch.phone_nl, None, ""),
        (dutch.filesize_nl, 512, f"512{S}bytes"),
        (dutch.filesize_nl, 86016, f"84{S}KB"),
        (dutch.filesize_nl, 1258291, f"1,2{S}MB"),
        (dutch.filesize_nl, 104857600, f"100{S}MB"),
        (dutch.filesize_nl, None, ""),
        (dutch.percent, 21, "21%"),
        (dutch.percent, Decimal("33.330"), "33,33%"),
        (dutch.percent, -2, f"{M}2%"),
        (dutch.percent, None, ""),
        (dutch.aantal, 1248, "1.248"),
        (dutch.aantal, None, ""),
    ],
)
def test_numbers_have_their_own_notation(f, value, text):
    assert f(value) == text
