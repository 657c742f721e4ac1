"""A process that dies between any two steps of a sending: nothing leaves twice, nothing stays behind."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sbr_inbox.delivery import Sent, Statuses
from sbr_inbox.delivery_enums import DeliveryOutcome, DeliveryState
from sbr_inbox.delivery_tasks import ring_deliveries
from sbr_inbox.enums import State
from sbr_inbox.models import Delivery, DeliveryAttempt, DigipoortStatus, FilingEvent, Receipt
from sbr_inbox.rules.delivering import doubt, following, papers, queueing, settling
from sbr_inbox.rules.delivering import sending as steps
from tests.factories.delivery import Receiver, approved_filing, run, tells

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """A process that is gone; no rule catches it."""


class Honest(Receiver):
    """A receiver that knows exactly what it took, and takes each of our references once."""

    def send(self, order):
        """Take it once; a second one under the same reference is refused."""
        if any(taken.aanleverkenmerk == order.aanleverkenmerk for taken in self.received):
            return Sent(DeliveryOutcome.REFUSED, foutcode="DUBBEL", text="Dit kenmerk is al gebruikt.")
        return super().send(order)

    def statuses(self, order, *, kenmerk, since=None):
        """All the way to the verdict for what it took."""
        taken = next((n for n, one in enumerate(self.received, 1) if one.aanleverkenmerk == order.aanleverkenmerk), None)
        if taken is None:
            return Statuses(False)
        return self._verdict(f"K{taken}-{order.aanleverkenmerk[:8]}")

    def _verdict(self, kenmerk):
        self.told_rows = getattr(self, "told_rows", {})
        return self.told_rows.setdefault(kenmerk, tells(kenmerk, "105", "301", "500"))


@pytest.fixture
def receiver(monkeypatch):
    from sbr_inbox import delivery

    route = Honest()
    monkeypatch.setattr(delivery.routes, "_entries", [route])
    return route


def killed(monkeypatch, module, name, when) -> None:
    """Work until the process dies there; each transaction that was committed before stays."""
    real = getattr(module, name)

    def dies(*args, **kwargs):
        if when == "after":
            real(*args, **kwargs)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(module, name, dies)
        with pytest.raises(Killed):
            run()


def goes_on() -> None:
    """Its lease runs out, the sweeper rings, and another worker does what is due until there is nothing more."""
    for _ in range(8):
        Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        DeliveryAttempt.objects.update(started_at=timezone.now() - timedelta(minutes=20))
        ring_deliveries()
        if not run():
            return


def assert_accepted_once(filing, receiver):
    """One reference at the receiver, one verdict, each step told once, one receipt."""
    filing.refresh_from_db()
    delivery = Delivery.objects.get(filing=filing)
    assert (filing.state, delivery.state, delivery.due_at) == (State.ACCEPTED, DeliveryState.DONE, None)
    assert len(receiver.received) == 1
    told = FilingEvent.objects.filter(filing=filing)
    assert [told.filter(event=name).count() for name in ("filing.queued", "filing.sent", "filing.accepted")] == [1, 1, 1]
    assert (DigipoortStatus.objects.count(), Receipt.objects.filter(delivery=delivery).count()) == (3, 1)
    assert not DeliveryAttempt.objects.filter(outcome="").exists()


# Where a process may die while the filing goes out, before or after that step.
SENDING = [
    (steps, "_claim", "after"),
    (steps, "lock_both", "after"),
    (steps, "_another_in_doubt", "after"),
    (steps, "pass_gate", "before"),
    (steps, "pass_gate", "after"),
    (steps, "_begin", "before"),
    (steps, "_call", "after"),
    (settling, "finish", "before"),
    (settling, "_end", "after"),
    (settling, "arrived", "before"),
    (settling, "arrived", "after"),
    (settling, "bring", "after"),
]
# Where it may die while its verdict is asked.
FOLLOWING = [
    (following, "lock_both", "after"),
    (following, "make_order", "after"),
    (following, "_answered", "before"),
    (following, "keep_answer", "after"),
    (following, "take_rows", "after"),
    (following, "_follow", "before"),
    (following, "_end", "after"),
    (following, "bring", "after"),
]
PAPERS = [(papers, "settle_papers", "before"), (papers, "status_receipt", "before"), (papers, "status_receipt", "after")]
DOUBT = [
    (doubt, "lock_both", "after"),
    (doubt, "_lost", "after"),
    (doubt, "make_order", "after"),
    (doubt, "_answered", "before"),
    (doubt, "arrived", "after"),
]


def points(rows):
    """Named for the report of a test."""
    return pytest.mark.parametrize(("module", "name", "when"), rows, ids=[f"{m.__name__.rpartition('.')[2]}.{n}-{w}" for m, n, w in rows])


@points(SENDING)
def test_death_while_sending(sending, receiver, monkeypatch, module, name, when):
    filing = approved_filing(sending)
    killed(monkeypatch, module, name, when)
    assert Delivery.objects.get().settled_at is None
    goes_on()
    assert_accepted_once(filing, receiver)


@points(FOLLOWING)
def test_death_while_following(sending, receiver, monkeypatch, module, name, when):
    filing = approved_filing(sending)
    run()
    killed(monkeypatch, module, name, when)
    goes_on()
    assert_accepted_once(filing, receiver)


@points(PAPERS)
def test_death_while_the_proof_is_made(sending, receiver, monkeypatch, module, name, when):
    filing = approved_filing(sending)
    run()
    killed(monkeypatch, module, name, when)
    goes_on()
    assert_accepted_once(filing, receiver)


@points(DOUBT)
def test_death_while_asking_after_a_lost_one(sending, receiver, monkeypatch, module, name, when):
    filing = approved_filing(sending)
    killed(monkeypatch, steps, "_call", "after")
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    killed(monkeypatch, module, name, when)
    goes_on()
    assert_accepted_once(filing, receiver)


def test_death_before_the_call_waits_for_a_person_and_then_goes_once(sending, receiver, monkeypatch):
    filing = approved_filing(sending)
    killed(monkeypatch, steps, "_call", "before")
    goes_on()
    filing.refresh_from_db()
    assert (filing.state, receiver.received) == (State.DELIVERY_UNKNOWN, [])
    assert filing.issues.filter(code="E19", closed_at=None).count() == 1
    queueing.send_again(filing, by=sending.manager)
    goes_on()
    filing.refresh_from_db()
    assert (filing.state, len(receiver.received)) == (State.ACCEPTED, 1)


def test_person_who_sends_again_what_did_arrive_makes_no_second_one(sending, receiver, monkeypatch):
    filing = approved_filing(sending)
    killed(monkeypatch, steps, "_call", "after")
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    with monkeypatch.context() as patched:
        patched.setattr(receiver, "statuses", lambda *args, **kwargs: Statuses(None))
        run()
    filing.refresh_from_db()
    queueing.send_again(filing, by=sending.manager)
    goes_on()
    filing.refresh_from_db()
    assert (filing.state, len(receiver.received)) == (State.ACCEPTED, 1)


def test_worker_that_wakes_up_late_adds_only_good_news(sending, receiver, monkeypatch):
    filing = approved_filing(sending)
    real, held = settling.finish, []
    with monkeypatch.context() as patched:
        patched.setattr(settling, "finish", lambda pk, sent: held.append((pk, sent)))
        run()
        Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        patched.setattr(receiver, "statuses", lambda *args, **kwargs: Statuses(None))
        run()
    assert Delivery.objects.get().state == DeliveryState.UNKNOWN
    real(*held[0])
    assert (Delivery.objects.get().state, Delivery.objects.get().kenmerk) == (DeliveryState.SENT, held[0][1].kenmerk)
    goes_on()
    assert_accepted_once(filing, receiver)


def test_worker_that_slept_after_its_claim_calls_nobody(sending, receiver, monkeypatch):
    approved_filing(sending)
    monkeypatch.setattr(steps, "CALL_WITHIN", timedelta(seconds=-1))
    run()
    assert (receiver.received, DeliveryAttempt.objects.get().outcome) == ([], DeliveryOutcome.TROUBLE)
