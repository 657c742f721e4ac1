"""Joining a PDF that came in by itself with the filing of the same name."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from offices.audit import SYSTEM
from sbr_inbox import states
from sbr_inbox.enums import State
from sbr_inbox.models import Filing
from sbr_inbox.rules.moving import move, note

# A name says little: only files that one person (or one source) brought within this time belong together.
TOGETHER = timedelta(minutes=10)
_OPEN = (State.RECEIVED, State.PARSED, State.UNMATCHED, State.AMBIGUOUS, State.MATCHED, State.IN_REVIEW, State.READY)


def join_papers(filings: list[Filing]) -> None:
    """Give each of these locked filings the PDF of its name, or each lone PDF the filing of its name.

    Only when exactly one other file of the same name came from the same hand in the same minutes; anything else is
    left to a person, because a PDF of another client must never end up with a filing.
    """
    named = {filing.stem for filing in filings if filing.stem and filing.state != State.UNREADABLE}
    if not named:
        return
    since = timezone.now() - TOGETHER
    rows = Filing.objects.select_for_update(of=("self",)).filter(stem__in=named, received_at__gte=since, state__in=_OPEN)
    alone = Q(xml_file__isnull=True) | Q(pdf_file__isnull=True)
    by_name: dict[tuple, list[Filing]] = {}
    for row in rows.filter(alone).order_by("pk"):
        by_name.setdefault((row.stem, row.source, row.received_by_id), []).append(row)
    for together in by_name.values():
        papers = [row for row in together if row.xml_file_id is None]
        mains = [row for row in together if row.xml_file_id is not None]
        if len(papers) == 1 and len(mains) == 1:
            _join(mains[0], papers[0])


def _join(main: Filing, paper: Filing) -> None:
    if not states.may_move(paper.state, State.SUPERSEDED):
        return
    main.pdf_file_id = paper.pdf_file_id
    main.save(update_fields=["pdf_file"])
    move(paper, State.SUPERSEDED, by=SYSTEM, event="filing.superseded", text=f"Hoort als pdf bij {main.name}.")
    note(main, by=SYSTEM, event="filing.paper_joined", text=f"{paper.name} hoort bij deze aangifte.")
