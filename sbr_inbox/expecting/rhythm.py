"""Which periods of a year a relation has for a kind of filing. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from crm.enums import FilingKind
from sbr_inbox.expecting.facts import Held, Subject
from workflows.enums import Frequency, FrequencySource
from workflows.periods import Span, last_day, spans

# Kinds that come round by themselves; a suppletie, an objection or an inheritance is never expected.
EXPECTED = (FilingKind.OB, FilingKind.ICP, FilingKind.LH, FilingKind.IB, FilingKind.VPB, FilingKind.KVK)


def held_spans(subject: Subject, held: Held, kind: str, year: int) -> list[Span] | None:
    """The periods that end in `year` on days the product runs; None when the rhythm is not known."""
    if held.source == FrequencySource.ONCE:
        return []
    if held.source == FrequencySource.FISCAL_YEAR:
        found = fiscal_spans(subject.years, year)
    else:
        rows = rhythm_rows(subject, held)
        if not rows:
            return None
        found = list(_by_rows(rows, year))
    return [span for span in found if _runs(subject, held, span)]


def rhythm_rows(subject: Subject, held: Held) -> list[tuple[date, str, int]]:
    """From when which rhythm: the product's own rows, else those of the tax, else the only one it allows."""
    if held.rhythms:
        return [(day, rhythm, 1) for day, rhythm in held.rhythms]
    if held.source in (FrequencySource.OB, FrequencySource.LH):
        return subject.rhythms.get(held.source, [])
    return [(date.min, held.allowed[0], 1)] if len(held.allowed) == 1 else []


def tax_spans(subject: Subject, kind: str, year: int) -> list[Span]:
    """The periods a tax has by its number and rhythm alone, when no product runs."""
    found = [span for span in _by_rows(subject.rhythms.get(kind, []), year) if _exists(subject, span)]
    return [span for span in found if subject.client_since is None or span.end >= subject.client_since]


def fiscal_spans(years: list[tuple[date, date]], year: int) -> list[Span]:
    """Fiscal years that end in a year: those written down, else the last one carried on, else the calendar year."""
    found = [Span(Frequency.YEAR, year, 1, start, end) for start, end in years if end.year == year]
    if found:
        return found
    earlier = [end for _, end in years if end.year < year]
    if not earlier or (earlier[-1].month, earlier[-1].day) == (12, 31):
        return [Span(Frequency.YEAR, year, 1, date(year, 1, 1), date(year, 12, 31))]
    month = earlier[-1].month
    start = last_day(year - 1, month) + timedelta(days=1)
    return [Span(Frequency.YEAR, year, 1, start, last_day(year, month))]


def _by_rows(rows: list[tuple[date, str, int]], year: int) -> Iterator[Span]:
    """Periods that end in the year, each by the rhythm that held on its first day; the oldest row holds before it too."""
    for place, (since, rhythm, quarter) in enumerate(rows):
        until = rows[place + 1][0] if place + 1 < len(rows) else date.max
        first = date.min if place == 0 else since
        begins = (year - 1, year) if rhythm == Frequency.QUARTER and quarter != 1 else (year,)
        for start_year in begins:
            for span in _spans(rhythm, start_year, quarter):
                if span.end.year == year and first <= span.start < until:
                    yield span


@lru_cache(maxsize=256)
def _spans(rhythm: str, year: int, quarter: int) -> tuple[Span, ...]:
    """The same few periods are asked for every relation."""
    return tuple(spans(rhythm, year, quarter_start=quarter))


def _runs(subject: Subject, held: Held, span: Span) -> bool:
    return held.starts_on <= span.end and (held.ends_on is None or held.ends_on >= span.start) and _exists(subject, span)


def _exists(subject: Subject, span: Span) -> bool:
    """Whether the relation was there on some day of the period, and not ended yet."""
    if subject.born_on and span.end < subject.born_on:
        return False
    last = min((day for day in (subject.ended_on, subject.died_on) if day), default=None)
    return last is None or span.start <= last
