"""Background work of the inbox: bells for rows that are due."""

import time

from celery import shared_task

from offices.tasks import OfficeTask
from sbr_inbox import approval_tasks, deadline_tasks, proof_tasks  # noqa: F401  (their tasks and their sweeps)
from sbr_inbox.bell import LINGER
from sbr_inbox.rules.working import work

# A worker goes on for another office after this many batches; the sweeper and the next bell bring it back.
BATCHES = 20


@shared_task(base=OfficeTask, name="sbr_inbox.work_filings")
def work_filings(*, first: str | None = None) -> int:
    """Read, match and settle what is due, until a second look finds nothing."""
    total = done = work(first=first)
    # Who found nothing goes at once: whoever did the work is the one who looks again.
    for _ in range(BATCHES):
        if not done:
            return total
        done = work() or _second_look()
        total += done
    work_filings.ring()
    return total


def _second_look() -> int:
    time.sleep(LINGER)
    return work()
