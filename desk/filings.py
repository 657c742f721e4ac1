"""Filings as other pages show them: their state as a chip, the running ones of a relation, the latest in a list."""

from django.db.models import Q

from crm.registry import Hit
from crm.search import relation_reasons
from offices.permissions import may
from offices.templatetags.ui import chip
from offices.urls_helpers import desk_url
from sbr_inbox.enums import State
from sbr_inbox.filters import number_index
from sbr_inbox.models import Filing

TONES = {
    State.UNREADABLE: ("bad", "file-x"),
    State.UNMATCHED: ("bad", "unlink"),
    State.AMBIGUOUS: ("warn", "git-fork"),
    State.IN_REVIEW: ("info", "eye"),
    State.READY: ("info", "circle-dot"),
    State.OFFERED: ("wait", "hourglass"),
    State.DECLINED: ("bad", "circle-x"),
    State.EXPIRED: ("warn", "clock-alert"),
    State.APPROVED: ("ok", "check-check"),
    State.ACCEPTED: ("ok", "circle-check"),
    State.FILED_ELSEWHERE: ("ok", "circle-check"),
    State.SENT: ("info", "send"),
    State.IN_PROGRESS: ("info", "send"),
    State.QUEUED: ("info", "send"),
    State.REJECTED_DIGIPOORT: ("bad", "triangle-alert"),
    State.REJECTED_RECEIVER: ("bad", "triangle-alert"),
}
QUIET = ("mute", "file-text")
SHOWN = 8


def state_chip(filing, cls=""):
    """The state of a filing as a chip."""
    return chip(*TONES.get(filing.state, QUIET), filing.get_state_display(), cls)


def card_filings(relation, member):
    """The filings of a relation that are not finished, nearest deadline first, then the last finished ones."""
    rows = Filing.objects.visible_to(member).filter(relation=relation, archived=False)
    running = list(rows.in_work().order_by("deadline", "-id")[:SHOWN])
    done = (
        []
        if len(running) >= SHOWN
        else list(rows.exclude(pk__in=[row.pk for row in running]).order_by("-id")[:3])
    )
    for row in running + done:
        row.chip = state_chip(row)
    return {"running": running, "done": done}


def latest_cells(relations, member):
    """{relation id: chip} of the newest filing of each relation on a page of the list, in one query."""
    rows = (
        Filing.objects.visible_to(member)
        .filter(relation__in=relations, archived=False)
        .order_by("relation_id", "-id")
        .distinct("relation_id")
        .only("id", "office", "relation", "state", "kind")
    )
    return {row.relation_id: state_chip(row, "plain") for row in rows}


def found_filings(text, member, most):
    """Hits of filings this member may see: by subject number, reference or the relation they belong to.

    A BSN finds a filing only for a member with the right to reveal one.
    """
    wanted = Q(supplier_reference__iexact=text.strip()) | Q(
        relation_id__in=list(relation_reasons(text, member=member))[:50]
    )
    if index := number_index(text):
        by_number = Q(key_hmac=index)
        wanted |= by_number if may(member, "crm.bsn.reveal") else by_number & ~Q(key_type="BSN")
    rows = Filing.objects.visible_to(member).filter(wanted, archived=False).select_related("relation")
    return [
        Hit(
            url=desk_url("sbr_inbox:filing", row.pk),
            label=f"{row.title} · {row.relation.name}" if row.relation_id else row.title,
            sub=row.get_state_display(),
            reason="nummer, kenmerk of relatie",
            icon="file-text",
        )
        for row in rows.order_by("-id")[:most]
    ]
