"""The standard statutory date of a filing, without any extension.

Sources: OB, ICP and LH monthly and quarterly: last day of the month after the period; LH per four weeks: a month after
the period's end, cut off at the month's end; OB per year: 31 March; IB: 30 April; VPB: five months after the
financial year; deposit of annual accounts: twelve months after it.
"""

from datetime import date

from crm.enums import FilingKind
from workflows.enums import Frequency
from workflows.periods import last_day

_NEXT_MONTH = (FilingKind.OB, FilingKind.ICP, FilingKind.LH, FilingKind.LH_CORRECTIE)
_MONTHS_AFTER = {FilingKind.VPB: 5, FilingKind.KVK: 12}


def statutory_date(kind: str, frequency: str, end: date | None) -> date | None:
    """The last day on which a filing over a period that ends on `end` is in time; None when no rule is known."""
    if end is None:
        return None
    if kind == FilingKind.IB:
        return date(end.year + 1, 4, 30)
    if kind in _MONTHS_AFTER:
        return _months_on(end, _MONTHS_AFTER[FilingKind(kind)])
    if kind not in _NEXT_MONTH:
        return None
    if kind == FilingKind.OB and frequency == Frequency.YEAR:
        return date(end.year + 1, 3, 31)
    if frequency == Frequency.FOUR_WEEKS:
        return _same_day_next_month(end)
    return _months_on(end, 1)


def _months_on(day: date, months: int) -> date:
    month = day.month - 1 + months
    return last_day(day.year + month // 12, month % 12 + 1)


def _same_day_next_month(day: date) -> date:
    last = _months_on(day, 1)
    return last.replace(day=min(day.day, last.day))
