"""Each shipped date on an ordinary day, in a weekend and around a leap year; filing and payment apart."""

from datetime import date

import pytest

from crm.enums import FilingKind
from tests.factories.crm import make_relation
from workflows.deadlines import DeadlineBook, dates_of
from workflows.enums import DeadlineFor
from workflows.models import DeadlineRule, Extension, OfficeHoliday
from workflows.rules.shipped_deadlines import RULES

pytestmark = pytest.mark.django_db

# kind, rhythm, last day of the period, last day of filing, last day of paying.
OF_A_PERIOD = (
    ("OB", "MONTH", date(2026, 10, 31), date(2026, 11, 30), date(2026, 11, 30)),
    ("OB", "QUARTER", date(2025, 12, 31), date(2026, 1, 31), date(2026, 1, 30)),
    ("OB", "MONTH", date(2028, 1, 31), date(2028, 2, 29), date(2028, 2, 29)),
    ("OB", "YEAR", date(2025, 12, 31), date(2026, 3, 31), date(2026, 3, 31)),
    ("OB", "YEAR", date(2028, 12, 31), date(2029, 3, 31), date(2029, 3, 29)),
    ("OB", "YEAR", date(2023, 12, 31), date(2024, 3, 31), date(2024, 3, 28)),
    ("ICP", "MONTH", date(2026, 10, 31), date(2026, 11, 30), None),
    ("ICP", "QUARTER", date(2026, 9, 30), date(2026, 10, 31), None),
    ("ICP", "MONTH", date(2028, 1, 31), date(2028, 2, 29), None),
    ("LH", "MONTH", date(2026, 10, 31), date(2026, 11, 30), date(2026, 11, 30)),
    ("LH", "MONTH", date(2026, 12, 31), date(2027, 1, 31), date(2027, 1, 29)),
    ("LH", "MONTH", date(2028, 1, 31), date(2028, 2, 29), date(2028, 2, 29)),
    ("LH", "FOUR_WEEKS", date(2026, 1, 25), date(2026, 2, 25), date(2026, 2, 25)),
    ("LH", "FOUR_WEEKS", date(2026, 2, 22), date(2026, 3, 22), date(2026, 3, 20)),
    ("LH", "FOUR_WEEKS", date(2028, 1, 30), date(2028, 2, 29), date(2028, 2, 29)),
    ("LH", "FOUR_WEEKS", date(2027, 2, 28), date(2027, 3, 28), date(2027, 3, 25)),
    ("LH", "HALF_YEAR", date(2026, 6, 30), date(2026, 7, 31), date(2026, 7, 31)),
    ("LH", "HALF_YEAR", date(2027, 6, 30), date(2027, 7, 31), date(2027, 7, 30)),
    ("LH", "HALF_YEAR", date(2028, 6, 30), date(2028, 7, 31), date(2028, 7, 31)),
    ("LH", "YEAR", date(2024, 12, 31), date(2025, 1, 31), date(2025, 1, 31)),
    ("LH", "YEAR", date(2025, 12, 31), date(2026, 1, 31), date(2026, 1, 30)),
    ("LH", "YEAR", date(2028, 12, 31), date(2029, 1, 31), date(2029, 1, 31)),
    ("LH_CORRECTIE", "MONTH", date(2026, 10, 31), date(2026, 11, 30), None),
    ("LH_CORRECTIE", "MONTH", date(2026, 12, 31), date(2027, 1, 31), None),
    ("LH_CORRECTIE", "MONTH", date(2028, 1, 31), date(2028, 2, 29), None),
    ("LH_CORRECTIE", "FOUR_WEEKS", date(2026, 1, 25), date(2026, 2, 25), None),
    ("LH_CORRECTIE", "FOUR_WEEKS", date(2026, 2, 22), date(2026, 3, 22), None),
    ("LH_CORRECTIE", "FOUR_WEEKS", date(2028, 1, 30), date(2028, 2, 29), None),
    ("IB", "YEAR", date(2025, 12, 31), date(2026, 4, 30), None),
    ("IB", "YEAR", date(2026, 12, 31), date(2027, 4, 30), None),
    ("IB", "YEAR", date(2021, 12, 31), date(2022, 4, 30), None),
    ("VPB", "YEAR", date(2024, 12, 31), date(2025, 5, 31), None),
    ("VPB", "YEAR", date(2026, 6, 30), date(2026, 11, 30), None),
    ("VPB", "YEAR", date(2027, 9, 30), date(2028, 2, 29), None),
    ("KVK", "YEAR", date(2025, 12, 31), date(2026, 12, 31), None),
    ("KVK", "YEAR", date(2026, 1, 31), date(2027, 1, 31), None),
    ("KVK", "YEAR", date(2027, 2, 28), date(2028, 2, 29), None),
)
# kind, what for, last day of the period or the day it happened, the day.
OTHERS = (
    ("OB", "EARLIEST", date(2026, 10, 31), date(2026, 10, 24)),
    ("OB", "EARLIEST", date(2026, 9, 30), date(2026, 9, 24)),
    ("OB", "EARLIEST", date(2028, 2, 29), date(2028, 2, 24)),
    ("OB_SUPPLETIE", "DISCOVERY", date(2026, 9, 1), date(2026, 10, 27)),
    ("OB_SUPPLETIE", "DISCOVERY", date(2026, 9, 5), date(2026, 10, 31)),
    ("OB_SUPPLETIE", "DISCOVERY", date(2028, 1, 5), date(2028, 3, 1)),
    ("IB", "OWN", date(2025, 12, 31), date(2026, 9, 1)),
    ("IB", "OWN", date(2023, 12, 31), date(2024, 9, 1)),
    ("IB", "OWN", date(2027, 12, 31), date(2028, 9, 1)),
    ("IB", "BECON", date(2025, 12, 31), date(2027, 4, 30)),
    ("IB", "BECON", date(2026, 12, 31), date(2028, 4, 30)),
    ("IB", "BECON", date(2020, 12, 31), date(2022, 4, 30)),
    ("VPB", "OWN", date(2025, 12, 31), date(2026, 11, 1)),
    ("VPB", "OWN", date(2027, 4, 30), date(2028, 3, 1)),
    ("VPB", "OWN", date(2027, 2, 28), date(2028, 1, 1)),
    ("VPB", "BECON", date(2025, 12, 31), date(2027, 4, 30)),
    ("VPB", "BECON", date(2026, 12, 31), date(2028, 4, 30)),
    ("VPB", "BECON", date(2020, 12, 31), date(2022, 4, 30)),
    ("KVK", "DIRECTORS", date(2025, 12, 31), date(2026, 11, 8)),
    ("KVK", "DIRECTORS", date(2026, 6, 30), date(2027, 5, 8)),
    ("KVK", "DIRECTORS", date(2027, 4, 30), date(2028, 3, 8)),
    ("KVK", "ADOPTION", date(2026, 6, 1), date(2026, 6, 9)),
    ("KVK", "ADOPTION", date(2026, 3, 27), date(2026, 4, 7)),
    ("KVK", "ADOPTION", date(2028, 2, 21), date(2028, 2, 29)),
    ("SBA", "OBJECTION", date(2026, 10, 30), date(2026, 12, 11)),
    ("SBA", "OBJECTION", date(2026, 11, 14), date(2026, 12, 28)),
    ("SBA", "OBJECTION", date(2028, 1, 18), date(2028, 2, 29)),
)


