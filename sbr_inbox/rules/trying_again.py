"""*Probeer opnieuw* for everything with one E-code: the rows become due and the machine does the work."""

from django.db import transaction
from django.utils import timezone

from offices.audit import record
from offices.errors import NotHere, RuleBroken
from offices.permissions import require
from sbr_inbox.delivery_enums import DeliveryState
from sbr_inbox.enums import State
from sbr_inbox.issues import CODES
from sbr_inbox.models import Delivery, Filing
from sbr_inbox.rules.approved import DONE_HERE
from sbr_inbox.rules.delivering.queueing import SEND, STOPS
from sbr_inbox.rules.retrying import MAY_RETRY

LINK = "filing.link"


def try_again(code: str, *, by) -> int:
    """Let the machine look again at every filing with this open code that the member may see; returns how many.

    Work in the background goes by what the member may do now: a filing outside his rights stays as it is. Raises
    NotHere for an unknown code and SBR05 when trying again cannot help.
    """
    if code not in CODES:
        raise NotHere("Deze foutcode bestaat niet. Ga terug naar de foutmeldingen.")
    if not CODES[code].retry:
        raise RuleBroken("Opnieuw proberen helpt hier niet: er is een nieuw bestand nodig.", code="SBR05")
    right = SEND if code in STOPS else LINK
    require(by, right)
    with transaction.atomic():
        filings = Filing.objects.visible_to(by, right).with_open_issue(code)
        count = _send(filings) if code in STOPS else _look(filings)
        record(by, "issue.retried", data={"code": code, "filings": count})
    return count


def _look(filings) -> int:
    from sbr_inbox.tasks import work_filings

    count = filings.filter(state__in=(*MAY_RETRY, *DONE_HERE)).update(due_at=timezone.now())
    if count:
        work_filings.ring()
    return count


def _send(filings) -> int:
    from sbr_inbox.delivery_tasks import deliver, queue_again

    waiting = (DeliveryState.READY, DeliveryState.TROUBLE, DeliveryState.UNKNOWN, DeliveryState.SENT)
    count = Delivery.objects.filter(filing__in=filings, state__in=waiting).update(due_at=timezone.now())
    approved = filings.filter(state=State.APPROVED).count()
    if count:
        deliver.ring()
    if approved:
        queue_again.ring()
    return count + approved
