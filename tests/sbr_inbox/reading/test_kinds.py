"""From entrypoint to kind, number type and taxonomy."""

import pytest

from sbr_inbox.reading import read
from sbr_inbox.reading.kinds import has_shape, recognise, type_by_shape
from tests.sbr_inbox.reading.samples import sample

BD = "http://www.nltaxonomie.nl/nt20/bd/20251210/entrypoints/"


@pytest.mark.parametrize(
    "href, kind, key_type, taxonomy, year",
    [
        (BD + "bd-rpt-ob-aangifte-2026.xsd", "OB", "OB_NUMMER", "NT20", 2026),
        ("HTTPS://WWW.NLTAXONOMIE.NL/NT20/BD/20251210/ENTRYPOINTS/BD-RPT-OB-AANGIFTE-2026.XSD", "OB", "OB_NUMMER",
         "NT20", 2026),
        ("  " + BD + "bd-rpt-icp-opgaaf-2026.xsd ", "ICP", "OB_NUMMER", "NT20", 2026),
        ("http://www.nltaxonomie.nl/nt20/bd/20251210.b/entrypoints/bd-rpt-ob-suppletie-2026.xsd", "OB_SUPPLETIE",
         "OB_NUMMER", "NT20", 2026),
        ("http://www.nltaxonomie.nl/nt37/bd/20421210/entrypoints/bd-rpt-vpb-aangifte-2041.xsd", "VPB", "RSIN", "NT37",
         2041),
        ("http://www.nltaxonomie.nl/10.0/report/bd/entrypoints/bd-rpt-ob-aangifte-2016.xsd", "OB", "OB_NUMMER", "NT10",
         2016),
        ("http://www.nltaxonomie.nl/7.0/report/bd/entrypoints/rpt-bd-omzetbelasting-2013.xsd", "OB", "OB_NUMMER",
         "NT7", 2013),
        (BD + "bd-rpt-ihz-aangifte-2025.xsd", "IB", "BSN", "NT20", 2025),
        (BD + "bd-rpt-ihz-via-2025.xsd", "VIA", "BSN", "NT20", 2025),
        (BD + "bd-rpt-vpb-verzoekwijzigingva-2026.xsd", "VA_VPB", "RSIN", "NT20", 2026),
        (BD + "bd-rpt-vpb-sba-2026.xsd", "SBA", "RSIN", "NT20", 2026),
        (BD + "bd-rpt-zvw-sba-2024.xsd", "SBA", "BSN", "NT20", 2024),
        (BD + "bd-rpt-ihz-vpb-uitstel-2025.xsd", "UITSTEL", "MANY", "NT20", 2025),
        (BD + "bd-rpt-ihz-vpb-uitstel-sba-2025.xsd", "SBA", "MANY", "NT20", 2025),
        (BD + "bd-rpt-erf-aangifte-2025.xsd", "ERF", "BSN", "NT20", 2025),
        (BD + "bd-rpt-schenk-aangifte-2025.xsd", "SCHENK", "BSN", "NT20", 2025),
        (BD + "bd-rpt-bzw-2025.xsd", "BZW", "UNKNOWN", "NT20", 2025),
        ("http://www.nltaxonomie.nl/nt16/kvk/20211208/entrypoints/"
         "kvk-rpt-jaarverantwoording-2021-nlgaap-klein-publicatiestukken.xsd", "KVK", "KVK_NUMMER", "NT16", 2021),
        ("https://www.nltaxonomie.nl/kvk/2025-12-31/kvk-annual-report-other.xsd", "KVK", "KVK_NUMMER",
         "KVK 2025-12-31", None),
        ("https://www.sbrnexus.nl/vt17/frc/20240131/entrypoints/nt-sbr-jaarrekening-rechtspersoon-2025.xsd", "KREDIET",
         "KVK_NUMMER", "", 2025),
    ],
)  # fmt: skip
def test_entrypoint_is_recognised(href, kind, key_type, taxonomy, year):
    found = recognise(href)
    assert (found.stem.kind, found.stem.key_type) == (kind, key_type)
    assert (found.taxonomy, found.year) == (taxonomy, year)


