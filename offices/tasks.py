"""Work in the background that cannot forget which office it is for.

Rows are the truth and Redis is a doorbell: ringing happens after the commit, a lost ring is made good by the
sweeper, which asks every app what is due (quality R2 and R3).
"""

import logging

from celery import Task, shared_task
from django.db import connection, transaction
from django.utils import timezone

from offices.audit import SYSTEM, Surroundings, seal, surroundings
from offices.enums import OfficeState
from offices.models import Heartbeat, Office
from offices.registry import sweeps
from offices.scope import NoOffice, office_id, office_scope

log = logging.getLogger(__name__)
__all__ = ["SYSTEM", "OfficeTask", "do_once"]


class OfficeTask(Task):
    """A task that demands `office_id` and runs with that office open."""

    abstract = True
    # The office goes along as an argument that the work itself does not take.
    typing = False

    def __call__(self, *args, **kwargs):
        pk = kwargs.pop("office_id", None)
        if pk is None:
            raise NoOffice(f"{self.name} was called without an office.")
        token = surroundings.set(Surroundings())
        try:
            with office_scope(pk):
                return super().__call__(*args, **kwargs)
        finally:
            surroundings.reset(token)

    def ring(self, **kwargs) -> None:
        """Ask a worker to run this after the commit; the open office goes along.

        A broker that is down is logged and swallowed: the row says what is due and the sweeper rings again.
        """
        kwargs.setdefault("office_id", office_id())
        if kwargs["office_id"] is None:
            raise NoOffice(f"{self.name} was rung without an office.")
        transaction.on_commit(lambda: self._ring_now(kwargs), robust=True)

    def _ring_now(self, kwargs) -> None:
        try:
            self.apply_async(kwargs=kwargs, retry=False)
        except Exception as fault:
            # Any fault of broker or network: the sweeper makes it good within a minute.
            log.warning("The bell of %s did not ring: %s", self.name, type(fault).__name__)


def do_once(name: str) -> bool:
    """Try the advisory lock of this name for the open office until the transaction ends; False when taken."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s), %s)", [name, office_id() or 0])
        return cursor.fetchone()[0]


def active_offices() -> list[int]:
    """Primary keys of the offices that work."""
    return list(Office.objects.filter(state=OfficeState.ACTIVE).order_by("pk").values_list("pk", flat=True))


@shared_task(base=OfficeTask, name="offices.sweep")
def sweep() -> int:
    """Let every app ring again what is due in this office."""
    return sum(entry() or 0 for entry in sweeps)


@shared_task(base=OfficeTask, name="offices.seal_audit")
def seal_audit() -> int:
    """Seal the activity log of this office."""
    return seal()


@shared_task(name="offices.fan_out_sweeps")
def fan_out_sweeps() -> None:
    """Beat only fans out: one sweep per office."""
    beat("sweeper")
    for pk in active_offices():
        sweep.apply_async(kwargs={"office_id": pk}, expires=60)


@shared_task(name="offices.fan_out_sealing")
def fan_out_sealing() -> None:
    """Beat only fans out: one sealing per office."""
    for pk in active_offices():
        seal_audit.apply_async(kwargs={"office_id": pk}, expires=60)


@shared_task(name="offices.heartbeat")
def heartbeat() -> None:
    """A job per minute that proves beat, broker and worker work together."""
    beat("worker")


def beat(name: str, **figures) -> None:
    """Note that a part of the installation works now."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now(), "figures": figures})
