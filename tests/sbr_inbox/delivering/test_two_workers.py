"""Two workers on the same deliveries at the same time: each filing leaves once."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from sbr_inbox import delivery
from sbr_inbox.enums import State
from sbr_inbox.models import Delivery, DeliveryAttempt, Filing
from sbr_inbox.rules.delivering.sending import deliver_due
from tests.factories.delivery import Receiver, approved_filing, may_send
from tests.factories.offices import make_kantoor

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_filing_leaves_once(monkeypatch):
    kantoor, _ = make_kantoor("alfa"), make_kantoor("beta")
    receiver = Receiver()
    monkeypatch.setattr(delivery.routes, "_entries", [receiver])
    with kantoor.scope:
        may_send()
        filings = [approved_filing(kantoor) for _ in range(4)]
        Delivery.objects.update(due_at=timezone.now())
    start, faults = Barrier(2), []

    def worker():
        try:
            with kantoor.scope:
                start.wait(20)
                deliver_due()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    workers = [Thread(target=worker) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(60)
    with kantoor.scope:
        assert faults == []
        assert sorted(order.sha256 for order in receiver.received) == sorted(filing.sha256 for filing in filings)
        assert set(Filing.objects.values_list("state", flat=True)) == {State.SENT}
        assert DeliveryAttempt.objects.count() == 4
