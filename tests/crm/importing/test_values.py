"""One cell to one value, and every sentence that refuses one."""

from datetime import date

import pytest

from crm.enums import TaxKind
from crm.importing.columns import columns_of
from crm.importing.mapping import guess, lacking, sheet_for
from crm.importing.reading.cells import NUMBER
from crm.importing.reading.xlsx import FORMULA
from crm.importing.reviewing import masked_cell
from crm.importing.values import (
    cell_text,
    parts,
    read_choice,
    read_day,
    read_rhythm,
    read_year_end,
    read_yes_no,
)
from offices.errors import RuleBroken


@pytest.mark.parametrize(
    "text", ["31-03-1980", "1980-03-31", "31/03/1980", "31.03.1980", "31 maart 1980", "31 mrt 1980", "29311", "31-03-80", "1980-03-31 00:00:00"]
)
def test_day_is_read_in_any_notation(text):
    assert read_day(text) == date(1980, 3, 31)


@pytest.mark.parametrize("text", ["31-02-2020", "morgen", "1980", "31 foo 1980"])
def test_day_that_is_none_is_refused(text):
    with pytest.raises(RuleBroken) as broken:
        read_day(text)
    assert broken.value.code == "G04"


@pytest.mark.parametrize(
    ("key", "cell", "code", "words"),
    [
        ("rsin_bsn", "1,23457E+08", "IMP04", "Excel heeft het nummer afgekort (1,23457E+08). Maak de kolom op als tekst."),
        ("naam", FORMULA, "IMP11", "Kolom Kop bevat een formule. Kopieer de cellen en plak ze als waarden."),
        ("naam", "=HYPERLINK(1)", "IMP11", "Kolom Kop bevat een formule. Kopieer de cellen en plak ze als waarden."),
        ("naam", "#N/B", "IMP11", "Kolom Kop bevat een fout van Excel (#N/B). Herstel de formule of maak de cel leeg."),
        ("kvk_nummer", f"{NUMBER}1234567", "IMP12", "Excel heeft in kolom Kop nullen vooraan weggelaten (1234567). Maak de kolom op als tekst en vul het hele nummer in."),
        ("telefoon", f"{NUMBER}505551234", "IMP12", "Excel heeft in kolom Kop nullen vooraan weggelaten (505551234). Maak de kolom op als tekst en vul het hele nummer in."),
    ],
)  # fmt: skip
def test_cell_that_a_spreadsheet_spoiled_is_refused_with_its_remedy(key, cell, code, words):
    with pytest.raises(RuleBroken) as broken:
        cell_text(key, "Kop", cell)
    assert (broken.value.code, broken.value.text, broken.value.field) == (code, words, key)


def test_sound_cells_lose_only_their_marks():
    assert cell_text("kvk_nummer", "KvK", f"{NUMBER}12345678") == "12345678"
    assert cell_text("naam", "Naam", "  Bakkerij \n De  Vries ") == "Bakkerij De Vries"
    assert cell_text("memo", "Memo", " een\ntwee ", free_text=True) == "een\ntwee"
    assert cell_text("telefoon", "Tel", "+31 6 12345678") == "+31 6 12345678"


def test_words_of_other_packages_are_understood():
    assert [read_choice("rechtsvorm", word) for word in ("Besloten Vennootschap", "b.v.", "V.O.F.", "eenmanszaak", "Coöperatie")] == [
        "BV", "BV", "VOF", "EENMANSZAAK", "COOPERATIE",
    ]  # fmt: skip
    assert [read_choice("marital_status", word) for word in ("gehuwd", "Geregistreerd partnerschap", "weduwnaar")] == ["MARRIED", "REGISTERED", "WIDOWED"]
    assert [read_choice("gender", word) for word in ("m", "Vrouw", "onbekend")] == ["M", "V", "UNKNOWN"]
    assert [read_choice("portal_access", word) for word in ("geen", "lezen", "volledig")] == ["NONE", "READ", "FULL"]
    with pytest.raises(RuleBroken) as broken:
        read_choice("status", "slapend")
    assert broken.value.text == "slapend is geen bekende waarde. Gebruik prospect of cliënt, of zeg hierboven wat het woord betekent."


