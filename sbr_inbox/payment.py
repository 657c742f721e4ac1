"""The betalingskenmerk: how the tax office recognises a payment of OB or LH, and until when it may be paid."""

from datetime import date

from crm.enums import FilingKind
from sbr_inbox.keys import Key
from workflows.enums import Frequency
from workflows.periods import four_weeks_of, span_of

_TYPES = {FilingKind.OB: "1", FilingKind.LH: "6"}
# From the right; the fifteen digits get the check digit in front.
_WEIGHTS = (2, 4, 8, 5, 10, 9, 7, 3, 6, 1, 2, 4, 8, 5, 10)


def payment_reference(kind: str, key: Key, start: date | None, end: date | None) -> str:
    """The sixteen digits for a payment of this filing, or nothing when the rules give none."""
    if kind not in _TYPES or start is None or end is None or len(key.normal) != 12:
        return ""
    span = span_of(start, end)
    if kind == FilingKind.LH and span and span.frequency == Frequency.MONTH and four_weeks_of(start, end):
        # January and four weeks at once: which of the two is never guessed.
        return ""
    period = _period(kind, span) if span else ""
    if not period:
        return ""
    body = f"{key.base[:8]}{_TYPES[FilingKind(kind)]}{end.year % 10}{key.normal[10:]}{period}0"
    return f"{_check_digit(body)}{body}"


def has_reference(kind: str) -> bool:
    """Whether this kind is paid with a reference computed from the filing, and so has a last day of payment."""
    return kind in _TYPES


def _period(kind: str, span) -> str:
    if span.frequency == Frequency.MONTH:
        return f"{span.index:02}"
    if span.frequency == Frequency.YEAR:
        return "40"
    if kind == FilingKind.OB:
        return f"{span.start.month + 20}" if span.frequency == Frequency.QUARTER else ""
    if span.frequency == Frequency.FOUR_WEEKS:
        return f"7{span.index}" if span.index < 10 else f"8{span.index % 10}"
    return f"{30 + span.index}" if span.frequency == Frequency.HALF_YEAR else ""


def _check_digit(body: str) -> int:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, reversed(body), strict=True))
    rest = 11 - total % 11
    return {10: 1, 11: 0}.get(rest, rest)
