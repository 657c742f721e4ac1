"""Periods, labels, the list of facts and the formats of inline XBRL."""

from datetime import date

import pytest

from sbr_inbox.reading import read
from sbr_inbox.reading.labels import LABELS, label
from sbr_inbox.reading.periods import four_weeks, read_date, read_end, tijdvak
from sbr_inbox.reading.transforms import number, words
from tests.sbr_inbox.reading.samples import line_values, sample


@pytest.mark.parametrize(
    "start, end, options, text",
    [
        ("2021-10-01", "2021-10-31", {}, "oktober 2021"),
        ("2024-02-01", "2024-02-29", {}, "februari 2024"),
        ("2020-01-01", "2020-03-31", {}, "1e kwartaal 2020"),
        ("2020-10-01", "2020-12-31", {}, "4e kwartaal 2020"),
        ("2020-02-01", "2020-04-30", {}, "februari t/m april 2020"),
        ("2020-12-01", "2021-02-28", {}, "december 2020 t/m februari 2021"),
        ("2026-07-01", "2026-12-31", {}, "2e halfjaar 2026"),
        ("2020-01-01", "2020-12-31", {}, "jaar 2020"),
        ("2020-01-05", "2020-02-10", {}, "5 januari 2020 t/m 10 februari 2020"),
        ("2019-01-01", "2019-12-31", {"book_year": True}, "boekjaar 2019"),
        ("2025-05-01", "2026-04-30", {"book_year": True}, "boekjaar 2025/2026"),
        ("2019-03-15", "2019-12-31", {"book_year": True}, "boekjaar 15 maart 2019 t/m 31 december 2019"),
        ("2026-02-23", "2026-03-22", {"payroll": True}, "periode 3 2026"),
        ("2026-03-01", "2026-03-31", {"payroll": True}, "maart 2026"),
        ("2026-02-23", "2026-03-22", {}, "23 februari 2026 t/m 22 maart 2026"),
    ],
)
def test_period_has_a_dutch_name(start, end, options, text):
    assert tijdvak(date.fromisoformat(start), date.fromisoformat(end), **options) == text


@pytest.mark.parametrize(
    "start, end, period",
    [
        ("2026-01-01", "2026-01-25", 1),
        ("2026-01-26", "2026-02-22", 2),
        ("2026-11-02", "2026-11-29", 12),
        ("2026-11-30", "2026-12-31", 13),
        ("2020-09-07", "2020-10-04", 10),
        ("2020-01-01", "2020-01-26", 1),
        ("2026-01-26", "2026-02-23", 0),
        ("2025-12-29", "2026-01-25", 0),
    ],
)
def test_four_week_periods_have_numbers(start, end, period):
    assert four_weeks(date.fromisoformat(start), date.fromisoformat(end)) == period


@pytest.mark.parametrize(
    "text, day",
    [
        ("2026-03-31", date(2026, 3, 31)),
        (" 2026-03-31\n", date(2026, 3, 31)),
        ("2026-03-31T12:00:00", date(2026, 3, 31)),
        ("2026-03-31Z", date(2026, 3, 31)),
        ("2026-02-30", None),
        ("2026-W01-1", None),
        ("20260331", None),
        ("0000-01-01", None),
        ("9999-12-31", None),
        ("", None),
    ],
)
def test_date_is_read_or_refused(text, day):
    assert read_date(text) == day


def test_midnight_ends_the_day_before():
    assert read_end("2026-04-01T00:00:00") == date(2026, 3, 31)
    assert read_end("2026-03-31T23:59:59") == date(2026, 3, 31)


def test_labels_are_ours_and_the_rest_is_readable():
    assert label("TaxedTurnoverSuppliesServicesGeneralTariff") == "1a Hoog tarief, omzet"
    assert label("ValueAddedTaxOwedToBePaidBack") == "5g Te betalen of terug te vragen"
    assert label("TaxableIncomeBox1") == "Taxable income box 1"
    assert label("VATReliefDimension") == "VAT relief dimension"
    assert label("") == ""
    assert len(LABELS) >= 120


def test_list_holds_every_fact_with_its_place():
    facts = read(sample("icp-opgaaf-nt14-tuples.xbrl")).facts
    assert len(facts) == 19
    assert facts[11] == {
        "name": "SuppliesAmount",
        "label": "Leveringen",
        "value": "1000",
        "period": "2020-01-01/2020-03-31",
        "unit": "EUR",
        "group": [["IntraCommunitySupplies", 1]],
    }
    typed = read(sample("icp-opgaaf-nt20-typed-dimensions.xbrl")).facts
    assert typed[-1]["dims"] == {"VATNumberDimension": "123456788", "CountryCodeEUDimension": "DE"}
    assert typed[-1]["typed"] == ["VATNumberDimension", "CountryCodeEUDimension"]


