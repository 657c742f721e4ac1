"""How far the filings of a relation were at the end of a day."""

from django.db.models import OuterRef, Subquery

from crm.as_of.blocks import Block, day_of, shown
from sbr_inbox.enums import State
from sbr_inbox.models import Filing, FilingEvent

MOST = 200
# Before a filing was linked nobody could say whose it was.
_NOT_YET = {State.RECEIVED, State.PARSED, State.UNMATCHED, State.AMBIGUOUS, State.UNREADABLE, ""}


def filings_then(stand):
    """Filings with the state they had; those that were not linked yet are left out. One question."""
    rows = Filing.objects.visible_to(stand.member).filter(relation_id=stand.relation_id)
    moves = FilingEvent.objects.filter(filing=OuterRef("pk")).exclude(after="")
    if stand.moment:
        moves = moves.filter(at__lt=stand.moment)
    rows = rows.annotate(then=Subquery(moves.order_by("-at", "-id").values("after")[:1])).exclude(then=None)
    told = []
    for row in rows.defer("match_trace", "suggestions").order_by("-period_end", "kind", "pk")[:MOST]:
        if row.then in _NOT_YET:
            continue
        period = f"{day_of(row.period_start)} tot en met {day_of(row.period_end)}"
        told.append((row.get_kind_display(), row.tijdvak or period, State(row.then).label, row.sha256[:16]))
    return shown(Block("Aangiften", told, ("Soort", "Tijdvak", "Status", "Controlegetal (begin)")))
