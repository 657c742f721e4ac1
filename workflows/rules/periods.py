"""Periods exist once per office and are made when first needed."""

from collections.abc import Iterable

from workflows.models import Period
from workflows.periods import Span


def periods_for(spans: Iterable[Span]) -> dict[Span, Period]:
    """The rows of these periods, made where they do not exist yet; two statements, or one when all exist."""
    wanted = set(spans)
    if not wanted:
        return {}
    found = _found(wanted)
    missing = wanted - found.keys()
    if missing:
        rows = [
            Period(frequency=s.frequency, year=s.year, index=s.index, start=s.start, end=s.end, label=s.label)
            for s in missing
        ]
        Period.objects.bulk_create(rows, ignore_conflicts=True)
        found |= _found(missing)
    return found


def _found(wanted: set[Span]) -> dict[Span, Period]:
    rows = Period.objects.filter(start__in={s.start for s in wanted}, end__in={s.end for s in wanted})
    by_days = {(row.frequency, row.start, row.end): row for row in rows}
    return {s: by_days[key] for s in wanted if (key := (s.frequency, s.start, s.end)) in by_days}