def test_rhythm_year_end_and_yes_no():
    assert read_rhythm(TaxKind.OB, "Kwartaal feb") == {"frequency": "QUARTER", "quarter_start": 2}
    assert read_rhythm(TaxKind.LH, "4 weken") == {"frequency": "FOUR_WEEKS", "quarter_start": 1}
    with pytest.raises(RuleBroken):
        read_rhythm(TaxKind.LH, "kwartaal")
    assert [read_year_end(text) for text in ("31-12", "30 juni", "30-06-2026", "28-2")] == ["12-31", "06-30", "06-30", "02-28"]
    assert (read_yes_no("Ja"), read_yes_no("n")) == (True, False)
    assert parts("a; b;a\nc|d") == ["a", "b", "c", "d"]


@pytest.mark.django_db
def test_columns_are_recognised_by_their_usual_names(in_alfa):
    headings = ["Relatienummer", "Bedrijfsnaam", "Juridische vorm", "E-mailadres", "KvK", "Postcode", "Woonplaats", "Onzin"]
    assert guess("CLIENTS", headings) == ["nummer", "naam", "rechtsvorm", "email", "kvk_nummer", "bezoek_postcode", "bezoek_plaats", ""]
    assert lacking("CLIENTS", ["naam"]) == ["nummer"]
    assert lacking("CLIENTS", ["nummer"]) == ["naam of achternaam"]
    assert (sheet_for("Contactpersonen", [], 0), sheet_for("Blad1", ["relatienummers"], 0), sheet_for("Blad1", ["naam"], 0)) == (
        "CONTACTS", "CONTACTS", "CLIENTS",
    )  # fmt: skip


@pytest.mark.django_db
def test_usual_abbreviations_of_headings_are_known(in_alfa):
    headings = ["Klantnr", "BTW frequentie", "Loon frequentie", "Huisnr"]
    assert guess("CLIENTS", headings) == ["nummer", "tijdvak_btw", "tijdvak_lh", "bezoek_huisnummer"]


@pytest.mark.django_db
def test_columns_are_named_as_people_write_them(in_alfa):
    labels = {column.key: column.label for column in columns_of("CLIENTS")}
    wanted = {"rsin_bsn": "RSIN of BSN", "bezoek_straat": "Bezoekadres: straat", "burgerlijke_staat": "Burgerlijke staat"}
    assert {key: labels[key] for key in wanted} == wanted


@pytest.mark.django_db
@pytest.mark.parametrize("cells, column", [(["organisatie", "Persoon", ""], "type"), (["organisatie", "Bakker"], "relatiesoort"), ([], "relatiesoort")])
def test_soort_is_read_by_its_words(in_alfa, cells, column):
    assert guess("CLIENTS", ["Nummer", "Soort"], samples=[["1", cell] for cell in cells]) == ["nummer", column]


@pytest.mark.parametrize(
    ("key", "text", "shown"),
    [
        ("rsin_bsn", "123456782", "•••••6782"),
        ("rsin_bsn", "12345678", "•••••5678"),
        ("ob_nummer", "123456782B01; 300000044B02", "•••••6782B01; •••••0044B02"),
        ("loonheffingennummer", "123456782L01", "•••••6782L01"),
        ("", "1234.56.782", "•••••6782"),
        ("", "NL123456782B01", "•••••6782B01"),
        ("", "0612345678", "0612345678"),
        ("kvk_nummer", "70000001", "70000001"),
        ("naam", "Bakker B.V.", "Bakker B.V."),
        ("", "Bakker B.V.", "Bakker B.V."),
    ],
)
def test_sample_cell_shows_only_the_end_of_what_may_be_a_bsn(key, text, shown):
    assert masked_cell(key, text) == shown
