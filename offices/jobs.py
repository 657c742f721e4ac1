"""Long work that somebody asked for: it shows how far it is, can be cancelled, and goes on after a kill.

A kind of work is a `JobKind` whose `run(run)` does as much as it can in steps that each commit. Killed, paused or
redelivered, it is called again and must go on where its own rows say it was (quality R2, R3). It calls `run.step(done,
total)` after each step; that is where a cancel or the end of its turn interrupts it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from traceback import format_tb

from celery import shared_task
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from offices.audit import SYSTEM, record
from offices.enums import JobState
from offices.errors import NotHere, RuleBroken
from offices.models import Job, StoredFile, TeamMember
from offices.registry import Registry, sweeps
from offices.tasks import OfficeTask

log = logging.getLogger(__name__)
# Well below the time limit of a task: work that takes longer gives others their turn and comes back.
TURN = timedelta(minutes=4)
LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 4
KEEP = timedelta(days=30)


@dataclass(frozen=True)
class JobKind:
    """A kind of long work. `opens(job)` gives the address where its outcome is looked at; empty stays on the job."""

    key: str
    run: Callable[["Run"], None]
    opens: Callable[[Job], str] | None = None


job_kinds = Registry("JobKind")


class Interrupted(Exception):
    """The work stops here: somebody cancelled it, or its turn is over."""


class Run:
    """One turn of a job."""

    def __init__(self, job: Job):
        self.job = job
        self._until = timezone.now() + TURN

    @property
    def arguments(self) -> dict:
        """What the work was asked to do."""
        return self.job.arguments or {}

    @property
    def by(self) -> TeamMember | None:
        """Who asked for it; background work has the rights of that person at this moment."""
        return self.job.asked_by

    def step(self, done: int, total: int | None = None) -> None:
        """Tell how far it is. Raises Interrupted when it was cancelled or when its turn is over.

        Call it after the commit of a step, never inside its transaction.
        """
        now = timezone.now()
        values = {"done": done, "lease_until": now + LEASE} | ({} if total is None else {"total": total})
        Job.objects.filter(pk=self.job.pk).update(**values)
        if Job.objects.filter(pk=self.job.pk, cancel_asked=True).exists():
            raise Interrupted("cancelled")
        if now > self._until:
            raise Interrupted("turn")

    def done(self, result: dict | None = None, *, file: StoredFile | None = None) -> None:
        """Keep what came out; the job ends when `run` returns."""
        self.job.result, self.job.file = result or {}, file
        self.job.save(update_fields=["result", "file"])


def start_job(kind: str, *, by, title: str, arguments: dict, total: int = 0) -> Job:
    """Queue long work for after this transaction; gives the job whose page shows how far it is."""
    job = Job.objects.create(
        kind=kind,
        title=title[:200],
        asked_by=by if isinstance(by, TeamMember) else None,
        arguments=arguments,
        total=total,
        due_at=timezone.now(),
        expires_at=timezone.now() + KEEP,
    )
    work_job.ring(job_id=str(job.pk))
    return job


def cancel_job(job: Job, *, by) -> Job:
    """Ask that it stops after its present step. What it has done stays done and is told on its page."""
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if job.is_over:
            raise RuleBroken("Deze taak is al klaar en is niet meer te annuleren.", code="JOB01")
        job.cancel_asked, job.due_at = True, timezone.now()
        job.save(update_fields=["cancel_asked", "due_at"])
        record(by, "job.cancelled", job, data={"kind": job.kind})
        work_job.ring(job_id=str(job.pk))
    return job


def own_job(member: TeamMember, pk) -> Job:
    """A job this member asked for. Raises NotHere for any other."""
    job = Job.objects.filter(pk=pk, asked_by=member).select_related("file").first()
    if job is None:
        raise NotHere("Deze taak bestaat niet, of een collega heeft haar gestart.")
    return job


def kind_of(job: Job) -> JobKind:
    """The registered kind of a job."""
    return next(kind for kind in job_kinds if kind.key == job.kind)


@shared_task(base=OfficeTask, name="offices.work_job")
def work_job(*, job_id: str) -> None:
    """Do one turn of a job that is due."""
    work(job_id)


def work(job_id) -> bool:
    """Do one turn of a job that is due; False when it is not, or when another worker is at it."""
    job = _claim(job_id)
    if job is None:
        return False
    if job.cancel_asked:
        _end(job, JobState.CANCELLED)
        return True
    try:
        kind_of(job).run(Run(job))
    except Interrupted as why:
        if str(why) == "cancelled":
            _end(job, JobState.CANCELLED)
        else:
            _again(job, timezone.now())
    except RuleBroken as fault:
        _end(job, JobState.FAILED, error=fault.text)
    except Exception as fault:
        # The message may quote a row, so only its kind and its place are logged.
        log.error("job %s %s: %s\n%s", job.kind, job.pk, type(fault).__name__, "".join(format_tb(fault.__traceback__)))
        if job.attempt >= MAX_ATTEMPTS:
            text = "Dit lukte na vier pogingen niet. Wat al gedaan is, is bewaard. Neem contact op met uw beheerder."
            _end(job, JobState.FAILED, error=text)
        else:
            Job.objects.filter(pk=job.pk).update(due_at=timezone.now() + timedelta(seconds=15 * job.attempt), lease_until=None)
    else:
        _end(job, JobState.DONE)
    return True


def _claim(job_id) -> Job | None:
    now = timezone.now()
    with transaction.atomic():
        job = (
            Job.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("asked_by__user", "asked_by__office", "asked_by__role")
            .filter(Q(lease_until=None) | Q(lease_until__lt=now), pk=job_id, due_at__lte=now)
            .first()
        )
        if job is None:
            return None
        job.attempt, job.state, job.lease_until = job.attempt + 1, JobState.BUSY, now + LEASE
        job.save(update_fields=["attempt", "state", "lease_until"])
    return job


def _again(job: Job, when: datetime) -> None:
    # A turn that ended well counts as no attempt.
    Job.objects.filter(pk=job.pk).update(due_at=when, lease_until=None, attempt=0)
    work_job.ring(job_id=str(job.pk))


def _end(job: Job, state: JobState, *, error: str = "") -> None:
    with transaction.atomic():
        row = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
        row.state, row.error, row.ended_at, row.due_at, row.lease_until = state, error[:500], timezone.now(), None, None
        if state == JobState.DONE:
            row.done = max(row.done, row.total)
        row.save(update_fields=["state", "error", "ended_at", "due_at", "lease_until", "done"])
        if state == JobState.FAILED:
            record(row.asked_by or SYSTEM, "job.failed", row, data={"kind": row.kind})


@sweeps.register
def ring_jobs() -> int:
    """Ring again for jobs that are due and that nobody is at."""
    now = timezone.now()
    due = Job.objects.filter(due_at__lte=now).filter(Q(lease_until=None) | Q(lease_until__lt=now))
    keys = [str(pk) for pk in due.order_by("due_at").values_list("pk", flat=True)[:20]]
    for pk in keys:
        work_job.ring(job_id=pk)
    return len(keys)
