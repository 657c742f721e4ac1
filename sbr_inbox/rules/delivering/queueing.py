"""Into the queue and out of it by hand: send, send again, break off."""

from django.db import transaction
from django.utils import timezone

from offices.audit import SYSTEM, record
from offices.errors import RuleBroken
from sbr_inbox.access import require_on_filing
from sbr_inbox.delivery import CannotSend
from sbr_inbox.delivery_enums import DeliveryOutcome, DeliveryState, Environment
from sbr_inbox.enums import State
from sbr_inbox.models import Delivery, FaultText, Filing
from sbr_inbox.rules.delivering.holding import made_before_release
from sbr_inbox.rules.delivering.plan import kind_setting, plan_for, sends_by_itself
from sbr_inbox.rules.environment import environment
from sbr_inbox.rules.issues import close_issues, open_issue
from sbr_inbox.rules.moving import WrongState, move
from sbr_inbox.rules.standing import still_approved

SEND = "filing.send"
STOPS = ("E15", "E19", "E21")
REASON_LENGTH = 5
REFUSED = (State.REJECTED_DIGIPOORT, State.REJECTED_RECEIVER)


def queue(filing: Filing, *, by) -> Delivery:
    """Put an approved filing in the queue. Raises WrongState, Forbidden, CannotSend (E15, E19, E21)."""
    require_on_filing(by, SEND, filing)
    with transaction.atomic():
        filing = Filing.objects.lock(filing.pk)
        if filing.state != State.APPROVED:
            raise WrongState(filing, "Verzenden")
        return _queue(filing, by=by)


def after_approval(filing: Filing, *, by) -> Delivery | None:
    """Queue a locked filing that was just approved, when its kind is sent by itself.

    What the office has to set first becomes an open issue; the filing waits as approved and is tried again by the
    sweeper. An office that never chose an environment sends nothing and is told nothing.
    """
    if filing.state != State.APPROVED or not sends_by_itself(kind_setting(filing)) or environment() == Environment.NONE:
        return None
    try:
        return _queue(filing, by=by)
    except CannotSend as fault:
        open_issue(filing, fault.code, field="send", values={"text": fault.text})
        return None


def queue_waiting(most: int = 200) -> int:
    """Try again to queue approved filings that a setting kept back; returns how many went."""
    waiting = Filing.objects.filter(state=State.APPROVED).with_open_issue(*STOPS).order_by("id")
    return sum(_try_again(pk) for pk in waiting.values_list("pk", flat=True)[:most])


def send_again(filing: Filing, *, by) -> Delivery:
    """Send once more what failed for good or was refused for a cause outside the file, under a new reference.

    While the outcome of an earlier try is unknown the same reference is kept, so that a receiver that did get it can
    see that this is the same one. Raises WrongState, and SBR04 when the file itself is the cause.
    """
    require_on_filing(by, SEND, filing)
    with transaction.atomic():
        filing = Filing.objects.lock(filing.pk)
        delivery = Delivery.objects.select_for_update(of=("self",)).filter(filing=filing).first()
        if delivery is None or filing.state not in (State.DELIVERY_FAILED, State.DELIVERY_UNKNOWN, *REFUSED):
            raise WrongState(filing, "Opnieuw verzenden")
        if filing.state in REFUSED:
            _only_for_a_cause_outside(delivery)
        still_approved(filing)
        plan = plan_for(filing)
        _same_world(delivery, plan)
        if filing.state != State.DELIVERY_UNKNOWN and not _doubtful(delivery):
            delivery.previous_aanleverkenmerk = delivery.aanleverkenmerk
            delivery.aanleverkenmerk = next_reference(filing, delivery.aanleverkenmerk)
        delivery.route, delivery.environment = plan.route, plan.environment
        _ready(delivery)
        move(filing, State.QUEUED, by=by, event="filing.queued", text="Opnieuw verzenden.")
        record(by, "delivery.resent", delivery, data={"reference": delivery.aanleverkenmerk}, relation=filing.relation)
        close_issues(filing, *STOPS, "E20", by=by)
        ring(delivery)
    return delivery


