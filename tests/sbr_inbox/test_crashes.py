"""Dying between two steps: nothing lost, nothing twice, and the sweeper alone brings it home."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from crm.enums import FilingKind
from dossier.models import DossierItem
from offices.files import read_bytes
from offices.models import AuditEvent, StoredFile
from sbr_inbox.enums import State
from sbr_inbox.models import Filing, FilingEvent, FilingReading, Intake
from sbr_inbox.registrations import ring_filings
from sbr_inbox.rules import intake, match_step, read_step, working
from sbr_inbox.rules.leasing import Lease
from sbr_inbox.rules.working import work
from tests.factories.sbr import make_taxpayer, ob_file, ob_number, receive, sba_file, work_off

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """A process that is gone; no rule catches it."""


@pytest.fixture
def number(in_alfa):
    return ob_number(make_taxpayer(FilingKind.OB, ob=True))


def dies(*args, **kwargs):
    raise Killed


def lease_runs_out():
    Filing.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


def assert_home(pk):
    """One filing, one reading, each step told once, and it is ready."""
    filing = Filing.objects.get(pk=pk)
    assert filing.state == State.READY
    assert (Filing.objects.count(), FilingReading.objects.count()) == (1, 1)
    events = list(FilingEvent.objects.filter(filing=filing).values_list("event", flat=True))
    assert events == ["filing.received", "filing.read", "filing.matched", "filing.ready"]
    lines = AuditEvent.objects.filter(subject_id=str(pk)).exclude(event__startswith="issue.")
    assert sorted(lines.values_list("event", flat=True)) == sorted(events)
    assert filing.relation.timeline.filter(object_id=pk).count() == 1
    assert (filing.due_at, filing.lease_until, filing.attempt) == (None, None, 0)


def test_death_before_the_row_leaves_nothing_that_was_answered(number, monkeypatch):
    content = ob_file(number)
    monkeypatch.setattr(intake, "_write", dies)
    with pytest.raises(Killed):
        receive(content)
    assert (Filing.objects.count(), StoredFile.objects.count(), Intake.objects.count()) == (0, 0, 0)
    monkeypatch.undo()
    result = receive(content)
    work_off()
    assert_home(result.filing.pk)
    assert read_bytes(result.filing.xml_file) == content


def test_death_after_the_answer_and_before_the_bell(number, monkeypatch):
    monkeypatch.setattr(intake, "_ring", lambda filing: None)
    result = receive(ob_file(number))
    assert ring_filings() == 1
    work_off()
    assert_home(result.filing.pk)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (working, "read_filings"),
        (read_step, "_write"),
        (read_step, "join_papers"),
        (working, "match_filings"),
        (match_step, "match_all"),
        (match_step, "settle"),
        (match_step, "sync_issues"),
    ],
)
def test_death_of_the_worker_between_any_two_steps(number, monkeypatch, module, name):
    result = receive(ob_file(number))
    from django.db import transaction

    monkeypatch.setattr(module, name, dies)
    with pytest.raises(Killed), transaction.atomic():
        work()
    monkeypatch.undo()
    assert Filing.objects.get().state in (State.RECEIVED, State.PARSED)
    lease_runs_out()
    assert ring_filings() == 1
    work_off()
    assert_home(result.filing.pk)


def test_filing_in_work_is_left_alone_until_its_lease_runs_out(number):
    receive(ob_file(number))
    Filing.objects.update(lease_until=timezone.now() + timedelta(seconds=100))
    assert (work(), ring_filings()) == (0, 0)
    lease_runs_out()
    assert work() == 1


def test_claim_is_kept_while_a_long_batch_is_read(number, monkeypatch):
    for each in (ob_file(number), ob_file("001234560B01")):
        receive(each)
    left, real = [], read_step._read

    def slow(filing):
        left.append(min(Filing.objects.values_list("lease_until", flat=True)) - timezone.now())
        return real(filing)

    class Slow(Lease):
        def keep(self):
            with time_machine.travel(timezone.now() + timedelta(seconds=20 * len(left))):
                super().keep()

    monkeypatch.setattr(read_step, "_read", slow)
    monkeypatch.setattr(read_step, "Lease", Slow)
    assert work() == 2
    assert [round(each.total_seconds(), -1) for each in left] == [40, 60]


def test_one_bad_filing_stops_no_other(number, monkeypatch):
    good = receive(ob_file(number)).filing
    bad = receive(ob_file("001234560B01")).filing
    real = read_step._read

    def breaks(filing):
        if filing.pk == bad.pk:
            raise RuntimeError("a fault of ours")
        return real(filing)

    monkeypatch.setattr(read_step, "_read", breaks)
    work()
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.state, bad.state, bad.attempt) == (State.READY, State.RECEIVED, 1)
    assert bad.due_at > timezone.now()
    monkeypatch.undo()
    Filing.objects.filter(pk=bad.pk).update(due_at=timezone.now())
    work_off()
    bad.refresh_from_db()
    assert bad.state == State.UNMATCHED


def test_file_that_kills_its_reader_five_times_is_called_too_heavy(number):
    filing = receive(ob_file(number)).filing
    Filing.objects.filter(pk=filing.pk).update(attempt=5)
    work()
    filing.refresh_from_db()
    assert (filing.state, filing.issues.get().code) == (State.UNREADABLE, "E01")


def test_assessment_is_filed_once_although_the_worker_died_after_it(in_alfa, monkeypatch):
    from django.db import transaction

    make_taxpayer(contact=False, rsin="001234560")
    receive(sba_file("001234560"))
    monkeypatch.setattr(match_step, "sync_issues", dies)
    with pytest.raises(Killed), transaction.atomic():
        work()
    monkeypatch.undo()
    lease_runs_out()
    work_off()
    assert (Filing.objects.get().state, DossierItem.objects.count()) == (State.DOSSIER_ONLY, 1)


def test_work_asked_twice_is_done_once(number):
    result = receive(ob_file(number))
    work(first=str(result.filing.pk))
    assert work(first=str(result.filing.pk)) == 0
    assert_home(result.filing.pk)


def test_broker_that_is_down_loses_nothing(number, settings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        result = receive(ob_file(number))
    work_off()
    assert_home(result.filing.pk)