@pytest.mark.parametrize(
    "href",
    [
        "",
        "bd-rpt-ob-aangifte-2026.xsd",
        "http://elders.example/nt20/bd/20251210/entrypoints/bd-rpt-ob-aangifte-2026.xsd",
        "http://www.nltaxonomie.nl.elders.example/nt20/bd/20251210/entrypoints/bd-rpt-ob-aangifte-2026.xsd",
        BD + "bd-rpt-onbekend-2026.xsd",
        BD + "bd-rpt-ob-aangifte-2026.xsd?x=1",
        BD + "x" * 10_000,
    ],
)
def test_other_addresses_stay_unknown(href):
    assert recognise(href).stem is None


def test_unknown_entrypoint_is_overig_with_all_facts():
    text = sample("ob-aangifte-nt20.xbrl").decode().replace("bd-rpt-ob-aangifte", "bd-rpt-nieuwe-heffing")
    found = read(text.encode())
    assert (found.kind, found.entrypoint, found.taxonomy) == ("OVERIG", "bd-rpt-nieuwe-heffing-2026", "NT20")
    assert (found.key_type, found.key_value, found.tijdvak) == (
        "OB_NUMMER",
        "001234560B01",
        "1e kwartaal 2026",
    )
    assert [(each.code, each.text) for each in found.issues] == [
        (
            "E02",
            "Dit soort bericht (bd-rpt-nieuwe-heffing-2026) kennen wij nog niet. Laat de beheerder het "
            "taxonomiepakket bijwerken, of kies de soort zelf en plaats het alleen in het dossier.",
        )
    ]
    assert len(found.facts) == 29


@pytest.mark.parametrize(
    "data, entrypoint",
    [
        (b"<xbrl xmlns='http://www.xbrl.org/2003/instance'/>", ""),
        (b"<auditfile xmlns='http://www.auditfiles.nl/XAF/3.2'/>", "auditfile"),
        (b"<a/>", "a"),
    ],
)
def test_minimal_file_is_overig_and_no_exception(data, entrypoint):
    found = read(data)
    assert (found.kind, found.entrypoint, found.key_type) == ("OVERIG", entrypoint, "UNKNOWN")
    assert [each.code for each in found.issues] == ["E02"]
    assert (found.amount, found.facts) == (None, ())


@pytest.mark.parametrize(
    "value, scheme, expected",
    [
        ("001234560B01", "", "OB_NUMMER"),
        ("001234560L01", "", "LOONHEFFINGENNUMMER"),
        ("12345678", "", "KVK_NUMMER"),
        ("12345678", "http://www.kvk.nl/kvk-id", "KVK_NUMMER"),
        ("001234560", "", "UNKNOWN"),
        ("001234560", "http://www.kvk.nl/kvk-id", "UNKNOWN"),
        ("", "", "UNKNOWN"),
    ],
)
def test_shape_decides_when_the_message_does_not(value, scheme, expected):
    assert type_by_shape(value, scheme=scheme) == expected


@pytest.mark.parametrize(
    "key_type, value, fits",
    [
        ("BSN", "123456782", True),
        ("BSN", "12345678", True),
        ("BSN", "234564", False),
        ("RSIN", "001234560B01", False),
        ("OB_NUMMER", "NL001234560B01", True),
        ("OB_NUMMER", "1234560B01", True),
        ("KVK_NUMMER", "123456782", False),
        ("LOONHEFFINGENNUMMER", "001234560L01", True),
    ],
)
def test_number_has_the_shape_of_its_type(key_type, value, fits):
    assert has_shape(key_type, value) is fits


def test_gift_tax_takes_the_declarants_number():
    text = sample("schenk-aangifte-2026.xbrl").decode()
    other = text.replace(">123456782</xbrli:identifier>", ">111222333</xbrli:identifier>")
    assert read(other.encode()).key_value == "123456782"
    declarant = '<bd-i:DeclarantSurname contextRef="Msg">Voorbeeld</bd-i:DeclarantSurname>'
    legal = text.replace(declarant, declarant.replace("Surname", "LegalPersonName"))
    assert (read(legal.encode()).key_type, read(legal.encode()).company_name) == ("RSIN", "Voorbeeld")
