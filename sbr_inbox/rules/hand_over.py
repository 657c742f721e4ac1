"""Open filings of a colleague who leaves go along in the plan that hands over his work."""

from uuid import UUID

from crm.enums import ItemResult, PlanAction, PlanKind
from crm.rules.hand_over import hand_overs
from crm.rules.plans import Item, Outcome, PlanApplier, plan_appliers
from offices.audit import draft, record_all
from offices.models import TeamMember
from sbr_inbox import states
from sbr_inbox.models import Filing

FILINGS = "sbr_inbox.filing#handover"


@hand_overs.register
def open_filings(leaver, to):
    """A change of who handles it, for each filing of the leaver that is not at its end."""
    rows = Filing.objects.filter(assignee=leaver).exclude(state__in=states.FINAL).order_by("received_at", "pk")
    for row in rows:
        yield Item(PlanAction.CHANGE, FILINGS, row.pk, f"Aangifte: {row}", None, {"assignee": [str(leaver.pk), str(to.pk)]})


def apply_filings(items, *, by, plan):
    """Put the other on the filings that still stand on the name of the leaver."""
    return _swap(items, by=by, forward=True)


def undo_filings(items, *, by, plan):
    """Put the leaver back, where nobody else came since."""
    return _swap(items, by=by, forward=False)


def _swap(items, *, by, forward):
    rows = Filing.objects.select_for_update(of=("self",)).in_bulk([item.object_id for item in items])
    people = TeamMember.objects.select_related("user").in_bulk({UUID(key) for item in items for key in item.changes["assignee"]})
    outcomes, lines = [], []
    for item in items:
        leaver, to = (UUID(key) for key in item.changes["assignee"])
        giver, taker = (leaver, to) if forward else (to, leaver)
        row = rows.get(item.object_id)
        if row is None or row.assignee_id != giver:
            outcomes.append(Outcome(ItemResult.SAME if forward else ItemResult.KEPT, "Intussen bij iemand anders."))
            continue
        row.assignee_id = taker
        row.save(update_fields=["assignee"])
        lines.append(draft(by, "filing.assigned", row, data={"van": str(people[giver]), "naar": str(people[taker])}))
        outcomes.append(Outcome(ItemResult.DONE if forward else ItemResult.UNDONE))
    record_all(lines)
    return outcomes


plan_appliers.register(PlanApplier(PlanKind.BULK, FILINGS, apply_filings, undo_filings))
