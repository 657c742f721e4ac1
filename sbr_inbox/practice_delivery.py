"""Filings of a practice office in every state of sending, brought there by the ledger itself.

What the receiver said is made up here, because a practice office is made in one transaction and nothing may be called
inside it. Filings that wait in the queue go to the simulator as soon as the office is there.
"""

from datetime import timedelta

from django.utils import timezone

from offices.audit import SYSTEM
from sbr_inbox.delivery import Sent, Statuses, StatusRow
from sbr_inbox.delivery_enums import DeliveryOutcome, Environment
from sbr_inbox.enums import Route, SendAfterApproval, State
from sbr_inbox.models import Delivery, DeliveryAttempt, Filing, KindSetting
from sbr_inbox.rules import offering
from sbr_inbox.rules.approval import approve
from sbr_inbox.rules.delivering import following, settling
from sbr_inbox.rules.delivering.queueing import next_reference
from sbr_inbox.rules.delivering.waits import MOST_TRIES
from sbr_inbox.rules.moving import move
from sbr_inbox.rules.standing import still_approved

Out = DeliveryOutcome
_ROWS = (("105", "Aanleverproces gestart"), ("100", "Aanleveren gelukt"), ("110", "Aanleverproces wordt aangeboden"), ("301", "Validatie gelukt"))
_END = (("405", "Afleveren naar uitvragende partij bezig"), ("400", "Afleveren uitvragende partij gelukt"))
_TROUBLE = "De verbinding met Digipoort kwam niet tot stand."


def fill(desk, months) -> None:
    """One filing in each state of sending; `months` gives periods nothing else is filed over."""
    for story in (_queued, _sent, _in_progress, _accepted, _trouble, _failed, _refused, _rejected, _handed_back):
        story(desk, _approved(desk, desk.ob_return("bakkerij", next(months))))
    by_hand(desk)


def by_hand(desk) -> None:
    """A suppletie waits for somebody who presses Verzenden."""
    KindSetting.objects.filter(kind="OB_SUPPLETIE").update(send_after_approval=SendAfterApproval.BY_HAND)
    _approved(desk, Filing.objects.get(kind="OB_SUPPLETIE"))


def _approved(desk, filing: Filing) -> Filing:
    """Offered and approved; its papers are made in the background, because nobody waits for these."""
    offering.offer(filing, by=desk.by)
    approve(desk.request(filing), **desk.shown(filing))
    return filing


def _begun(filing: Filing, route: str = Route.DIGIPOORT) -> Delivery:
    """The ledger row of this filing; it is there already when the office has a simulator."""
    delivery = Delivery.objects.filter(filing=filing).first()
    if delivery is None:
        filing = Filing.objects.lock(filing.pk)
        delivery = Delivery.objects.create(
            filing=filing, route=route, environment=Environment.SIMULATION, aanleverkenmerk=next_reference(filing),
            sha256=still_approved(filing),
        )  # fmt: skip
        move(filing, State.QUEUED, by=SYSTEM, event="filing.queued")
    Delivery.objects.filter(pk=delivery.pk).update(route=route)
    return delivery


def _attempt(delivery: Delivery, sent: Sent) -> None:
    number = delivery.attempts.count() + 1
    attempt = DeliveryAttempt.objects.create(
        delivery=delivery, number=number, aanleverkenmerk=delivery.aanleverkenmerk, sha256=delivery.sha256,
        idempotency_key=f"{delivery.aanleverkenmerk}:{number}",
    )  # fmt: skip
    settling.finish(attempt.pk, sent)


def _taken(desk, filing: Filing) -> Delivery:
    delivery = _begun(filing)
    kenmerk = f"OEFEN-{desk.rng.randrange(10**12):012d}"
    _attempt(delivery, Sent(Out.SENT, kenmerk=kenmerk, at=timezone.now(), answer=b"<oefening/>"))
    return delivery


def _told(delivery: Delivery, *rows: tuple) -> None:
    both = settling.lock_both(delivery.pk)
    begin = timezone.now() - timedelta(minutes=5)
    said = tuple(
        StatusRow(both.delivery.kenmerk, row[0], row[1], begin + timedelta(seconds=20 * place), *row[2:]) for place, row in enumerate(rows)
    )
    following.take_rows(both, said, following.keep_answer(Statuses(True, said, both.delivery.kenmerk, b"<oefening/>")))


def _queued(desk, filing):
    _begun(filing)


def _sent(desk, filing):
    _quiet(_taken(desk, filing))


def _in_progress(desk, filing):
    delivery = _taken(desk, filing)
    _told(delivery, *_ROWS)
    _quiet(delivery)


def _accepted(desk, filing):
    _told(_taken(desk, filing), *_ROWS, *_END, ("500", "Validatie bij de uitvragende partij gelukt"))


def _trouble(desk, filing):
    _attempt(_begun(filing), Sent(Out.TROUBLE, text=_TROUBLE))


def in_doubt(desk, filing: Filing) -> None:
    """One of which nobody knows whether it arrived; others of its number and kind wait for it."""
    _attempt(_begun(_approved(desk, filing)), Sent(Out.UNKNOWN, text="Het antwoord van Digipoort bleef uit."))


def _failed(desk, filing):
    delivery = _begun(filing)
    Delivery.objects.filter(pk=delivery.pk).update(tries=MOST_TRIES)
    _attempt(delivery, Sent(Out.TROUBLE, text=_TROUBLE))


def _refused(desk, filing):
    text = desk.plan.mark("Het bericht voldoet niet aan de taxonomie.")
    _told(_taken(desk, filing), *_ROWS[:3], ("311", "Validatie niet gelukt", "VAS500", text))


def _rejected(desk, filing):
    text = desk.plan.mark("Het tijdvak is al aangegeven.")
    _told(_taken(desk, filing), *_ROWS, *_END, ("510", "Validatie bij de uitvragende partij niet gelukt", "OEFEN01", text))


def _handed_back(desk, filing):
    _attempt(_begun(filing, Route.SOURCE_PACKAGE), Sent(Out.SENT, at=timezone.now()))


def _quiet(delivery: Delivery) -> None:
    """Nobody asks after it by itself: the simulator does not know it."""
    Delivery.objects.filter(pk=delivery.pk).update(due_at=None)

