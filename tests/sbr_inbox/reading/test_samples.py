"""Every sample: who, which period, how much, exactly."""

from datetime import date
from decimal import Decimal

import pytest

from sbr_inbox.reading import Reading, read
from tests.sbr_inbox.reading.samples import NAMES, line_values, sample, values

OB, LH = "001234560B01", "001234560L01"
Q1_2020 = ("1e kwartaal 2020", date(2020, 1, 1), date(2020, 3, 31))
Q1_2025 = ("1e kwartaal 2025", date(2025, 1, 1), date(2025, 3, 31))
Q1_2026 = ("1e kwartaal 2026", date(2026, 1, 1), date(2026, 3, 31))
YEAR_2019 = ("jaar 2019", date(2019, 1, 1), date(2019, 12, 31))
YEAR_2025 = ("jaar 2025", date(2025, 1, 1), date(2025, 12, 31))

# name: kind, entrypoint, taxonomy, (tijdvak, start, end), key type, key value, amount, direction
EXPECTED = {
    "official-ob-aangifte-nt15.xbrl": (
        "OB", "bd-rpt-ob-aangifte-2021", "NT15", ("oktober 2021", date(2021, 10, 1), date(2021, 10, 31)),
        "OB_NUMMER", "001000044B37", 3240, "TO_PAY",
    ),
    "ob-aangifte-nt14-te-betalen.xbrl": (
        "OB", "bd-rpt-ob-aangifte-2020", "NT14", Q1_2020, "OB_NUMMER", OB, 1231, "TO_PAY",
    ),
    "ob-aangifte-nt19.xbrl": ("OB", "bd-rpt-ob-aangifte-2025", "NT19", Q1_2025, "OB_NUMMER", OB, 3282, "TO_PAY"),
    "ob-aangifte-nt20.xbrl": ("OB", "bd-rpt-ob-aangifte-2026", "NT20", Q1_2026, "OB_NUMMER", OB, 2775, "TO_PAY"),
    "ob-aangifte-nt20-terug.xbrl": (
        "OB", "bd-rpt-ob-aangifte-2026", "NT20", ("februari 2026", date(2026, 2, 1), date(2026, 2, 28)),
        "OB_NUMMER", OB, -900, "TO_RECEIVE",
    ),
    "ob-aangifte-nt20-nihil.xbrl": (
        "OB", "bd-rpt-ob-aangifte-2026", "NT20", ("2e kwartaal 2026", date(2026, 4, 1), date(2026, 6, 30)),
        "OB_NUMMER", OB, 0, "NIL",
    ),
    "ob-suppletie-nt14.xbrl": (
        "OB_SUPPLETIE", "bd-rpt-ob-suppletie-2020", "NT14", ("jaar 2020", date(2020, 1, 1), date(2020, 12, 31)),
        "OB_NUMMER", OB, 1131, "TO_PAY",
    ),
    "ob-sba-2026.xbrl": ("SBA", "bd-rpt-ob-sba-2026", "NT20", Q1_2026, "OB_NUMMER", OB, 0, "NIL"),
    "icp-opgaaf-nt14-tuples.xbrl": ("ICP", "bd-rpt-icp-opgaaf-2020", "NT14", Q1_2020, "OB_NUMMER", OB, 1250, None),
    "icp-opgaaf-nt19-tuples.xbrl": ("ICP", "bd-rpt-icp-opgaaf-2025", "NT19", Q1_2025, "OB_NUMMER", OB, 2450, None),
    "icp-opgaaf-nt20-typed-dimensions.xbrl": (
        "ICP", "bd-rpt-icp-opgaaf-2026", "NT20", Q1_2026, "OB_NUMMER", OB, 2450, None,
    ),
    "icp-opgaaf-nt20-onderdeel.xbrl": ("ICP", "bd-rpt-icp-opgaaf-2026", "NT20", Q1_2026, "OB_NUMMER", OB, 1850, None),
    "vpb-aangifte-nt14.xbrl": (
        "VPB", "bd-rpt-vpb-aangifte-2019", "NT14", ("boekjaar 2019", *YEAR_2019[1:]), "RSIN", "001234560", 15200,
        "TO_PAY",
    ),
    "vpb-aangifte-gebroken-boekjaar.xbrl": (
        "VPB", "bd-rpt-vpb-aangifte-2025", "NT20", ("boekjaar 2025/2026", date(2025, 5, 1), date(2026, 4, 30)),
        "RSIN", "001234560", -2400, "TO_RECEIVE",
    ),
    "va-vpb-nt20.xbrl": (
        "VA_VPB", "bd-rpt-vpb-verzoekwijzigingva-2026", "NT20",
        ("boekjaar 2026", date(2026, 1, 1), date(2026, 12, 31)), "RSIN", "001234560", None, None,
    ),
    "vpb-sba-nt14.xbrl": (
        "SBA", "bd-rpt-vpb-sba-2020", "NT14", ("boekjaar 2020", date(2020, 1, 1), date(2020, 12, 31)),
        "RSIN", "001234560", 3200, "TO_PAY",
    ),
    "ih-sba-nt14.xbrl": ("SBA", "bd-rpt-ih-sba-2019", "NT14", YEAR_2019, "BSN", "123456782", -312, "TO_RECEIVE"),
    "ihz-aangifte-nt14.xbrl": ("IB", "bd-rpt-ihz-aangifte-2019", "NT14", YEAR_2019, "BSN", "123456782", None, None),
    "ihz-aangifte-partners.xbrl": (
        "IB", "bd-rpt-ihz-aangifte-2025", "NT20", YEAR_2025, "BSN", "123456782", None, None,
    ),
    "ihz-via-2025.xbrl": ("VIA", "bd-rpt-ihz-via-2025", "NT20", YEAR_2025, "BSN", "123456782", None, None),
    "schenk-aangifte-2026.xbrl": (
        "SCHENK", "bd-rpt-schenk-aangifte-2026", "NT20", ("jaar 2026", date(2026, 1, 1), date(2026, 12, 31)),
        "BSN", "123456782", None, None,
    ),
    "uitstel-ihz-vpb-nt14.xbrl": (
        "UITSTEL", "bd-rpt-ihz-vpb-uitstel-2019", "NT14", YEAR_2019, "MANY", "234564", None, None,
    ),
    "uitstel-meer-regels.xbrl": (
        "UITSTEL", "bd-rpt-ihz-vpb-uitstel-2025", "NT20", YEAR_2025, "MANY", "234564", None, None,
    ),
    "kvk-klassiek-klein.xbrl": (
        "KVK", "kvk-rpt-jaarverantwoording-2025-nlgaap-klein-publicatiestukken", "NT20",
        ("boekjaar 2025", *YEAR_2025[1:]), "KVK_NUMMER", "12345678", None, None,
    ),
    "kvk-inline-micro.xbri": (
        "KVK", "kvk-annual-report-nlgaap-ext", "KVK 2024-12-31", ("boekjaar 2025", *YEAR_2025[1:]),
        "KVK_NUMMER", "12345678", None, None,
    ),
    "lh-2022-nihil.xml": (
        "LH", "loonaangifte", "Loonaangifte 2022", ("maart 2022", date(2022, 3, 1), date(2022, 3, 31)),
        "LOONHEFFINGENNUMMER", LH, 0, "NIL",
    ),
    "lh-2026-03-volledig.xml": (
        "LH", "loonaangifte", "Loonaangifte 2026", ("maart 2026", date(2026, 3, 1), date(2026, 3, 31)),
        "LOONHEFFINGENNUMMER", LH, 3293, "TO_PAY",
    ),
    "lh-2026-periode-3.xml": (
        "LH", "loonaangifte", "Loonaangifte 2026", ("periode 3 2026", date(2026, 2, 23), date(2026, 3, 22)),
        "LOONHEFFINGENNUMMER", "001234560L02", 3361, "TO_PAY",
    ),
    "lh-2026-correctie.xml": (
        "LH_CORRECTIE", "loonaangifte", "Loonaangifte 2026",
        ("januari 2026 t/m februari 2026", date(2026, 1, 1), date(2026, 2, 28)), "LOONHEFFINGENNUMMER", LH, None, None,
    ),
    "lh-2026-latin1.xml": (
        "LH", "loonaangifte", "Loonaangifte 2026", ("mei 2026", date(2026, 5, 1), date(2026, 5, 31)),
        "LOONHEFFINGENNUMMER", LH, 1441, "TO_PAY",
    ),
}  # fmt: skip


