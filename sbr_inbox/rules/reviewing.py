"""A look by the office before the client sees it, and the kinds the office itself decides."""

from django.db import transaction

from offices.errors import RuleBroken
from sbr_inbox.access import require_on_filing
from sbr_inbox.approval_enums import APPROVED_BY_OFFICE
from sbr_inbox.enums import State
from sbr_inbox.models import Filing
from sbr_inbox.rules.approved import approved
from sbr_inbox.rules.moving import WrongState, move


def to_review(filing: Filing, *, by) -> Filing:
    """Ask a colleague to look at it first."""
    return _step(filing, by, (State.MATCHED, State.READY), State.IN_REVIEW, "filing.review_asked", "Laten controleren")


def reviewed(filing: Filing, *, by) -> Filing:
    """Looked at and found right."""
    return _step(filing, by, (State.IN_REVIEW,), State.READY, "filing.reviewed", "Goedkeuren")


def back_from_review(filing: Filing, *, by, note: str) -> Filing:
    """Back to the preparer, with a note."""
    require_on_filing(by, "filing.review", filing)
    if not note.strip():
        raise RuleBroken("Vul in wat er moet veranderen.", code="G01", field="note")
    return _step(filing, by, (State.IN_REVIEW,), State.MATCHED, "filing.back", "Terugsturen", text=note.strip())


def approve_by_office(filing: Filing, *, by) -> Filing:
    """The office decides about a kind no client is asked about, such as a request for extensions."""
    require_on_filing(by, "filing.review", filing)
    with transaction.atomic():
        filing = Filing.objects.lock(filing.pk)
        if filing.kind not in APPROVED_BY_OFFICE or filing.state != State.READY:
            raise WrongState(filing, "Goedkeuren door het kantoor")
        move(filing, State.APPROVED, by=by, event="filing.approved", text=f"Goedgekeurd door {by}.")
        approved(filing, by=by)
    return filing


def _step(filing: Filing, by, wanted, to, event: str, doing: str, text: str = "") -> Filing:
    require_on_filing(by, "filing.review", filing)
    with transaction.atomic():
        filing = Filing.objects.lock(filing.pk)
        if filing.state not in wanted:
            raise WrongState(filing, doing)
        move(filing, to, by=by, event=event, text=text)
    return filing
