"""From approval to the verdict: what leaves, what is written down, and what stops it."""

import pytest

from offices.models import AuditEvent
from sbr_inbox.delivery_enums import DeliveryOutcome, DeliveryState
from sbr_inbox.enums import State
from sbr_inbox.models import Delivery, DeliveryAttempt, DigipoortStatus, Filing
from tests.factories.delivery import approved_filing, run, tells

pytestmark = pytest.mark.django_db


def test_approved_filing_goes_all_the_way(sending, receiver):
    filing = approved_filing(sending)
    assert filing.state == State.QUEUED
    delivery = Delivery.objects.get(filing=filing)
    assert (delivery.state, delivery.aanleverkenmerk, delivery.sha256) == (DeliveryState.READY, f"{filing.pk.hex}-1", filing.sha256)
    run()
    filing.refresh_from_db()
    delivery.refresh_from_db()
    assert (filing.state, filing.digipoort_kenmerk, delivery.state) == (State.SENT, delivery.kenmerk, DeliveryState.SENT)
    (order,) = receiver.received
    assert (order.sha256, order.identity_number, order.berichtsoort) == (filing.sha256, filing.key.normal, "Omzetbelasting")
    receiver.told = [tells(delivery.kenmerk, "105", "110", "301"), tells(delivery.kenmerk, "105", "110", "301", "405", "500")]
    run()
    filing.refresh_from_db()
    assert filing.state == State.IN_PROGRESS
    run()
    filing.refresh_from_db()
    assert filing.state == State.ACCEPTED
    run()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.due_at, len(receiver.received)) == (DeliveryState.DONE, None, 1)
    attempt = DeliveryAttempt.objects.get()
    assert (attempt.outcome, attempt.number, attempt.answer.size) == (DeliveryOutcome.SENT, 1, len(b"<signed/>"))
    events = list(filing.events.order_by("at", "id").values_list("event", flat=True))
    assert events[-5:] == ["filing.approved", "filing.queued", "filing.sent", "filing.in_progress", "filing.accepted"]
    lines = AuditEvent.objects.filter(subject_id=str(filing.pk), event__startswith="filing.").values_list("event", flat=True)
    assert sorted(lines) == sorted(events)
    assert Filing.objects.count() == 1 and DigipoortStatus.objects.count() == 5
