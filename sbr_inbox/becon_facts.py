"""The registered returns of a year with what decides their turn, in three queries."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.utils import timezone

from crm.enums import Direction
from crm.models import Relation
from sbr_inbox import states
from sbr_inbox.becon import Return
from sbr_inbox.enums import State
from sbr_inbox.models import Filing
from workflows.enums import ExtensionKind
from workflows.models import Extension

FILED = (State.SENT, State.IN_PROGRESS, State.ACCEPTED, State.HANDED_BACK, State.FILED_ELSEWHERE)
YEARS = 3


def registered_returns(year: int, *, member) -> list[Return]:
    """Every return over a year under the becon scheme that this member may see, by name."""
    relations = Relation.objects.visible_to(member, "filing.view")
    rows = Extension.objects.filter(year=year, kind=ExtensionKind.BECON, relation__in=relations)
    rows = list(rows.order_by("relation__sort_name", "tax").values_list("relation_id", "relation__name", "tax", "until"))
    filings = _filings(year, {row[0] for row in rows}, member)
    return [_return(relation, name, tax, until, year, filings[relation, tax]) for relation, name, tax, until in rows]


def _filings(year: int, relations: set, member) -> dict:
    found = defaultdict(list)
    rows = Filing.objects.visible_to(member).filter(kind__in=("IB", "VPB"), period_end__year__in=range(year - YEARS, year + 1))
    rows = rows.filter(relation__isnull=False).exclude(state__in=states.GONE).order_by("id")
    fields = ("id", "relation_id", "kind", "period_end", "state", "sent_at", "final_at", "state_at", "deadline", "amount", "direction")
    for row in rows.values(*fields):
        if row["relation_id"] in relations:
            found[row["relation_id"], row["kind"]].append(row)
    return found


def _return(relation, name, tax, until, year: int, rows: list[dict]) -> Return:
    by_year = defaultdict(list)
    for row in rows:
        by_year[row["period_end"].year].append(row)
    mine, before = by_year[year], by_year[year - 1]
    late = {each: any(_late(row) for row in by_year[each]) for each in range(year - YEARS, year)}
    filed = [day for row in mine if (day := _filed_on(row))]
    owed = max((row["amount"] or Decimal(0) for row in before if row["direction"] == Direction.TO_PAY), default=Decimal(0))
    return Return(
        relation, name, tax, until,
        filed_on=min(filed) if filed else None,
        filing=mine[-1]["id"] if mine else None,
        received=bool(mine),
        owed_last_year=owed,
        years_late=sum(late.values()),
        late_last_year=late[year - 1],
    )  # fmt: skip


def _filed_on(row: dict) -> date | None:
    if row["state"] not in FILED:
        return None
    return timezone.localdate(row["sent_at"] or row["final_at"] or row["state_at"])


def _late(row: dict) -> bool:
    day = _filed_on(row)
    return bool(day and row["deadline"] and day > row["deadline"])
