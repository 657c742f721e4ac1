"""Nothing leaves from a database that may forget or that was put back from a backup (quality R9, R10, I13)."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from offices.models import Heartbeat
from sbr_inbox.delivery import Statuses
from sbr_inbox.delivery_enums import DeliveryState
from sbr_inbox.enums import State
from sbr_inbox.models import Delivery
from sbr_inbox.rules.delivering import holding
from sbr_inbox.rules.delivering.holding import hold, raise_epoch
from tests.factories.delivery import approved_filing, run, tells

pytestmark = pytest.mark.django_db


@pytest.fixture
def queued(sending, receiver):
    filing = approved_filing(sending)
    raise_epoch()
    return filing


def restore_an_older_database():
    """The storage knows an epoch that the database does not."""
    newest = max(int(name) for name in default_storage.listdir(holding.FOLDER)[1])
    default_storage.save(f"{holding.FOLDER}/{newest + 3}", ContentFile(b"epoch"))


def test_new_installation_may_send(queued, receiver):
    assert hold() is None
    run()
    assert len(receiver.received) == 1


def test_counter_is_raised_in_both_places(queued):
    Heartbeat.objects.filter(name="delivery").update(at=timezone.now() - timedelta(minutes=1))
    raise_epoch()
    assert (Heartbeat.objects.get(name="delivery").figures["epoch"], default_storage.listdir(holding.FOLDER)[1]) == (2, ["2"])


def test_nothing_leaves_from_a_restored_database(queued, receiver):
    restore_an_older_database()
    assert hold().code == "restored"
    assert (run(), receiver.received, receiver.asked) == (0, [], [])
    Heartbeat.objects.filter(name="delivery").update(at=timezone.now() - timedelta(minutes=1))
    raise_epoch()
    assert hold().code == "restored"


def test_another_database_of_the_same_contents_is_seen(queued):
    row = Heartbeat.objects.get(name="delivery")
    row.figures |= {"place": "1/1/1"}
    row.save()
    assert hold().code == "restored"


def test_after_release_it_is_asked_first_and_found(queued, receiver):
    restore_an_older_database()
    call_command("release_deliveries", "--yes")
    assert hold() is None
    receiver.told = [tells("K3", "105", "500")]
    run()
    queued.refresh_from_db()
    assert (queued.state, receiver.received, receiver.asked[0][0]) == (State.ACCEPTED, [], "")


def test_after_release_what_is_nowhere_goes_after_the_grace(queued, receiver):
    restore_an_older_database()
    call_command("release_deliveries", "--yes")
    receiver.told = [Statuses(False), Statuses(False)]
    run()
    assert (receiver.received, Delivery.objects.get().held) == ([], True)
    row = Heartbeat.objects.get(name="delivery")
    row.figures |= {"released": (timezone.now() - timedelta(minutes=16)).isoformat()}
    row.save()
    run()
    run()
    assert (len(receiver.received), Delivery.objects.get().state) == (1, DeliveryState.SENT)


def test_filing_approved_after_a_release_is_asked_after_too_when_it_came_in_before(sending, receiver):
    raise_epoch()
    restore_an_older_database()
    from tests.factories.sbr import make_taxpayer, ready_filing

    relation = make_taxpayer("OB", ob=True)
    ready_filing(relation)
    call_command("release_deliveries", "--yes")
    assert holding.made_before_release(timezone.now() - timedelta(seconds=5))
    assert not holding.made_before_release(timezone.now() + timedelta(seconds=5))


def test_database_that_may_forget_sends_nothing(queued, receiver, settings):
    settings.KANTOOR_UNSAFE_DATABASE_MAY_SEND = False
    assert hold().code == "forgetful"
    assert (run(), receiver.received) == (0, [])
