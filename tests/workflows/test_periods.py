"""Periods as the calendar and the tax office have them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.periods import four_weeks_of, span_of, spans


def labels(frequency, year, **kwargs):
    return [span.label for span in spans(frequency, year, **kwargs)]


def test_four_weeks_of_2026():
    found = list(spans("FOUR_WEEKS", 2026))
    assert [(span.start, span.end) for span in found[:3]] == [
        (date(2026, 1, 1), date(2026, 1, 25)),
        (date(2026, 1, 26), date(2026, 2, 22)),
        (date(2026, 2, 23), date(2026, 3, 22)),
    ]
    assert (found[12].start, found[12].end, found[12].label) == (date(2026, 11, 30), date(2026, 12, 31), "2026-P13")


@pytest.mark.parametrize("frequency", ["MONTH", "QUARTER", "HALF_YEAR", "YEAR", "FOUR_WEEKS"])
@given(year=st.integers(1990, 2060))
def test_periods_of_a_year_cover_it_without_a_gap(frequency, year):
    found = list(spans(frequency, year))
    assert (found[0].start, found[-1].end) == (date(year, 1, 1), date(year, 12, 31))
    for one, two in pairwise(found):
        assert two.start == one.end + timedelta(days=1)


@given(year=st.integers(1990, 2060))
def test_weeks_follow_on_each_other(year):
    found = list(spans("WEEK", year))
    assert len(found) in (52, 53)
    assert all((two.start - one.start).days == 7 for one, two in pairwise(found))


def test_labels():
    assert labels("MONTH", 2026)[2] == "2026-03"
    assert labels("QUARTER", 2026) == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
    assert labels("HALF_YEAR", 2026) == ["2026-H1", "2026-H2"]
    assert labels("YEAR", 2026) == ["2026"]
    assert labels("WEEK", 2026)[4] == "2026-W05"


def test_quarters_may_begin_in_the_second_month():
    found = list(spans("QUARTER", 2026, quarter_start=2))
    assert [(span.start, span.end) for span in found] == [
        (date(2026, 2, 1), date(2026, 4, 30)),
        (date(2026, 5, 1), date(2026, 7, 31)),
        (date(2026, 8, 1), date(2026, 10, 31)),
        (date(2026, 11, 1), date(2027, 1, 31)),
    ]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 10, 1), date(2026, 10, 31), ("MONTH", "2026-10")),
        (date(2026, 7, 1), date(2026, 9, 30), ("QUARTER", "2026-Q3")),
        (date(2026, 2, 1), date(2026, 4, 30), ("QUARTER", "2026-Q1")),
        (date(2026, 7, 1), date(2026, 12, 31), ("HALF_YEAR", "2026-H2")),
        (date(2026, 1, 1), date(2026, 12, 31), ("YEAR", "2026")),
        (date(2025, 7, 1), date(2026, 6, 30), ("YEAR", "2025/2026")),
        (date(2025, 3, 1), date(2026, 12, 31), ("YEAR", "2025/2026")),
        (date(2026, 2, 23), date(2026, 3, 22), ("FOUR_WEEKS", "2026-P03")),
        (date(2016, 1, 1), date(2016, 1, 31), ("MONTH", "2016-01")),
    ],
)
def test_span_of_days(start, end, expected):
    span = span_of(start, end)
    assert (span.frequency, span.label) == expected


@pytest.mark.parametrize(
    ("start", "end"),
    [(date(2026, 1, 2), date(2026, 1, 31)), (date(2026, 2, 1), date(2026, 1, 1)), (date(2026, 1, 1), date(2026, 2, 28))],
)
def test_days_that_are_no_period(start, end):
    assert span_of(start, end) is None


def test_january_can_be_four_weeks_too():
    assert four_weeks_of(date(2016, 1, 1), date(2016, 1, 31)).label == "2016-P01"
