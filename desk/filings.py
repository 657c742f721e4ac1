"""Filings as other pages show them: the running ones of a relation, and the latest in the list of relations."""

from sbr_inbox.models import Filing
from sbr_inbox.templatetags.sbr import state_chip

SHOWN = 8


def card_filings(relation, member):
    """The filings of a relation that are not finished, nearest deadline first, then the last finished ones."""
    rows = Filing.objects.visible_to(member).filter(relation=relation, archived=False)
    rows = rows.defer("match_trace", "suggestions")
    running = list(rows.in_work().order_by("deadline", "-id")[:SHOWN])
    free = SHOWN - len(running)
    done = (
        list(rows.exclude(pk__in=[row.pk for row in running]).order_by("-id")[: min(free, 3)]) if free else []
    )
    return {"running": running, "done": done}


def latest_cells(keys, member):
    """{relation id: chip} of the newest filing of each relation on a page of the list, in one query."""
    rows = (
        Filing.objects.visible_to(member)
        .filter(relation_id__in=keys, archived=False)
        .order_by("relation_id", "-id")
        .distinct("relation_id")
    )
    return {key: state_chip(state, "plain") for key, state in rows.values_list("relation_id", "state")}
