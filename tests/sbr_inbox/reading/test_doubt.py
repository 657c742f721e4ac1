"""Files that say two things at once: flagged, never picked from."""

from decimal import Decimal

import pytest

from sbr_inbox.reading import read
from tests.sbr_inbox.reading.samples import sample, values

OB = sample("ob-aangifte-nt20.xbrl").decode()
CONTEXT = OB[OB.index("  <xbrli:context") : OB.index("  <xbrli:unit")]
SCHEMA = OB[OB.index("  <link:schemaRef") : OB.index("  <xbrli:context")]
TO_PAY = "ValueAddedTaxOwedToBePaidBack"


def codes(found):
    return [each.code for each in found.issues]


def with_context(text, **changes):
    extra = CONTEXT.replace('id="Msg"', 'id="Other"')
    for old, new in changes.values():
        extra = extra.replace(old, new)
    return text.replace(CONTEXT, CONTEXT + extra).encode()


def test_second_number_is_never_picked():
    found = read(with_context(OB, number=("001234560B01", "001000044B37")))
    assert (found.kind, found.key_type, found.key_value) == ("OB", "UNKNOWN", "")
    assert codes(found) == ["E01"]
    assert "meer dan één nummer" in found.issues[0].text


def test_second_identifier_in_one_context_is_never_picked():
    one = '<xbrli:identifier scheme="www.belastingdienst.nl/omzetbelastingnummer">001234560B01</xbrli:identifier>'
    assert one in OB
    found = read(OB.replace(one, one + one.replace("001234560B01", "001000044B37")).encode())
    assert (found.key_type, found.key_value, codes(found)) == ("UNKNOWN", "", ["E01"])


def test_same_number_written_otherwise_is_one_number():
    found = read(with_context(OB, number=("001234560B01", " 0012.34.560.b01 ")))
    assert (found.key_type, found.key_value, codes(found)) == ("OB_NUMMER", "001234560B01", [])


def test_several_schema_refs_make_an_unknown_message():
    other = SCHEMA.replace("bd-rpt-ob-aangifte-2026", "bd-rpt-vpb-aangifte-2025")
    found = read(OB.replace(SCHEMA, SCHEMA + other).encode())
    assert (found.kind, found.key_type, found.amount) == ("OVERIG", "OB_NUMMER", None)
    assert codes(found) == ["E02"]
    assert [each.code for each in found.warnings] == ["FR-NL-2.04"]


def test_second_period_is_never_picked():
    found = read(with_context(OB, start=("2026-01-01", "2025-10-01")))
    assert (found.period_start, found.period_end, found.tijdvak) == (None, None, "")
    assert codes(found) == ["E01"]


def test_period_that_ends_before_it_starts_is_flagged():
    found = read(OB.replace("2026-03-31", "2025-03-31").encode())
    assert (found.period_start, codes(found)) == (None, ["E01"])


@pytest.mark.parametrize("second, amount, expected", [("2775", Decimal(2775), []), ("1", None, ["E01"])])
def test_amount_stated_twice_must_agree(second, amount, expected):
    line = f'<bd-i:{TO_PAY} contextRef="Msg" unitRef="EUR" decimals="INF">2775</bd-i:{TO_PAY}>'
    assert line in OB
    found = read(OB.replace(line, line + line.replace("2775", second)).encode())
    assert (found.amount, codes(found)) == (amount, expected)
    assert "FR-NL-5.01" in [each.code for each in found.warnings]


@pytest.mark.parametrize("text", ["1E9", "1e999999999", "NaN", "INF", "twee", "1.000,00", "٢٧٧٥", "9" * 40])
def test_amount_that_is_no_number_is_none(text):
    found = read(OB.replace(">2775<", f">{text}<").encode())
    assert (found.amount, found.direction, codes(found)) == (None, None, ["E01"])


def test_amount_that_is_missing_is_none_and_not_zero():
    start = OB.index(f"  <bd-i:{TO_PAY}")
    found = read((OB[:start] + OB[OB.index("</xbrli:xbrl>") :]).encode())
    assert (found.amount, found.direction, codes(found)) == (None, None, [])
    assert found.summary["outcome"] == {
        "text": "Geen bedrag in het bestand",
        "amount": None,
        "direction": None,
    }