def test_samples_are_all_expected():
    assert sorted(EXPECTED) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_sample_states_who_when_and_how_much(name):
    kind, entrypoint, taxonomy, period, key_type, key_value, amount, direction = EXPECTED[name]
    found = read(sample(name), filename=name)
    assert (found.kind, found.entrypoint, found.taxonomy) == (kind, entrypoint, taxonomy)
    assert (found.tijdvak, found.period_start, found.period_end) == period
    assert (found.key_type, found.key_value) == (key_type, key_value)
    assert found.amount == (None if amount is None else Decimal(amount))
    assert found.direction == direction
    assert (found.issues, found.warnings) == ((), ())


@pytest.mark.parametrize("name", NAMES)
def test_sample_survives_json(name):
    found = read(sample(name), filename=name)
    again = Reading.from_json(found.as_json())
    assert again == found
    assert (again.summary, again.facts) == (found.summary, found.facts)


@pytest.mark.parametrize(
    "name, package, reference, company, branch",
    [
        ("official-ob-aangifte-nt15.xbrl", ("ApplicatieNaam", "ApplicatieVersie"), "OB-KTG00-AG", "", ""),
        ("icp-opgaaf-nt20-onderdeel.xbrl", ("Oefenpakket", "1.0"), "KANTOOR-ICP-2026Q1", "", "001000044B37"),
        ("vpb-aangifte-nt14.xbrl", ("Testpakket", "1.0"), "", "Testbedrijf B.V.", ""),
        ("lh-2026-latin1.xml", ("Oefenpakket 1.0", ""), "001234560L01-2026-05-31", "Café Één B.V.", ""),
        ("kvk-inline-micro.xbri", ("", ""), "", "Oefen B.V.", ""),
    ],
)
def test_sample_names_its_source(name, package, reference, company, branch):
    found = read(sample(name))
    assert (found.package_name, found.package_version) == package
    assert (found.supplier_reference, found.company_name, found.branch_btw_id) == (reference, company, branch)


