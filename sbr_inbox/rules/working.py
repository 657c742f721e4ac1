"""The work of the machine on filings: claim what is due, read it, match it, settle it.

A row says what is due (`due_at`), how often it was tried (`attempt`, raised before the work) and who is at it
(`lease_until`). Nothing depends on the bell: a lost job, a killed worker or an emptied broker only make the sweeper
ring again (quality R2, R3). Each step is one transaction; a crash between two steps leaves a row that is due.
"""

import logging
from datetime import timedelta
from traceback import format_tb

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from offices.scope import require_office_id
from sbr_inbox.enums import State
from sbr_inbox.models import Filing
from sbr_inbox.rules.approved import DONE_HERE, file_again
from sbr_inbox.rules.leasing import LEASE
from sbr_inbox.rules.match_step import match_filings
from sbr_inbox.rules.read_step import give_up, read_filings
from sbr_inbox.rules.rechecking import WITH, WITHOUT, recheck_filings

log = logging.getLogger(__name__)
AT_ONCE = 50
MOST_READS = 5

# Materialised: the planner may run a plain sub-select more than once, and then LIMIT does not hold.
_CLAIM = """
WITH picked AS MATERIALIZED (
     SELECT id FROM sbr_inbox_filing
      WHERE office_id = %(office)s AND due_at <= %(now)s AND (lease_until IS NULL OR lease_until < %(now)s)
      ORDER BY id = %(first)s DESC, due_at LIMIT %(most)s FOR UPDATE SKIP LOCKED)
UPDATE sbr_inbox_filing f SET attempt = f.attempt + 1, lease_until = %(until)s
  FROM picked WHERE f.id = picked.id AND f.office_id = %(office)s
RETURNING f.id, f.state, f.attempt
"""


def work(*, first: str | None = None, most: int = AT_ONCE) -> int:
    """Do what is due, beginning with one filing; returns how many filings were taken up."""
    claimed = _claim(first, most)
    if not claimed:
        return 0
    fresh = [pk for pk, state, _ in claimed if state == State.RECEIVED]
    spent = {pk for pk, state, attempt in claimed if state == State.RECEIVED and attempt > MOST_READS}
    for pk in spent:
        give_up(pk)
    _apart(read_filings, [pk for pk in fresh if pk not in spent])
    _apart(match_filings, [pk for pk, state, _ in claimed if state in (State.RECEIVED, State.PARSED) and pk not in spent])
    _apart(recheck_filings, [pk for pk, state, _ in claimed if state in WITHOUT + WITH])
    _apart(file_again, [pk for pk, state, _ in claimed if state in DONE_HERE])
    return len(claimed)


def due_count() -> int:
    """How many filings wait for the machine now."""
    return Filing.objects.due().count()


def _claim(first: str | None, most: int) -> list[tuple]:
    now = timezone.now()
    arguments = {"office": require_office_id(), "now": now, "until": now + LEASE, "first": first, "most": most}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM, arguments)
        return cursor.fetchall()


def _apart(step, ids: list) -> None:
    """Do a step for all at once; when that fails, one by one, so that one bad filing stops no other.

    One that was overtaken by another job (a unique key says so) looks again at once, and then sees the other.
    """
    if not ids:
        return
    try:
        step(ids)
        return
    except Exception as fault:
        if len(ids) == 1 and not isinstance(fault, IntegrityError):
            _later(ids[0], step.__name__, fault)
            return
    if len(ids) > 1:
        log.warning("%s failed for %d filings together; trying them apart", step.__name__, len(ids))
    for pk in ids:
        _alone(step, pk)


def _alone(step, pk) -> None:
    try:
        step([pk])
    except IntegrityError:
        try:
            step([pk])
        except Exception as fault:
            _later(pk, step.__name__, fault)
    except Exception as fault:
        _later(pk, step.__name__, fault)


def _later(pk, step: str, fault: Exception) -> None:
    """Leave a filing for a next try: half a minute per attempt, at most five minutes.

    The message of a fault may quote the file or a row, so only its kind and its place are logged.
    """
    log.error("%s failed for filing %s: %s\n%s", step, pk, type(fault).__name__, "".join(format_tb(fault.__traceback__)))
    filing = Filing.objects.only("attempt").get(pk=pk)
    wait = timedelta(seconds=min(30 * max(filing.attempt, 1), 300))
    Filing.objects.filter(pk=pk).update(due_at=timezone.now() + wait, lease_until=None)
