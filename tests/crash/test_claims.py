"""Two workers at once: what one has taken up the other leaves alone."""

import threading

import pytest
from django.db import connections, transaction

from offices.scope import office_scope
from sbr_inbox.models import Filing
from sbr_inbox.rules.working import _claim
from tests.factories.offices import make_kantoor
from tests.factories.sbr import ob_file, receive

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.crash]


def test_two_workers_take_up_different_filings():
    kantoor, taken, both = make_kantoor("alfa"), {}, threading.Barrier(2)
    with kantoor.scope:
        due = {receive(ob_file("001000019B01")).filing.pk for _ in range(6)}

    def take(name: str) -> None:
        try:
            with office_scope(kantoor.office.pk), transaction.atomic():
                taken[name] = {row[0] for row in _claim(None, 4)}
                both.wait(timeout=5)
        except threading.BrokenBarrierError:
            pass
        finally:
            connections.close_all()

    workers = [threading.Thread(target=take, args=(name,)) for name in ("first", "second")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert taken["first"] & taken["second"] == set()
    assert {str(pk) for pk in taken["first"] | taken["second"]} == {str(pk) for pk in due}
    with kantoor.scope:
        assert Filing.objects.filter(attempt=1).count() == 6
