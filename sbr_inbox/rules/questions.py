"""A question of the client before he answers: kept with the filing and told to its owner; the term keeps running."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from offices.errors import RuleBroken
from sbr_inbox.approval_enums import RequestState
from sbr_inbox.models import FilingEvent
from sbr_inbox.rules.approval import guard_open, lock
from sbr_inbox.rules.moving import note
from sbr_inbox.rules.owners import tell_owner

EVENT = "filing.questioned"
SHORTEST, LONGEST, A_DAY = 5, 2_000, 10


def ask_office(request, *, account, text: str) -> None:
    """Put a question about an open request to the office; the filing and its term stay as they are.

    Raises G01 without a question, POR19 after ten on a day, POR04 and POR10 when the request is over.
    """
    text = text.strip()
    if len(text) < SHORTEST:
        raise RuleBroken("Schrijf uw vraag op, zodat uw kantoor u kan antwoorden.", code="G01", field="question")
    with transaction.atomic():
        filing, request, asked = lock(request.pk, account)
        guard_open(request, filing, asked.contact)
        today = FilingEvent.objects.filter(filing=filing, event=EVENT, at__gt=timezone.now() - timedelta(days=1)).count()
        if today >= A_DAY:
            raise RuleBroken(
                "U stelde vandaag al veel vragen over deze aangifte. Bel uw kantoor; dat gaat sneller.", code="POR19", field="question"
            )
        note(filing, by=account, event=EVENT, text=text[:LONGEST], data={"request": str(request.pk), "contact": str(asked.contact_id)})
        tell_owner(filing, request, "question", key=str(today))


def questions_of(request, contact_id) -> list[FilingEvent]:
    """What this person asked about this request, oldest first. Of others he sees nothing."""
    rows = FilingEvent.objects.filter(filing_id=request.filing_id, event=EVENT)
    return list(rows.filter(raw__request=str(request.pk), raw__contact=str(contact_id)).order_by("at"))


def is_open(request) -> bool:
    """Whether questions are still taken."""
    return request.state == RequestState.OPEN and request.expires_at > timezone.now()