@pytest.mark.parametrize(("kind", "frequency", "end", "file_by", "pay_by"), OF_A_PERIOD)
def test_dates_of_a_period(in_alfa, kind, frequency, end, file_by, pay_by):
    dates = dates_of(kind, frequency, None, end)
    assert (dates.file_by, dates.pay_by, dates.rule.kind) == (file_by, pay_by, kind)


@pytest.mark.parametrize(("kind", "purpose", "base", "day"), OTHERS)
def test_dates_that_count_from_something_else(in_alfa, kind, purpose, base, day):
    book = DeadlineBook.load()
    assert book.day(book.rule(kind, "", base, purpose), base) == day


def test_every_shipped_rule_has_three_dates_here():
    tried = [(kind, frequency, DeadlineFor.STANDARD) for kind, frequency, *_ in OF_A_PERIOD]
    tried += [(kind, "", purpose) for kind, purpose, *_ in OTHERS]
    own = {(rule["kind"], rule["frequency"]) for rule in RULES if rule.get("frequency")}
    counted = [(kind, "" if (kind, rhythm) not in own else rhythm, purpose) for kind, rhythm, purpose in tried]
    shipped = {(rule["kind"], rule.get("frequency", ""), rule.get("purpose", DeadlineFor.STANDARD)) for rule in RULES}
    assert {row: counted.count(row) for row in shipped if counted.count(row) < 3} == {}