def test_ob_shows_rubrieken():
    found = read(sample("ob-aangifte-nt20.xbrl"))
    assert values(found, "rubriek1") == {
        "1a": ("20000", "4200"),
        "1b": ("3000", "270"),
        "1c": ("0", "0"),
        "1d": ("0", "0"),
        "1e": ("0", None),
    }
    assert values(found, "rubriek5") == {"5a": (None, "4575"), "5b": (None, "1800"), "5g": (None, "2775")}


def test_ob_shows_kor_when_the_file_has_it():
    assert values(read(sample("ob-aangifte-nt14-te-betalen.xbrl")), "rubriek5") == {
        "5a": (None, "2631"),
        "5b": (None, "1400"),
        "5d": (None, "0"),
        "5g": (None, "1231"),
    }


def test_suppletie_shows_old_and_new():
    assert line_values(read(sample("ob-suppletie-nt14.xbrl")), "suppletie") == {
        "Nieuw totaal": ("1231",),
        "Eerder aangegeven": ("100",),
        "Bij te betalen of terug te vragen": ("1131",),
    }


@pytest.mark.parametrize("name", ["icp-opgaaf-nt19-tuples.xbrl", "icp-opgaaf-nt20-typed-dimensions.xbrl"])
def test_icp_rows_are_the_same_in_both_shapes(name):
    assert line_values(read(sample(name)), "rows") == {
        "FR 23334175221": ("1000", "750", None),
        "BE 0477472701": ("1200", None, None),
        "DE 123456788": (None, None, "-500"),
        "Totaal": ("2200", "750", "-500"),
    }


