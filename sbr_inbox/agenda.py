"""The last days of filings in the agenda of whoever has a role on their relations."""

from datetime import date

from crm.models import TeamAssignment
from offices.urls_helpers import desk_url
from sbr_inbox.models import Filing
from sbr_inbox.sentences import filing_title
from workflows.agenda import Entry

MOST = 200


def last_days(member, first: date, last: date, viewer) -> list[Entry]:
    """Filings not yet sent whose last day lies in the span, of relations on which this colleague holds a role."""
    held = TeamAssignment.objects.valid().filter(member=member).values("relation_id")
    rows = (
        Filing.objects.visible_to(viewer)
        .filter(relation__in=held, archived=False, deadline__gte=first)
        .unsent_by(last)
        .select_related("relation")
        .order_by("deadline", "id")[:MOST]
    )
    return [
        Entry(
            key=str(row.pk),
            title=filing_title(row),
            first=row.deadline,
            last=row.deadline,
            about=row.relation.name,
            url=desk_url("sbr_inbox:filing", row.pk),
            icon="file-text",
            tone="warn",
        )
        for row in rows
    ]