def test_shipped_rules_say_where_they_come_from(in_alfa):
    rows = DeadlineRule.objects.all()
    assert [row.pk for row in rows if not row.source or row.is_checked != bool(row.checked_on)] == []
    assert {(row.kind, row.frequency, row.purpose) for row in rows if not row.is_checked} == {
        ("LH", "FOUR_WEEKS", "STANDARD"), ("LH_CORRECTIE", "", "STANDARD"), ("LH_CORRECTIE", "FOUR_WEEKS", "STANDARD"),
        ("KVK", "", "ADOPTION"),
    }  # fmt: skip


def test_dates_of_a_kind_without_rule_say_so(in_alfa):
    dates = dates_of("ERF", "", None, date(2026, 10, 31))
    assert (dates.file_by, dates.rule, bool(dates.note)) == (None, None, True)


def test_dates_of_no_period_are_empty(in_alfa):
    assert dates_of("OB", "MONTH", None, None).file_by is None


def test_day_by_decree_moves_a_date_and_a_day_off_does_not(in_alfa):
    book = DeadlineBook.load()
    rule = book.rule("SBA", "", date(2026, 10, 30), DeadlineFor.OBJECTION)
    day_off = OfficeHoliday.objects.create(day=date(2026, 12, 11), name="Kantoor dicht")
    assert DeadlineBook.load().day(rule, date(2026, 10, 30)) == date(2026, 12, 11)
    day_off.by_decree = True
    day_off.save()
    assert DeadlineBook.load().day(rule, date(2026, 10, 30)) == date(2026, 12, 14)


def test_internal_date_lies_five_working_days_before_and_skips_days_off(in_alfa):
    assert DeadlineBook.load().internal(date(2026, 11, 30)) == date(2026, 11, 23)
    OfficeHoliday.objects.create(day=date(2026, 11, 27), name="Kantoor dicht")
    assert DeadlineBook.load().internal(date(2026, 11, 30)) == date(2026, 11, 20)


def test_dates_follow_the_extension_of_the_relation_and_of_no_other(in_alfa):
    mine, other = make_relation(), make_relation()
    Extension.objects.create(
        relation=mine, tax=FilingKind.VPB, year=2025, kind="BECON", until=date(2027, 4, 30), registered_on=date(2026, 4, 1)
    )
    with_extension = dates_of("VPB", "YEAR", None, date(2025, 12, 31), mine)
    assert (with_extension.file_by, with_extension.rule.purpose) == (date(2027, 4, 30), "BECON")
    assert dates_of("VPB", "YEAR", None, date(2025, 12, 31), other).file_by == date(2026, 5, 31)
    assert dates_of("VPB", "YEAR", None, date(2024, 12, 31), mine).file_by == date(2025, 5, 31)


def test_book_costs_two_queries_and_a_third_for_relations(in_alfa, django_assert_num_queries):
    relation = make_relation()
    with django_assert_num_queries(2):
        book = DeadlineBook.load()
        for year in range(2020, 2040):
            book.dates("OB", "MONTH", date(year, 10, 31))
    with django_assert_num_queries(3):
        DeadlineBook.load(relations=[relation.pk])


def test_book_of_another_office_is_its_own(offices, in_alfa):
    DeadlineRule.objects.filter(kind="OB").update(months=3)
    with offices.beta.scope:
        assert dates_of("OB", "MONTH", None, date(2026, 10, 31)).file_by == date(2026, 11, 30)
