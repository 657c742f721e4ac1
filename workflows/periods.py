"""Periods as the calendar and the tax office have them. Pure: dates in, dates out."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from workflows.enums import Frequency

_MONTHS = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.HALF_YEAR: 6, Frequency.YEAR: 12}


class Span(NamedTuple):
    """One period: rhythm, year, position in that year, first and last day, and what it is called."""

    frequency: Frequency
    year: int
    index: int
    start: date
    end: date

    @property
    def label(self) -> str:
        """`2026-03`, `2026-Q1`, `2026-P05`, `2026-W05`, `2026-H1`, `2026`."""
        if self.frequency == Frequency.YEAR:
            return _year_label(self)
        if self.frequency == Frequency.MONTH:
            return f"{self.year}-{self.index:02}"
        letter = {Frequency.QUARTER: "Q", Frequency.HALF_YEAR: "H", Frequency.FOUR_WEEKS: "P", Frequency.WEEK: "W"}
        sign = letter.get(self.frequency)
        if sign is None:
            return f"{self.start:%d-%m-%Y}"
        digits = 1 if sign in "QH" else 2
        return f"{self.year}-{sign}{self.index:0{digits}}"


def _year_label(span: Span) -> str:
    return str(span.end.year) if span.start.year == span.end.year else f"{span.start.year}/{span.end.year}"


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def spans(frequency: str, year: int, *, quarter_start: int = 1) -> Iterator[Span]:
    """All periods of a rhythm that begin in this year; `quarter_start` is the month of the first quarter (1, 2, 3)."""
    frequency = Frequency(frequency)
    if frequency == Frequency.FOUR_WEEKS:
        yield from _four_weeks(year)
    elif frequency == Frequency.WEEK:
        yield from _weeks(year)
    elif frequency in _MONTHS:
        step, first = _MONTHS[frequency], quarter_start if frequency == Frequency.QUARTER else 1
        for index, month in enumerate(range(first, first + 12, step), start=1):
            end_year, end_month = year + (month + step - 2) // 12, (month + step - 2) % 12 + 1
            yield Span(frequency, year, index, date(year, month, 1), last_day(end_year, end_month))


def _four_weeks(year: int) -> Iterator[Span]:
    """Period n (1..12) ends on the Sunday of ISO week 4n; the first starts 1 January, the 13th ends 31 December."""
    start = date(year, 1, 1)
    for index in range(1, 14):
        end = date(year, 12, 31) if index == 13 else date.fromisocalendar(year, 4 * index, 7)
        yield Span(Frequency.FOUR_WEEKS, year, index, start, end)
        start = end + timedelta(days=1)


def _weeks(year: int) -> Iterator[Span]:
    weeks = date(year, 12, 28).isocalendar().week
    for index in range(1, weeks + 1):
        start = date.fromisocalendar(year, index, 1)
        yield Span(Frequency.WEEK, year, index, start, start + timedelta(days=6))


def span_of(start: date, end: date) -> Span | None:
    """The period with exactly these days, or None when the days are no period at all.

    A run of whole months that is no month, quarter or half-year counts as a fiscal year from seven months on
    (short and long first years exist).
    """
    if start > end:
        return None
    if start.day != 1 or end != last_day(end.year, end.month):
        return four_weeks_of(start, end)
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if months in (1, 3):
        return _short(start, end, months)
    if months == 6 and start.month in (1, 7):
        return Span(Frequency.HALF_YEAR, start.year, start.month // 6 + 1, start, end)
    return Span(Frequency.YEAR, end.year, 1, start, end) if 4 <= months <= 24 else None


def _short(start: date, end: date, months: int) -> Span:
    frequency = Frequency.MONTH if months == 1 else Frequency.QUARTER
    index = start.month if months == 1 else (start.month - 1) // 3 + 1
    return Span(frequency, start.year, index, start, end)


def four_weeks_of(start: date, end: date) -> Span | None:
    """The four-week period with these days, or None. In some years the first one is the whole of January."""
    return next((span for span in _four_weeks(start.year) if (span.start, span.end) == (start, end)), None)
