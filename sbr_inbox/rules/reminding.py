"""Reminding who was asked for approval, by itself and by hand, and telling the owner when nothing helps."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from crm.enums import RelationStatus
from offices.audit import SYSTEM
from offices.errors import RuleBroken
from offices.models import Office
from sbr_inbox.access import require_on_filing
from sbr_inbox.approval_enums import RequestState
from sbr_inbox.enums import State
from sbr_inbox.models import ApprovalRequest, Filing
from sbr_inbox.rules.asking import send_question
from sbr_inbox.rules.counting import turn_of
from sbr_inbox.rules.moving import WrongState, note
from sbr_inbox.rules.owners import tell_owner
from sbr_inbox.rules.reminding_plan import free_days, may_mail_now, next_moment, opening, verdict_moment

AT_ONCE = 200
ONCE_A = timedelta(days=1)
# Nobody is chased about a relation that left or died.
_SILENT = (RelationStatus.ENDED, RelationStatus.BLOCKED)


def remind_due() -> int:
    """Remind about every request of the open office whose reminder is due; gives how many were taken up."""
    now = timezone.now()
    due = ApprovalRequest.objects.filter(remind_due_at__lte=now, state=RequestState.OPEN)
    ids = list(due.order_by("remind_due_at").values_list("pk", "filing_id")[:AT_ONCE])
    if not ids:
        return 0
    free = free_days()
    return sum(_remind_one(pk, filing_id, free) for pk, filing_id in ids)


def _remind_one(request_id, filing_id, free) -> bool:
    with transaction.atomic():
        filing = Filing.objects.lock(filing_id)
        request = ApprovalRequest.objects.select_for_update(of=("self",)).select_related("policy").get(pk=request_id)
        now = timezone.now()
        if request.state != RequestState.OPEN or request.remind_due_at is None or request.remind_due_at > now:
            return False
        if not may_mail_now(now, free):
            return _plan(request, opening(now, free))
        if request.reminded >= request.reminders:
            return _fell_silent(request, filing)
        sent = _send(request, filing, by=SYSTEM)
        request.reminded += 1
        request.save(update_fields=["reminded"])
        if not sent and filing.relation.status in _SILENT:
            return _plan(request, None)
        following = next_moment(request, filing, after=now, free=free)
        return _plan(request, following or verdict_moment(request, after=now, free=free))


def _plan(request, moment) -> bool:
    request.remind_due_at = moment
    request.save(update_fields=["remind_due_at"])
    return True


def _fell_silent(request, filing) -> bool:
    request.silent_at = timezone.now()
    request.save(update_fields=["silent_at"])
    note(filing, by=SYSTEM, event="filing.silent", text="De laatste herinnering is verstuurd en er kwam geen antwoord.")
    tell_owner(filing, request, "silent")
    return _plan(request, None)


def remind_now(filing: Filing, *, by) -> int:
    """Remind by hand whoever has to answer now, at most once a day; gives how many mails went out.

    Raises WrongState when nothing waits, POR17 when they were reminded less than a day ago or nobody can be reached.
    """
    require_on_filing(by, "filing.offer", filing)
    with transaction.atomic():
        filing = Filing.objects.lock(filing.pk)
        request = (
            ApprovalRequest.objects.select_for_update(of=("self",)).select_related("policy")
            .filter(filing=filing, state=RequestState.OPEN).first()
        )  # fmt: skip
        if filing.state != State.OFFERED or request is None:
            raise WrongState(filing, "Herinneren")
        recently = request.addressees.filter(reminded_at__gt=timezone.now() - ONCE_A).exists()
        if recently or request.offered_at > timezone.now() - ONCE_A:
            raise RuleBroken(
                "De cliënt kreeg in de afgelopen 24 uur al een e-mail over deze aangifte. Bel, of herinner morgen.", code="POR17"
            )
        sent = _send(request, filing, by=by)
        if not sent:
            raise RuleBroken(
                "Niemand die nog moet antwoorden is per e-mail te bereiken. Bel de cliënt of bied aan een ander contact aan.",
                code="POR17",
            )
    return sent


def _send(request, filing, *, by) -> int:
    """Mail whoever has to answer now; nobody of a relation that ended. Gives how many mails were queued."""
    if filing.relation.status in _SILENT or filing.relation.deceased_on:
        return 0
    office = Office.objects.get(pk=request.office_id)
    now, told = timezone.now(), []
    for one in turn_of(request, filing):
        if send_question(request, filing, one, office=office, moment="reminded", number=one.reminded + 1):
            one.reminded, one.reminded_at = one.reminded + 1, now
            one.save(update_fields=["reminded", "reminded_at"])
            told.append(one)
    if told:
        names = ", ".join(str(one.contact) for one in told)
        note(filing, by=by, event="filing.reminded", text=f"Herinnerd: {names}.")
    return len(told)
