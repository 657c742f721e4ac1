"""The work of the machine on deliveries: claim what is due, pass the gate, call once, write the outcome.

Three steps, each its own transaction, and the call outside all of them: the claim (a lease), the beginning (gate,
attempt row, BUSY), the outcome. A process that dies after the beginning leaves an attempt without outcome; the next
claim finds that and asks the receiver (quality R4).
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from traceback import format_tb

from django.db import connection, transaction
from django.utils import timezone

from offices.scope import require_office_id
from sbr_inbox.delivery import CannotSend, Order, Sent, route_driver, source_driver
from sbr_inbox.delivery_enums import DeliveryOutcome, DeliveryState
from sbr_inbox.enums import Route, State
from sbr_inbox.models import Delivery, DeliveryAttempt
from sbr_inbox.rules.delivering import doubt, following, papers, settling
from sbr_inbox.rules.delivering.gate import NeverAgain, pass_gate
from sbr_inbox.rules.delivering.holding import hold
from sbr_inbox.rules.delivering.settling import Locked, lock_both
from sbr_inbox.rules.delivering.waits import CALL_WITHIN, LEASE, MINUTE, paced

log = logging.getLogger(__name__)
AT_ONCE = 20
D = DeliveryState

_CLAIM = """
WITH picked AS MATERIALIZED (
     SELECT id FROM sbr_inbox_delivery
      WHERE office_id = %(office)s AND due_at <= %(now)s AND (lease_until IS NULL OR lease_until < %(now)s)
      ORDER BY id = %(first)s DESC, due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
UPDATE sbr_inbox_delivery d SET lease_until = %(until)s
  FROM picked WHERE d.id = picked.id AND d.office_id = %(office)s
RETURNING d.id, d.state
"""


@dataclass(frozen=True)
class Call:
    """One call that may be made now."""

    attempt_id: object
    order: Order
    route: str
    source: str
    source_ref: str
    not_after: datetime


def deliver_due(*, first: str | None = None, most: int = AT_ONCE) -> int:
    """Do what is due on deliveries of the open office, beginning with one; returns how many were taken up."""
    if hold():
        return 0
    done = 0
    while done < most and (claimed := _claim(first)):
        _work(*claimed)
        done, first = done + 1, None
    return done


def _claim(first: str | None) -> tuple | None:
    now = timezone.now()
    arguments = {"office": require_office_id(), "now": now, "until": now + LEASE, "first": first}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, arguments)
        return cursor.fetchone()


def _work(pk, state: str) -> None:
    """One delivery that was claimed; a fault of ours leaves it for a later try and stops no other."""
    try:
        if state in (D.READY, D.TROUBLE):
            _send(pk)
        elif state in (D.BUSY, D.UNKNOWN):
            doubt.ask(pk)
        elif state == D.SENT:
            following.poll(pk)
        else:
            papers.settle_papers(pk)
    except Exception as fault:
        # The message may quote the file or a row, so only its kind and its place are logged.
        log.error("delivery %s: %s\n%s", pk, type(fault).__name__, "".join(format_tb(fault.__traceback__)))
        Delivery.objects.filter(pk=pk).update(due_at=timezone.now() + paced(2 * MINUTE), lease_until=None)


def _send(pk) -> None:
    if Delivery.objects.filter(pk=pk, held=True).exclude(route=Route.SOURCE_PACKAGE).exists():
        doubt.ask(pk)
        return
    call = _begin(pk)
    if call is None:
        return
    settling.finish(call.attempt_id, _call(call))


def _begin(pk) -> Call | None:
    """Pass the gate and write the attempt; None when nothing may be called now."""
    with transaction.atomic():
        both = lock_both(pk)
        filing, delivery = both.filing, both.delivery
        if delivery.state not in (D.READY, D.TROUBLE) or filing.state not in (State.QUEUED, State.DELIVERY_TROUBLE):
            Delivery.objects.filter(pk=pk).update(lease_until=None, due_at=None if delivery.settled_at else delivery.due_at)
            return None
        if _another_in_doubt(both):
            return None
        try:
            plan, order = pass_gate(filing, delivery)
        except NeverAgain as fault:
            settling.ended(both, fault)
            return None
        except CannotSend as fault:
            settling.stopped(both, fault)
            return None
        delivery.state, delivery.tries = D.BUSY, delivery.tries + 1
        now = timezone.now()
        delivery.lease_until = now + LEASE
        delivery.version += 1
        delivery.save()
        number = delivery.attempts.count() + 1
        attempt = DeliveryAttempt.objects.create(
            delivery=delivery,
            number=number,
            certificate=plan.certificate,
            aanleverkenmerk=delivery.aanleverkenmerk,
            idempotency_key=f"{delivery.aanleverkenmerk}:{number}",
            sha256=delivery.sha256,
            started_at=now,
        )
        return Call(attempt.pk, order, delivery.route, filing.source, filing.source_ref, now + CALL_WITHIN)


def _another_in_doubt(both: Locked) -> bool:
    """Whether another filing of the same number and kind is out without a known outcome.

    The lock is on that number and kind, so that two workers cannot both find nobody.
    """
    filing, delivery = both.filing, both.delivery
    with connection.cursor() as cursor:
        key = f"{require_office_id()}:{filing.kind}:{filing.key_hmac}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    if not doubt.unsure_beside(filing, delivery).exists():
        return False
    delivery.due_at, delivery.lease_until = timezone.now() + paced(MINUTE), None
    delivery.save()
    return True


def _call(call: Call) -> Sent:
    """Call the route once. Whatever goes wrong on our side after this point is an unknown outcome."""
    if timezone.now() > call.not_after:
        return Sent(DeliveryOutcome.TROUBLE, text="Deze poging is niet begonnen: de verwerking stond te lang stil.")
    try:
        if call.route == Route.SOURCE_PACKAGE:
            return source_driver(call.source).hand_back(call.order, source_ref=call.source_ref)
        return route_driver(call.route).send(call.order)
    except CannotSend as fault:
        return Sent(DeliveryOutcome.TROUBLE, text=fault.text)
    except Exception as fault:
        log.error("route %s broke: %s\n%s", call.route, type(fault).__name__, "".join(format_tb(fault.__traceback__)))
        return Sent(DeliveryOutcome.UNKNOWN, text="De verbinding brak af voordat het antwoord er was.")