@pytest.mark.parametrize(
    "old, new, code",
    [
        (">4575<", ">4574<", ["OB-5A", "OB-5G"]),
        (">4200<", ">4201<", ["OB-5A"]),
        (">2775<", ">2776<", ["OB-5G"]),
        (">1800<", ">1801<", ["OB-5G"]),
    ],
)
def test_ob_arithmetic_warns(old, new, code):
    found = read(OB.replace(old, new).encode())
    assert ([each.code for each in found.warnings], codes(found)) == (code, [])


def test_suppletie_arithmetic_warns():
    text = sample("ob-suppletie-nt14.xbrl").decode().replace(">1131<", ">1130<")
    found = read(text.encode())
    assert (found.amount, [each.code for each in found.warnings]) == (1130, ["OB-SUP"])


@pytest.mark.parametrize("value", ["12345678", "001234560", "001234560L01", "NL", "aap"])
def test_number_of_another_shape_belongs_to_nobody(value):
    found = read(OB.replace("001234560B01", value).encode())
    assert (found.key_type, found.key_value, codes(found)) == ("UNKNOWN", value, ["E03"])


def test_kvk_number_in_a_vpb_return_is_no_rsin():
    text = sample("vpb-aangifte-nt14.xbrl").decode()
    text = text.replace("urn:test:identifier-scheme-not-published", "http://www.kvk.nl/kvk-id")
    found = read(text.replace("001234560", "12345678").encode())
    assert (found.key_type, codes(found)) == ("UNKNOWN", ["E03"])


def test_vpb_does_not_take_the_subsidiary_or_the_opening_balance():
    text = sample("vpb-aangifte-nt14.xbrl").decode()
    subsidiary = text[text.index('  <xbrli:context id="c1"') : text.index('  <xbrli:context id="c2"')]
    opening = text[text.index('  <xbrli:context id="c2"') : text.index("  <xbrli:unit")]
    extra = subsidiary.replace('"c1"', '"s1"').replace("Declarant", "SubsidiaryCompany")
    extra += opening.replace('"c2"', '"o1"').replace(":End<", ":Begin<").replace("2019-12-31", "2018-12-31")
    facts = (
        '<bd-i:TaxAmountBalance contextRef="s1" unitRef="EUR" decimals="INF">999999</bd-i:TaxAmountBalance>'
        '<bd-i:AssetsTotalAmountFiscal contextRef="o1" unitRef="EUR" decimals="INF">1</bd-i:AssetsTotalAmountFiscal>'
    )
    first = "  <bd-i:LegalPersonName"
    found = read(
        text.replace("  <xbrli:unit", extra + "  <xbrli:unit").replace(first, facts + first).encode()
    )
    assert (found.amount, codes(found)) == (15200, [])
    assert values(found, "sheet")["AssetsTotalAmountFiscal"] == ("300000",)


def test_two_payroll_numbers_are_never_picked_from():
    text = sample("lh-2026-03-volledig.xml").decode()
    found = read(text.replace("<NmIP>", "<LhNr>001234560L02</LhNr><NmIP>", 1).encode())
    assert (found.key_type, found.key_value, codes(found)) == ("UNKNOWN", "", ["E01"])


def test_kvk_number_in_the_accounts_must_agree():
    text = sample("kvk-klassiek-klein.xbrl").decode().replace(">12345678</nl-cd", ">87654321</nl-cd")
    assert codes(read(text.encode())) == ["E01"]


def test_two_numbers_in_one_uitstel_row_are_flagged():
    text = sample("uitstel-meer-regels.xbrl").decode()
    one = '<bd-i:TaxpayerIdentificationNumber contextRef="Msg">001234560</bd-i:TaxpayerIdentificationNumber>'
    found = read(text.replace(one, one + one.replace("001234560", "123456782")).encode())
    assert codes(found) == ["E01"]
    assert [each.number for each in found.subjects] == ["123456782", "", "111222333"]