def break_off(filing: Filing, *, by, reason: str) -> Filing:
    """Take a filing out of the queue before anything left, or end a doubt of which a person knows how it ended."""
    require_on_filing(by, SEND, filing)
    if len(reason.strip()) < REASON_LENGTH:
        raise RuleBroken("Vul in waarom u deze verzending afbreekt.", code="G01", field="reason")
    with transaction.atomic():
        filing = Filing.objects.lock(filing.pk)
        delivery = Delivery.objects.select_for_update(of=("self",)).filter(filing=filing).first()
        waiting = (DeliveryState.READY, DeliveryState.TROUBLE, DeliveryState.UNKNOWN)
        if delivery is None or delivery.state not in waiting or filing.state in (State.SENT, State.IN_PROGRESS):
            raise WrongState(filing, "Afbreken")
        delivery.state, delivery.settled_at, delivery.due_at, delivery.lease_until = DeliveryState.FAILED, timezone.now(), None, None
        delivery.save()
        move(filing, State.DELIVERY_FAILED, by=by, event="filing.delivery_failed", text=reason.strip()[:2000])
        close_issues(filing, *STOPS, by=by)
    return filing


def ask_now(filing: Filing, *, by) -> Delivery:
    """Let the receiver be asked at once instead of at the next turn. Raises WrongState when there is nothing to ask."""
    require_on_filing(by, SEND, filing)
    with transaction.atomic():
        filing = Filing.objects.lock(filing.pk)
        delivery = Delivery.objects.select_for_update(of=("self",)).filter(filing=filing).first()
        if delivery is None or delivery.state not in (DeliveryState.SENT, DeliveryState.UNKNOWN):
            raise WrongState(filing, "Naar de status vragen")
        delivery.due_at = timezone.now()
        delivery.save()
        record(by, "delivery.status_asked", delivery, relation=filing.relation)
        ring(delivery)
    return delivery


def next_reference(filing: Filing, former: str = "") -> str:
    """Our reference: the filing and how many times it was sent on purpose.

    It follows from the filing, so that a ledger that was restored from a backup makes the same one again and the
    receiver recognises what it already has.
    """
    number = int(former.rpartition("-")[2]) + 1 if former else 1
    return f"{filing.pk.hex}-{number}"


def ring(delivery) -> None:
    """Ask a worker to look after the commit."""
    from sbr_inbox.delivery_tasks import deliver

    deliver.ring(office_id=delivery.office_id, first=str(delivery.pk))


def _queue(filing: Filing, *, by) -> Delivery:
    plan = plan_for(filing)
    delivery = Delivery.objects.create(
        filing=filing,
        route=plan.route,
        environment=plan.environment,
        aanleverkenmerk=next_reference(filing),
        sha256=still_approved(filing),
        held=made_before_release(filing.received_at),
    )
    move(filing, State.QUEUED, by=by, event="filing.queued")
    close_issues(filing, *STOPS, by=by)
    ring(delivery)
    return delivery


def _try_again(pk) -> bool:
    with transaction.atomic():
        filing = Filing.objects.lock(pk)
        return after_approval(filing, by=SYSTEM) is not None


def _ready(delivery) -> None:
    delivery.state, delivery.tries, delivery.polls = DeliveryState.READY, 0, 0
    delivery.kenmerk, delivery.settled_at, delivery.lease_until = "", None, None
    delivery.queued_at = delivery.due_at = timezone.now()
    delivery.save()


def _doubtful(delivery) -> bool:
    """Whether a try under this reference may have arrived after all."""
    tries = delivery.attempts.filter(aanleverkenmerk=delivery.aanleverkenmerk)
    return tries.filter(outcome__in=("", DeliveryOutcome.UNKNOWN)).exists() and not delivery.kenmerk


def same_file_may_go(delivery) -> bool:
    """Whether every fault code of a refused delivery is marked as a cause outside the file."""
    codes = {row.foutcode for row in delivery.statuses.all() if row.foutcode}
    codes |= {row.foutcode for row in delivery.attempts.all() if row.foutcode}
    return bool(codes) and FaultText.objects.filter(code__in=codes, same_file=True).count() == len(codes)


def _only_for_a_cause_outside(delivery) -> None:
    """Raise SBR04 unless the office says of this fault code that the file is not the cause."""
    if not same_file_may_go(delivery):
        raise RuleBroken(
            "De oorzaak ligt in het bestand. Herstel de aangifte in uw pakket en bied de nieuwe versie ter accordering aan; "
            "zij vervangt deze.",
            code="SBR04",
        )


def _same_world(delivery, plan) -> None:
    """Raise SBR04 when what was approved and tried in the simulation would now go to a real receiver, or back."""
    if (delivery.environment == Environment.SIMULATION) != (plan.environment == Environment.SIMULATION):
        raise RuleBroken(
            "Het akkoord op deze aangifte is in een andere omgeving gegeven. Lees het bestand opnieuw in en vraag opnieuw akkoord.",
            code="SBR04",
        )
