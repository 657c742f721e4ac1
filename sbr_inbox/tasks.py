"""Background work of the inbox: bells for rows that are due."""

from celery import shared_task

from offices.tasks import OfficeTask
from sbr_inbox import approval_tasks  # noqa: F401  (its tasks and its sweep)
from sbr_inbox.rules.working import AT_ONCE, work


@shared_task(base=OfficeTask, name="sbr_inbox.work_filings")
def work_filings(*, first: str | None = None) -> int:
    """Read, match and settle what is due, and ring again while there is more."""
    done = work(first=first)
    if done == AT_ONCE:
        work_filings.ring()
    return done
