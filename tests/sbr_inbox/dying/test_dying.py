"""Real processes killed between every two steps of the way from intake to offer: nothing lost, nothing doubled."""

import time
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from crm.enums import FilingKind
from dossier.models import DossierItem
from offices.files import read_bytes
from offices.models import AuditEvent, OutgoingMail, StoredFile
from offices.tasks import sweep
from sbr_inbox.enums import State
from sbr_inbox.models import ApprovalRequest, Filing, FilingEvent, FilingReading, Intake
from sbr_inbox.registrations import ring_filings
from sbr_inbox.rules.offering import offer
from tests.factories.offices import make_kantoor
from tests.factories.sbr import make_taxpayer, ob_file, ob_number, ready_filing, receive, work_off
from tests.sbr_inbox.dying.processes import dies_at, kill, start_worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.crash]
TAKING_IN = [
    ("sbr_inbox.queries:FilingQuerySet.insert_new", "after"),
    ("sbr_inbox.rules.moving:Ledger.write", "after"),
]
WORKING = [
    ("sbr_inbox.rules.working:_claim", "after"),
    ("sbr_inbox.rules.read_step:join_papers", "before"),
    ("sbr_inbox.rules.working:read_filings", "after"),
    ("sbr_inbox.rules.match_step:settle", "after"),
    ("sbr_inbox.rules.working:match_filings", "after"),
]
OFFERING = [
    ("sbr_inbox.rules.offering:open_request", "after"),
    ("sbr_inbox.rules.offering:move", "after"),
]


@pytest.fixture
def office():
    kantoor = make_kantoor("alfa")
    make_kantoor("beta")
    with kantoor.scope:
        yield kantoor


@pytest.fixture
def number(office):
    return ob_number(make_taxpayer(FilingKind.OB, ob=True))


def leases_run_out():
    Filing.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


def assert_home():
    """One filing, read once, told once, ready, with its bytes."""
    filing = Filing.objects.get()
    assert (filing.state, FilingReading.objects.count()) == (State.READY, 1)
    events = list(FilingEvent.objects.filter(filing=filing).order_by("at", "id").values_list("event", flat=True))
    assert events == ["filing.received", "filing.read", "filing.matched", "filing.ready"]
    lines = AuditEvent.objects.filter(subject_id=str(filing.pk), event__startswith="filing.")
    assert sorted(lines.values_list("event", flat=True)) == sorted(events)
    assert filing.relation.timeline.filter(object_id=filing.pk).count() == 1
    return filing


@pytest.mark.parametrize(("place", "when"), TAKING_IN)
def test_web_process_dies_while_taking_in(office, number, tmp_path, place, when):
    content = ob_file(number)
    file = tmp_path / "aangifte.xbrl"
    file.write_bytes(content)
    dies_at(place, when, "take", str(file), office=office.office.pk)
    assert (Filing.objects.count(), Intake.objects.count(), StoredFile.objects.count()) == (0, 0, 0)
    assert receive(content).status == 201
    work_off()
    assert read_bytes(assert_home().xml_file) == content


@pytest.mark.parametrize(("place", "when"), WORKING)
def test_worker_dies_between_two_steps(office, number, place, when):
    receive(ob_file(number))
    dies_at(place, when, "do_work", office=office.office.pk)
    leases_run_out()
    ring_filings()
    work_off()
    assert_home()


@pytest.mark.parametrize(("place", "when"), OFFERING)
def test_web_process_dies_while_offering(office, place, when):
    filing = ready_filing()
    dies_at(place, when, "put_forward", str(filing.pk), str(office.manager.pk), office=office.office.pk)
    filing.refresh_from_db()
    assert (filing.state, ApprovalRequest.objects.count(), OutgoingMail.objects.count()) == (State.READY, 0, 0)
    offer(filing, by=office.manager)
    assert (ApprovalRequest.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def wait_until(true, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.3)
    return False


def test_killed_workers_an_emptied_broker_and_cut_connections_lose_nothing(office, tmp_path):
    """A storm over real Celery workers; afterwards the sweeper alone brings every filing home."""
    relations = [make_taxpayer(FilingKind.OB, ob=True) for _ in range(12)]
    broker = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    worker = start_worker(tmp_path / "worker-1.log")
    try:
        for relation in relations[:6]:
            receive(ob_file(ob_number(relation)))
        assert wait_until(lambda: not Filing.objects.filter(state=State.RECEIVED).exists()), (tmp_path / "worker-1.log").read_text()[-2000:]
        for relation in relations[6:9]:
            receive(ob_file(ob_number(relation)))
        kill(worker)
        for relation in relations[9:]:
            receive(ob_file(ob_number(relation)))
        broker.flushdb()
        worker = start_worker(tmp_path / "worker-2.log")
        with connection.cursor() as cursor:
            # Of this database only: the server is shared with the other processes of a test run.
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = current_user"
            )
        leases_run_out()
        sweep.ring()
        home = wait_until(lambda: Filing.objects.filter(state=State.READY).count() == 12)
        assert home, list(Filing.objects.values_list("state", "attempt", "due_at"))
    finally:
        kill(worker)
    assert FilingReading.objects.count() == 12
    for event in ("filing.received", "filing.read", "filing.matched", "filing.ready"):
        assert FilingEvent.objects.filter(event=event).count() == 12
    assert DossierItem.objects.count() == 0
