"""Practice filings read back as what they were built from."""

from datetime import date

import pytest

from sbr_inbox import practice_files as practice
from sbr_inbox.reading import read

Q3 = {"start": date(2026, 7, 1), "end": date(2026, 9, 30)}
YEAR = {"start": date(2025, 1, 1), "end": date(2025, 12, 31)}
PERSON = practice.Person("AB", "Voorbeeld", date(1990, 1, 1), "van")


@pytest.mark.parametrize(
    "data, kind, key_value, amount",
    [
        (practice.ob(number="001234560B01", **Q3, rubrieken={"1a": (100, 21)}, input_tax=1), "OB", "001234560B01", 20),
        (
            practice.suppletie(number="001234560B01", **Q3, rubrieken={"1a": (100, 21)}, old_total=30),
            "OB_SUPPLETIE", "001234560B01", -9,
        ),
        (
            practice.icp(number="001234560B01", **Q3, customers=[practice.Customer("BE", "0477472701", 10, 5, -1)]),
            "ICP", "001234560B01", 14,
        ),
        (
            practice.icp(
                number="001234560B01", start=date(2024, 1, 1), end=date(2024, 1, 31),
                customers=[practice.Customer("BE", "0477472701", 10, 5, -1)],
            ),
            "ICP", "001234560B01", 14,
        ),
        (practice.vpb(number="001234560", **YEAR, name="A", profit=1, balance=-7), "VPB", "001234560", -7),
        (practice.va_vpb(number="001234560", **YEAR, profit=1), "VA_VPB", "001234560", None),
        (practice.ib(number="123456782", year=2025, person=PERSON), "IB", "123456782", None),
        (practice.via(number="123456782", year=2025, person=PERSON), "VIA", "123456782", None),
        (practice.schenk(number="123456782", year=2026, declarant=PERSON, donor="B"), "SCHENK", "123456782", None),
        (
            practice.sba(
                stem="vpb", number="001234560", **YEAR, balance=5, number_of_assessment="1", dated=date(2026, 5, 1)
            ),
            "SBA", "001234560", 5,
        ),
        (
            practice.uitstel(
                year=2025, extensions=[practice.Extension("001234560", "A", "VPB", YEAR["start"], YEAR["end"])]
            ),
            "UITSTEL", "234564", None,
        ),
        (practice.kvk_classic(number="12345678", name="A & B", **YEAR), "KVK", "12345678", None),
        (practice.kvk_inline(number="12345678", name="A & B", **YEAR), "KVK", "12345678", None),
        (practice.lh(number="001234560L01", name="A & B", start=date(2026, 3, 1), end=date(2026, 3, 31)), "LH",
         "001234560L01", 0),
        (
            practice.lh_correction(
                number="001234560L01", name="A", corrections=[practice.Correction(date(2026, 3, 1), date(2026, 3, 31))]
            ),
            "LH_CORRECTIE", "001234560L01", None,
        ),
    ],
)  # fmt: skip
def test_practice_filing_reads_back(data, kind, key_value, amount):
    found = read(data, filename="oefen.xbrl")
    assert (found.kind, found.key_value, found.amount) == (kind, key_value, amount)
    assert (found.issues, found.warnings) == ((), ())


def test_practice_filings_are_the_same_every_time():
    assert practice.kvk_inline(number="12345678", name="A", **YEAR) == practice.kvk_inline(
        number="12345678", name="A", **YEAR
    )
