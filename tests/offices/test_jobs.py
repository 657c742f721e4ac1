"""Long work: progress, cancel, kill, turns, and nobody else's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from offices import jobs
from offices.audit import seal
from offices.enums import JobState
from offices.errors import NotHere, RuleBroken
from offices.jobs import JobKind, cancel_job, job_kinds, own_job, ring_jobs, start_job, work
from offices.models import AuditEvent, Job
from offices.rules.audit_check import ask_verification

pytestmark = pytest.mark.django_db
COUNT = "tests.count"


class Killed(BaseException):
    """A worker that is gone."""


@pytest.fixture
def counting(monkeypatch):
    """A kind of work that counts to five, one committed step each; `at` says what happens after which step."""
    reached, at = [], {}

    def run(turn):
        for number in range(len(reached) + 1, 6):
            reached.append(number)
            turn.step(number, 5)
            if number in at:
                at.pop(number)()
        turn.done({"text": "Tot vijf geteld."})

    monkeypatch.setattr(job_kinds, "_entries", [*job_kinds, JobKind(COUNT, run)])
    run.reached, run.at = reached, at
    return run


@pytest.fixture
def job(in_alfa, counting):
    return start_job(COUNT, by=in_alfa.editor, title="Tellen", arguments={"wat": "vijf"}, total=5)


def state(job):
    job.refresh_from_db()
    return job.state, job.done, job.total


def raises(fault):
    def act():
        raise fault

    return act


def test_job_is_done_and_tells_what_came_out(job):
    assert (state(job), work(job.pk)) == ((JobState.QUEUED, 0, 5), True)
    assert state(job) == (JobState.DONE, 5, 5)
    assert (job.result, job.arguments, job.percent, job.is_over) == ({"text": "Tot vijf geteld."}, {"wat": "vijf"}, 100, True)
    assert (work(job.pk), ring_jobs()) == (False, 0)


def test_killed_job_goes_on_after_its_lease(job, counting):
    counting.at[3] = raises(Killed())
    with pytest.raises(Killed):
        work(job.pk)
    assert (state(job), work(job.pk), ring_jobs()) == ((JobState.BUSY, 3, 5), False, 0)
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert (ring_jobs(), work(job.pk), state(job)) == (1, True, (JobState.DONE, 5, 5))
    assert counting.reached == [1, 2, 3, 4, 5]


def test_long_job_gives_others_a_turn(job, counting, monkeypatch):
    monkeypatch.setattr(jobs, "TURN", timedelta(seconds=-1))
    for done in (1, 2, 3, 4, 5):
        assert work(job.pk) and state(job) == (JobState.BUSY, done, 5)
    assert job.attempt == 0
    assert work(job.pk) and state(job) == (JobState.DONE, 5, 5)


def test_cancelled_job_stops_after_its_step_and_keeps_what_it_did(job, counting, in_alfa):
    counting.at[2] = lambda: cancel_job(job, by=in_alfa.editor)
    work(job.pk)
    assert (state(job), counting.reached) == ((JobState.CANCELLED, 3, 5), [1, 2, 3])
    with pytest.raises(RuleBroken) as broken:
        cancel_job(job, by=in_alfa.editor)
    assert broken.value.code == "JOB01"
    assert AuditEvent.objects.filter(event="job.cancelled").count() == 1


def test_waiting_job_is_cancelled_without_beginning(job, counting, in_alfa):
    cancel_job(job, by=in_alfa.editor)
    work(job.pk)
    assert (state(job), counting.reached) == ((JobState.CANCELLED, 0, 5), [])


def test_broken_rule_ends_it_with_its_sentence(job, counting):
    counting.at[1] = raises(RuleBroken("Regel 1 klopt niet. Herstel hem.", code="X"))
    work(job.pk)
    assert (state(job)[0], job.error) == (JobState.FAILED, "Regel 1 klopt niet. Herstel hem.")


def test_fault_of_ours_is_tried_four_times_and_logged_without_its_words(job, counting, caplog):
    for _ in range(4):
        counting.reached.clear()
        counting.at[1] = raises(ValueError("123456782"))
        work(job.pk)
        Job.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
    assert (state(job)[0], job.attempt) == (JobState.FAILED, 4)
    assert "123456782" not in caplog.text and "123456782" not in job.error
    assert AuditEvent.objects.filter(event="job.failed").count() == 1


def test_job_is_shown_to_who_asked_it_and_to_nobody_else(job, alfa, offices, desk_client):
    assert own_job(alfa.editor, job.pk) == job
    with pytest.raises(NotHere):
        own_job(alfa.admin, job.pk)
    page = f"/k/alfa/voortgang/{job.pk}/"
    assert desk_client(alfa.editor).get(page).status_code == 200
    assert {desk_client(who).get(page).status_code for who in (alfa.admin, offices.beta.admin)} == {404}
    assert desk_client(offices.beta.editor).get(f"/k/beta/voortgang/{job.pk}/").status_code == 404


def test_page_shows_progress_and_cancels(job, alfa, desk_client):
    client, page = desk_client(alfa.editor), f"/k/alfa/voortgang/{job.pk}/"
    assert 'hx-trigger="every 1s"' in client.get(page).content.decode()
    assert client.post(f"{page}annuleren/").status_code == 302
    work(job.pk)
    shown = client.get(page).content.decode()
    assert "Geannuleerd" in shown and "every 1s" not in shown


def test_log_is_recomputed_as_a_job(in_alfa):
    seal()
    job = ask_verification(by=in_alfa.admin)
    work(job.pk)
    assert (state(job)[0], job.result["faults"]) == (JobState.DONE, 0)
