"""Each kind of filing has a summary made by hand: who, over what, how much in words, and lines with Dutch labels."""

import re
from datetime import date

import pytest

from crm.enums import FilingKind
from sbr_inbox import practice_files as make
from sbr_inbox.reading import read
from tests.sbr_inbox.reading.samples import sample

YEAR = {"start": date(2025, 1, 1), "end": date(2025, 12, 31)}
Q3 = {"start": date(2026, 7, 1), "end": date(2026, 9, 30)}
PERSON = make.Person("V", "Voorbeeld", date(1975, 3, 14))
BASE, BSN = "001234560", "123456782"
DATED = {"number_of_assessment": "001234560V50", "dated": date(2026, 10, 30), "name": "Voorbeeld B.V."}


def _sba(stem, number, **more):
    return make.sba(stem=stem, number=number, balance=320, **YEAR, **DATED, **more)


# Kind, bytes, words of the outcome, a section, and labels that stand in it.
CASES = [
    ("OB", make.ob(number=f"{BASE}B01", rubrieken={"1a": (100, 21)}, input_tax=1, **Q3), "Te betalen", "rubriek5", ["Te betalen of terug te vragen"]),
    ("OB", make.ob(number=f"{BASE}B01", rubrieken={"1a": (0, 0)}, input_tax=9, **Q3), "Terug te ontvangen", "rubriek1", ["Hoog tarief"]),
    ("OB_SUPPLETIE", make.suppletie(number=f"{BASE}B01", rubrieken={"1a": (100, 21)}, old_total=30, **Q3), "Terug te ontvangen", "suppletie", ["Nieuw totaal"]),
    ("ICP", make.icp(number=f"{BASE}B01", customers=[make.Customer("BE", "0477472701", 10, 5, -1)], **Q3), "Totaal", "rows", ["BE 0477472701"]),
    ("LH", make.lh(number=f"{BASE}L01", name="A", start=date(2026, 3, 1), end=date(2026, 3, 31)), "Nihil", "counts", ["Personen"]),
    ("LH_CORRECTIE", make.lh_correction(number=f"{BASE}L01", name="A", corrections=[make.Correction(date(2026, 3, 1), date(2026, 3, 31))]), "Correctie", "counts", ["Personen"]),
    ("IB", make.ib(number=BSN, year=2025, person=PERSON, savings=48_000), "De Belastingdienst berekent het bedrag", "box3", ["Bezittingen box 3"]),
    ("VPB", make.vpb(number=BASE, name="A", profit=84_000, balance=-7, **YEAR), "Terug te ontvangen", "tax", ["Belastbare winst", "Saldo belasting over het boekjaar"]),
    ("VA_VPB", make.va_vpb(number=BASE, name="A", profit=90_000, **YEAR), "Geen bedrag in het bestand", "tax", ["Belastbare winst"]),
    ("KVK", make.kvk_classic(number="12345678", name="A", equity=5, assets=9, **YEAR), "Er hoeft niets te worden betaald", "figures", ["Totaal activa", "Eigen vermogen"]),
    ("KVK", make.kvk_inline(number="12345678", name="A", equity=5, assets=9, **YEAR), "Er hoeft niets te worden betaald", "figures", ["Totaal activa"]),
    ("KREDIET", make.krediet(number="12345678", name="A", equity=5, assets=9, **YEAR), "Er hoeft niets te worden betaald", "figures", ["Eigen vermogen"]),
    ("UITSTEL", make.uitstel(year=2025, extensions=[make.Extension(BSN, "X", "IB", YEAR["start"], YEAR["end"])]), "Geen bedrag in het bestand", "count", ["Aantal belastingplichtigen"]),
    ("ERF", make.erf(number=BSN, year=2026, declarant=PERSON, deceased="Overleden", died=date(2026, 2, 3), heirs=("Een", "Twee"), balance=90_000), "De Belastingdienst berekent het bedrag", "estate", ["Saldo van de erfenis"]),
    ("SCHENK", make.schenk(number=BSN, year=2026, declarant=PERSON, donor="Gever"), "De Belastingdienst berekent het bedrag", "donor", ["Schenker"]),
    ("BZW", make.bzw(number=BASE, year=2026, name="A B.V.", text="De aanslag is te hoog omdat de afschrijving niet is meegenomen."), "Er hoeft niets te worden betaald", "said", ["Oefen objection motivation"]),
    ("SBA", _sba("vpb", BASE, pay_before=date(2026, 12, 15)), "Te betalen", "dates", ["Dagtekening", "Betalen uiterlijk"]),
    ("SBA", _sba("ih", BSN), "Te betalen", "amounts", ["Te betalen of terug te ontvangen"]),
    ("SBA", _sba("zvw", BSN), "Te betalen", "amounts", ["Te betalen of terug te ontvangen"]),
    ("SBA", _sba("ob", f"{BASE}B01"), "Te betalen", "amounts", ["Te betalen of terug te ontvangen"]),
    ("VIA", make.via(number=BSN, year=2025, person=PERSON, savings=1), "De Belastingdienst berekent het bedrag", "box3", ["Bezittingen box 3"]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "data", "outcome", "key", "labels"), CASES, ids=[f"{case[0]} {case[3]}" for case in CASES])