def test_list_masks_numbers_of_persons():
    facts = read(sample("uitstel-meer-regels.xbrl")).facts
    assert [row["value"] for row in facts if row.get("secret")] == ["••••••782", "••••••560", "••••••333"]
    assert not any(number in str(facts) for number in ("123456782", "001234560", "111222333"))
    gift = read(sample("schenk-aangifte-2026.xbrl"))
    assert "123456782" not in str((gift.facts, gift.summary))
    assessment = read(sample("ih-sba-nt14.xbrl"))
    assert "1234.56.782" not in str((assessment.facts, assessment.summary))


def test_long_value_is_cut_and_says_so():
    text = sample("ob-aangifte-nt20.xbrl").decode().replace("Oefenpakket", "x" * 5000)
    row = next(each for each in read(text.encode()).facts if each["name"] == "SoftwarePackageName")
    assert (len(row["value"]), row["cut"]) == (2000, True)


@pytest.mark.parametrize(
    "text, options, value",
    [
        ("1.234", {"form": "num-comma-decimal"}, "1234"),
        ("1.234,50", {"form": "num-comma-decimal"}, "1234.5"),
        ("1,234", {"form": "num-dot-decimal"}, "1234"),
        ("1\u00a0234", {"form": "num-dot-decimal"}, "1234"),
        ("12", {"form": "num-dot-decimal", "scale": "3"}, "12000"),
        ("12.5", {"form": "num-dot-decimal", "scale": "3", "sign": "-"}, "-12500"),
        ("1250", {"scale": "-2"}, "12.5"),
        ("-", {"form": "fixed-zero"}, "0"),
        ("twaalf", {"form": "num-dot-decimal"}, "twaalf"),
        ("12", {"form": "num-dot-decimal", "scale": "99"}, "12"),
        ("12", {"form": "num-dot-decimal", "scale": "999999999"}, "12"),
        ("12", {"form": "iets-nieuws"}, "12"),
        ("1E9", {}, "1E9"),
    ],
)
def test_inline_number(text, options, value):
    assert number(text, **options) == value


@pytest.mark.parametrize(
    "text, form, value",
    [
        ("Vastgesteld", "fixed-true", "true"),
        ("", "fixed-false", "false"),
        ("weg", "fixed-empty", ""),
        ("19 maart 2024", "date-day-monthname-year-nl", "2024-03-19"),
        ("31 December 2023", "date-day-monthname-year-en", "2023-12-31"),
        ("March 3rd, 2024", "date-monthname-day-year-en", "2024-03-03"),
        ("31-12-2025", "date-day-month-year", "2025-12-31"),
        ("2025/12/31", "date-year-month-day", "2025-12-31"),
        ("31 brumaire 2023", "date-day-monthname-year-fr", "31 brumaire 2023"),
        ("30-02-2025", "date-day-month-year", "30-02-2025"),
        ("  De  Micro\n B.V. ", "", "De Micro B.V."),
    ],
)
def test_inline_words(text, form, value):
    assert words(text, form=form) == value


def page(body, hidden=""):
    """The inline sample as a loose page, with something added."""
    from sbr_inbox.reading import members

    text = next(
        content for name, content in members(sample("kvk-inline-micro.xbri")) if name.endswith(".xhtml")
    )
    return (
        text.decode()
        .replace("<table>", f"{body}<table>")
        .replace("</ix:header>", f"{hidden}</ix:header>")
        .encode()
    )


def test_inline_text_continues_elsewhere_without_what_is_excluded():
    body = (
        '<p><ix:nonNumeric contextRef="year" name="bw2-titel9:BusinessNames" continuedAt="c1">Oefen '
        '<ix:exclude>pagina 3</ix:exclude></ix:nonNumeric> tussen <ix:continuation id="c1" continuedAt="c1">en zoon'
        "</ix:continuation></p>"
    )
    names = line_values(read(page(body)), "who")["Handelsnamen"][0]
    assert names.startswith("Oefen en zoon")
    assert "pagina" not in names and "tussen" not in names


def test_loose_page_is_read_with_a_warning():
    found = read(page(""))
    assert (found.kind, found.key_value, found.taxonomy) == ("KVK", "12345678", "KVK 2024-12-31")
    assert [each.code for each in found.warnings] == ["PAGE"]


def test_page_that_repeats_itself_without_end_is_too_heavy():
    from sbr_inbox.reading import Unreadable

    opening = '<ix:nonNumeric contextRef="year" name="kvk:X">' * 200
    body = f"<div>{opening}{'<i>x</i>' * 19_000}{'</ix:nonNumeric>' * 200}<ix:exclude>y</ix:exclude></div>"
    with pytest.raises(Unreadable) as caught:
        read(page(body))
    assert caught.value.code == "TOO_HEAVY"
