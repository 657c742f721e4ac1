"""The cheap filing rules: one wrong file per rule."""

import pytest

from sbr_inbox.reading import read
from sbr_inbox.reading.warnings import TEXTS
from tests.sbr_inbox.reading.samples import sample

OB = sample("ob-aangifte-nt20.xbrl").decode()
KVK = sample("kvk-klassiek-klein.xbrl").decode()
CONTEXT = OB[OB.index("  <xbrli:context") : OB.index("  <xbrli:unit")]
UNIT = OB[OB.index("  <xbrli:unit") : OB.index("  <bd-i:Software")]
VERSION = '<bd-i:SoftwarePackageVersion contextRef="Msg">1.0</bd-i:SoftwarePackageVersion>'
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
LINKBASE = '<link:linkbaseRef xlink:type="simple" xlink:href="x.xml" xlink:arcrole="y"/>'


def changed(old, new, text=OB):
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    "text, codes",
    [
        (changed("Oefenpakket", "Oefen\u0142pakket"), ["FR-NL-1.02"]),
        (changed("Oefenpakket", "Café € 5"), []),
        (changed("Oefenpakket", "Oefen&#x142;pakket"), ["FR-NL-1.04"]),
        (changed("Oefenpakket", "Oefen&amp;&#233;"), []),
        (changed(' xml:lang="nl"', ""), ["FR-NL-2.03"]),
        (changed("  <xbrli:context", f"  {LINKBASE}<xbrli:context"), ["FR-NL-2.05"]),
        (changed("Oefenpakket", "<![CDATA[Oefenpakket]]>"), ["FR-NL-2.06"]),
        (changed(VERSION, VERSION.replace(" contextRef", f' {XSI} xsi:nil="false" contextRef')), ["FR-NL-2.07"]),
        (changed("2026-03-31<", "2026-03-31T24:00:00<"), ["FR-NL-3.01"]),
        (changed(CONTEXT, CONTEXT + CONTEXT.replace('"Msg"', '"b"').replace("2026-03-31", "2026-03-30")),
         ["FR-NL-3.03", "E01"]),
        (changed(CONTEXT, CONTEXT + CONTEXT.replace('"Msg"', '"b"')), ["FR-NL-3.03", "FR-NL-3.04"]),
        (changed(UNIT, UNIT + UNIT.replace('"EUR"', '"E2"')), ["FR-NL-4.01", "FR-NL-4.02"]),
        (changed(UNIT, UNIT + UNIT.replace('"EUR"', '"USD"').replace(":EUR", ":USD")), ["FR-NL-4.02"]),
        (changed(VERSION, VERSION + VERSION), ["FR-NL-5.01"]),
        (changed(VERSION, VERSION.replace("1.0", "")), ["FR-NL-5.03"]),
        (changed('decimals="INF">20000', 'precision="5">20000'), ["FR-NL-5.06"]),
        (changed("</xbrli:xbrl>", '<link:footnoteLink xlink:type="extended"/></xbrli:xbrl>'), ["FR-NL-6.01"]),
        (changed("<bd-i:SoftwarePackageVersion ", '<bd-i:SoftwarePackageVersion id="f1" '), ["FG-NL-09"]),
        (changed(VERSION, VERSION.replace('"Msg"', '"weg"')), ["XBRL-01"]),
        (changed("<xbrli:xbrl", '<?xml-stylesheet href="x.css"?><xbrli:xbrl'), ["XML-01"]),
        (changed('xml:lang="nl"', 'xml:lang="pl"', KVK), ["FR-KVK-2.01"]),
        (changed('<nl-cd:LegalEntityName ', '<nl-cd:LegalEntityName xml:lang="en" ', KVK), ["FR-KVK-2.02"]),
    ],
)  # fmt: skip
def test_rule_warns_and_reading_goes_on(text, codes):
    found = read(text.encode())
    assert found.kind in ("OB", "KVK")
    assert [each.code for each in (*found.warnings, *found.issues)] == codes


@pytest.mark.parametrize(
    "name, codes",
    [
        ("ob_2026-Q1.xbrl", []),
        ("btw aangifte.xbrl", ["FR-NL-1.06"]),
        ("btw=1.xbrl", ["FR-NL-1.06"]),
        ("café.xbrl", ["FR-NL-1.06"]),
        ("", []),
    ],
)
def test_file_name_warns(name, codes):
    assert [each.code for each in read(OB.encode(), filename=name).warnings] == codes


def test_warning_says_what_digipoort_does_and_what_to_do():
    found = read(b"\xef\xbb\xbf" + OB.encode())
    assert found.warnings[0].text == (
        "Digipoort zal dit waarschijnlijk afkeuren: het bestand begint met een BOM. Sla het op als UTF-8 zonder BOM."
    )
    assert all(text.endswith(".") and text[0].islower() for text in TEXTS.values())


def test_year_of_the_message_must_fit_the_period():
    found = read(changed("bd-rpt-ob-aangifte-2026", "bd-rpt-ob-aangifte-2024").encode())
    assert [each.code for each in found.warnings] == ["YEAR"]


def test_payroll_in_latin1_gives_no_warning():
    assert read(sample("lh-2026-latin1.xml"), filename="001234560L01 2026.xml").warnings == ()
