"""The becon meter: how many of the registered returns must be in by a month's end, how many are, and who is next. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from uuid import UUID

# Late in this many of the last three years and the office may lose the extension for a client.
LATE_LIMIT = 2


@dataclass(frozen=True)
class Step:
    """One month end: what the scheme asks, what is needed of it, and what is in."""

    month_end: date
    percentage: Decimal
    needed: int
    done: int
    is_checked: bool = True
    registered: int = 0

    @property
    def gap(self) -> int:
        """How many are still to be filed for this month end."""
        return max(0, self.needed - self.done)

    @property
    def reached(self) -> Decimal:
        """The share that is in, as a percentage of what is registered."""
        return Decimal(100 * self.done) / self.registered if self.registered else Decimal(0)


def needed(registered: int, percentage: Decimal) -> int:
    """How many returns a percentage means: rounded up, for a part of a return cannot be filed."""
    return int((Decimal(registered) * percentage / 100).to_integral_value(ROUND_CEILING))


@dataclass(frozen=True)
class Return:
    """One registered return: whose, for which tax, and what decides its turn."""

    relation: UUID
    name: str
    tax: str
    until: date
    filed_on: date | None = None
    filing: UUID | None = None
    received: bool = False
    owed_last_year: Decimal = Decimal(0)
    years_late: int = 0
    late_last_year: bool = False

    @property
    def is_done(self) -> bool:
        """Whether it was sent, or filed outside the portal."""
        return self.filed_on is not None

    @property
    def at_risk(self) -> bool:
        """Late so often that the extension may be lost."""
        return self.years_late >= LATE_LIMIT


def steps(rows: Iterable[tuple[date, Decimal, bool]], returns: list[Return]) -> list[Step]:
    """The month ends in order. A month end that is over counts what was in on that day, later ones what is in now."""
    total = len(returns)
    return [
        Step(day, share, needed(total, share), sum(row.filed_on is not None and row.filed_on <= day for row in returns), checked, total)
        for day, share, checked in rows
    ]


def queue(returns: Iterable[Return]) -> list[Return]:
    """Who to do next: interest at stake, then what nothing came in for, then late last year, then by name."""
    waiting = [row for row in returns if not row.is_done]
    return sorted(waiting, key=lambda row: (-row.owed_last_year, row.received, not row.late_last_year, row.name, row.tax))
