"""Finding out whether something arrived: the receiver is asked by our own reference, and nothing is sent meanwhile.

The answer «unknown here» only counts after a grace and twice: a receiver may lag behind itself. After that a person
decides; the machine goes on asking, so that a late answer still solves it.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from offices.audit import SYSTEM, record
from sbr_inbox.delivery import CannotSend, Statuses, route_driver
from sbr_inbox.delivery_enums import DeliveryOutcome, DeliveryState
from sbr_inbox.enums import State
from sbr_inbox.models import Delivery
from sbr_inbox.rules.delivering.following import keep_answer
from sbr_inbox.rules.delivering.gate import make_order
from sbr_inbox.rules.delivering.holding import released_at
from sbr_inbox.rules.delivering.plan import plan_for
from sbr_inbox.rules.delivering.settling import (
    BAD_ANSWER,
    Locked,
    arrived,
    bring,
    lock_both,
    stopped,
    tell_distrusted,
)
from sbr_inbox.rules.delivering.waits import LEASE, MINUTE, follow_for, grace, paced, until_poll
from sbr_inbox.rules.issues import open_issue

D = DeliveryState
SKEW = timedelta(seconds=5)
_DECIDE = (
    "Het is niet zeker of deze aangifte is aangekomen: {why}. Bel de helpdesk van Digipoort of kijk in het portaal van de "
    "ontvanger. Kies daarna Opnieuw verzenden of Afbreken."
)


def unsure_beside(filing, delivery):
    """Deliveries of the same number and kind that are out without a known outcome; this one waits for them.

    The receiver is asked after a lost one by number and kind; with two of them out nobody could tell which is which.
    """
    others = Delivery.objects.filter(filing__kind=filing.kind, filing__key_hmac=filing.key_hmac, state__in=(D.BUSY, D.UNKNOWN))
    return others.exclude(pk=delivery.pk)


def ask(pk) -> None:
    """Ask after one delivery that was claimed: BUSY without a worker, UNKNOWN, or held after a restore."""
    with transaction.atomic():
        both = lock_both(pk)
        filing, delivery = both.filing, both.delivery
        if delivery.state == D.BUSY:
            _lost(both)
        elif delivery.state != D.UNKNOWN and not delivery.held:
            return
        try:
            plan = plan_for(filing)
            order = make_order(filing, delivery, plan, b"")
            driver = route_driver(delivery.route)
        except CannotSend as fault:
            stopped(both, fault)
            return
        since = _since(filing, delivery)
        delivery.lease_until = timezone.now() + LEASE
        delivery.save()
        # Offices that share a certificate are one to the receiver: whose a message is cannot be told then.
        shared = plan.certificate is not None and plan.certificate.pooled
    answer = driver.statuses(order, kenmerk="", since=since)
    if shared and answer.known:
        answer = Statuses(None, answer=answer.answer, text="met een gedeeld certificaat is niet te zien van welk kantoor een bericht is")
    with transaction.atomic():
        _answered(lock_both(pk), answer)


def _since(filing, delivery):
    """From when on it may have arrived."""
    lost = delivery.attempts.filter(
        aanleverkenmerk=delivery.aanleverkenmerk, outcome__in=("", DeliveryOutcome.UNKNOWN)
    ).order_by("started_at")
    first = lost.values_list("started_at", flat=True).first()
    return (first or filing.approved_at or filing.received_at) - SKEW


def _lost(both: Locked) -> None:
    """The worker that was calling is gone: its attempt has no outcome, and nobody knows how it ended."""
    text = "De verwerking viel weg tijdens het verzenden."
    for attempt in both.delivery.attempts.filter(outcome=""):
        attempt.outcome, attempt.ended_at, attempt.text = DeliveryOutcome.UNKNOWN, timezone.now(), text
        attempt.save()
    both.delivery.state, both.delivery.polls = D.UNKNOWN, 0
    bring(both.filing, State.DELIVERY_UNKNOWN, event="filing.delivery_unknown", text=text)


def _answered(both: Locked, answer: Statuses) -> None:
    filing, delivery = both.filing, both.delivery
    if delivery.state != D.UNKNOWN and not delivery.held:
        return
    if answer.text.startswith(BAD_ANSWER):
        tell_distrusted(both, answer.text)
    now = timezone.now()
    delivery.polls, delivery.last_polled_at, delivery.lease_until = delivery.polls + 1, now, None
    taken = answer.known and answer.kenmerk and Delivery.objects.filter(kenmerk=answer.kenmerk).exclude(pk=delivery.pk).exists()
    if answer.known and answer.kenmerk and not taken:
        record(SYSTEM, "delivery.found", delivery, data={"kenmerk": answer.kenmerk}, relation=filing.relation)
        first = min((row.at for row in answer.rows), default=now)
        arrived(both, kenmerk=answer.kenmerk, at=first, rows=answer.rows, answer=keep_answer(answer))
        delivery.due_at = now if answer.rows else delivery.due_at
        delivery.save()
        return
    begun = _since(filing, delivery)
    delivery.due_at = now + (until_poll(delivery.polls) if now - begun > grace() else paced(MINUTE))
    if answer.known is False and delivery.held and delivery.state != D.UNKNOWN:
        _not_there_after_restore(delivery, now)
    elif now - begun > grace() and delivery.polls >= 2:
        _person_decides(filing, answer, begun, now, delivery)
    delivery.save()


def _not_there_after_restore(delivery, now) -> None:
    """Released by an operator and unknown at the receiver: it may go, after the grace."""
    released = released_at()
    if released is None or now - released > grace():
        delivery.held, delivery.due_at = False, now
    else:
        delivery.due_at = released + grace() + timedelta(seconds=1)


def _person_decides(filing, answer: Statuses, begun, now, delivery) -> None:
    why = answer.text or ("de ontvanger kent ons kenmerk niet" if answer.known is False else "de ontvanger antwoordt niet")
    open_issue(filing, "E19", field="send", values={"text": _DECIDE.format(why=why.rstrip("."))})
    if now - begun > follow_for():
        delivery.due_at = None