def test_vpb_shows_declarant_and_closing_balance():
    found = read(sample("vpb-aangifte-nt14.xbrl"))
    assert line_values(found, "who") == {
        "Naam": ("Testbedrijf B.V.",),
        "Fiscale eenheid": ("nee",),
        "Ondertekenaar": ("AB Voorbeeld",),
        "Functie ondertekenaar": ("Directeur",),
    }
    assert values(found, "sheet") == {
        "AssetsTotalAmountFiscal": ("300000",),
        "LiabilitiesTotalFiscal": ("300000",),
        "EquityCapitalBusinessAssetsTotalFiscal": ("120000",),
    }


def test_ib_hides_the_partner():
    found = read(sample("ihz-aangifte-partners.xbrl"))
    assert found.company_name == "AB Voorbeeld"
    assert line_values(found, "who") == {"Naam": ("AB Voorbeeld",), "Geboortedatum": ("1 januari 1990",)}
    assert line_values(found, "company1") == {"Netto-omzet": ("90000",), "Fiscale winst": ("42000",)}
    assert "Partnernaam" not in str(found.summary)
    assert [row["value"] for row in found.facts if row.get("partner")] == [
        "CD", "de", "Partnernaam", "1991-02-03", "60000",
    ]  # fmt: skip


def test_assessment_carries_its_deadlines():
    assert read(sample("vpb-sba-nt14.xbrl")).dates == {
        "dated": date(2020, 6, 30),
        "pay_before": date(2020, 8, 31),
    }
    assert read(sample("ih-sba-nt14.xbrl")).dates == {
        "dated": date(2020, 7, 3),
        "object_before": date(2020, 8, 14),
    }


def test_uitstel_lists_subjects_and_masks_numbers():
    found = read(sample("uitstel-meer-regels.xbrl"))
    assert [(each.position, each.number, each.year, each.tax, each.name) for each in found.subjects] == [
        (1, "123456782", 2025, "IB", "AB Voorbeeld"),
        (2, "001234560", 2025, "VPB", "Testbedrijf B.V."),
        (3, "111222333", 2025, "IB", "CD Tweede"),
    ]
    assert values(found, "rows")["1"] == ("••••••782", "IB", "2025")
    assert not any(number in str(found.summary) for number in ("123456782", "001234560", "111222333"))


def test_payroll_counts_people_and_names_none():
    found = read(sample("lh-2026-periode-3.xml"))
    assert line_values(found, "counts") == {"Inkomstenverhoudingen": ("4",), "Personen": ("2",)}
    assert line_values(found, "balances") == {"periode 2 2026": ("-120",)}
    shown = str(found.as_json())
    assert not any(
        secret in shown for secret in ("123456782", "111222333", "Voorbeeld, ", "Tweede", "3250.00")
    )


def test_accounts_show_size_and_figures():
    for name, size in (("kvk-inline-micro.xbri", "Micro"), ("kvk-klassiek-klein.xbrl", "Klein")):
        found = read(sample(name))
        assert line_values(found, "who")["Grootte"] == (size,)
        assert line_values(found, "figures") == {
            "Totaal activa": ("310500",),
            "Eigen vermogen": ("-12250",),
            "Resultaat na belasting": ("-4300",),
        }
        assert line_values(found, "adopted") == {"Vastgesteld": ("ja",), "Vastgesteld op": ("20 mei 2026",)}