def test_summary_says_who_how_much_and_the_key_lines(kind, data, outcome, key, labels):
    reading = read(data)
    assert (reading.kind, reading.summary["outcome"]["text"]) == (kind, outcome)
    section = next(each for each in reading.summary["sections"] if each["key"] == key)
    found = [line["label"] for line in section["lines"]]
    assert [label for label in labels if label not in found] == []
    assert reading.issues == ()


def test_no_kind_is_without_a_summary():
    assert {case[0] for case in CASES} | {"OVERIG"} == set(FilingKind.values)


def test_unknown_message_is_shown_with_everything_in_it():
    data = make.bzw(number=BASE, year=2026, name="A", text="x").replace(b"bd-rpt-bzw", b"bd-rpt-nieuwsoort")
    reading = read(data)
    assert (reading.kind, [note.code for note in reading.issues][:1]) == ("OVERIG", ["E02"])
    assert "OefenObjectionMotivation" in {fact["name"] for fact in reading.facts}


def test_heirs_stay_rows_of_their_own():
    heirs = [fact for fact in read(CASES[13][1]).facts if fact.get("group")]
    assert [(fact["value"], fact["group"][0][1]) for fact in heirs] == [("Een", 1), ("Twee", 2)]


@pytest.mark.parametrize("name", ["lh-2026-03-volledig.xml", "lh-2026-latin1.xml", "lh-2026-periode-3.xml", "lh-2026-correctie.xml"])
def test_no_employee_is_in_what_was_read(name):
    data = sample(name).decode("latin-1")
    reading = read(sample(name))
    told = str((reading.summary, reading.facts, reading.issues, reading.warnings, reading.as_json()))
    hidden = set(re.findall(r"<(?:\w+:)?(?:SofiNr|SignNm|Voorl|Gebdat|PersNr|LnLbPh|LnSV|Str|Pc|Woonpl)>([^<]+)<", data))
    # The employer may share a surname with an employee; only what stands with employees alone must not be told.
    public = re.sub(r"<(?:\w+:)?Inkomstenverhouding.*?</(?:\w+:)?Inkomstenverhouding\w*>", "", data, flags=re.S)
    assert hidden
    assert [value for value in hidden if len(value) > 4 and value in told and value not in public] == []


def test_no_employee_of_a_made_up_return_is_in_what_was_read():
    data = make.lh(
        number=f"{BASE}L01", name="A", employees=[make.Employee(BSN, "Kanariepiet", 3_117)], start=date(2026, 3, 1), end=date(2026, 3, 31)
    )
    assert b"Kanariepiet" in data
    told = str(read(data).as_json())
    assert BSN not in told
    assert "Kanariepiet" not in told
