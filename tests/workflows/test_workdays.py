"""Working days by the Algemene termijnenwet."""

from datetime import date

import pytest

from workflows.workdays import add_workdays, holidays_of, is_workday, next_workday, previous_workday

DAYS = {
    2026: ["01-01", "04-03", "04-06", "04-27", "05-05", "05-14", "05-25", "12-25", "12-26"],
    2027: ["01-01", "03-26", "03-29", "04-27", "05-05", "05-06", "05-17", "12-25", "12-26"],
}


@pytest.mark.parametrize("year", DAYS)
def test_holidays_of_gives_exactly_the_days_of_article_three(year):
    assert [f"{day:%m-%d}" for day in holidays_of(year)] == DAYS[year]


def test_holidays_of_moves_the_kings_day_from_sunday_to_saturday():
    assert (date(2025, 4, 26) in holidays_of(2025), date(2025, 4, 27) in holidays_of(2025)) == (True, False)


def test_is_workday_knows_weekend_holiday_and_extra_days():
    friday, saturday, good_friday = date(2026, 11, 20), date(2026, 11, 21), date(2026, 4, 3)
    assert [is_workday(day) for day in (friday, saturday, good_friday)] == [True, False, False]
    assert is_workday(friday, {friday}) is False


def test_next_and_previous_workday_leave_a_working_day_alone():
    assert next_workday(date(2026, 11, 20)) == previous_workday(date(2026, 11, 20)) == date(2026, 11, 20)


def test_next_workday_passes_easter():
    assert next_workday(date(2026, 4, 3)) == date(2026, 4, 7)


def test_previous_workday_passes_easter():
    assert previous_workday(date(2026, 4, 6)) == date(2026, 4, 2)


def test_add_workdays_counts_both_ways():
    assert add_workdays(date(2026, 11, 30), -5) == date(2026, 11, 23)
    assert add_workdays(date(2026, 12, 24), 2) == date(2026, 12, 29)
    assert add_workdays(date(2028, 2, 28), 1) == date(2028, 2, 29)
