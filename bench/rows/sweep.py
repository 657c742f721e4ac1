"""Row 23: 10,000 open filings are swept while somebody works: how much slower a page gets.

Floor is the inbox page while nothing else happens; ours is the same page while another process asks the receiver after
filing upon filing and the sweeper counts what is due. On two cores the page shares them with the sweeping process, the
simulator and the database.
"""

import multiprocessing
import statistics
import time
from contextlib import ExitStack

from django.core.wsgi import get_wsgi_application
from django.db import connections

from bench.browser import Caller, signed_in
from bench.measure import row
from bench.rows.simulated import followed, simulating
from bench.seed import analyse
from offices.scope import office_scope
from sbr_inbox.delivery_tasks import ring_deliveries
from sbr_inbox.models import Delivery
from sbr_inbox.rules.delivering.sending import deliver_due
from tests.factories.offices import find_kantoor

OPEN, MOST = 10_000, 1.2
SECONDS = 8


def run(*, rounds: int) -> list[dict]:
    """Medians of the page, quiet and while sweeping, in turn."""
    kantoor = find_kantoor("groot")
    caller = Caller(get_wsgi_application(), HTTP_COOKIE=signed_in(kantoor.admin))
    with ExitStack() as stack:
        with office_scope(kantoor.office.pk):
            stack.enter_context(simulating())
            followed(OPEN)
        analyse()
        pairs, swept = [], 0
        for _ in range(max(3, rounds)):
            quiet, before = _page(caller), _asked(kantoor.office.pk)
            sweeper = _sweeper(kantoor.office.pk)
            try:
                time.sleep(1)
                busy = _page(caller)
            finally:
                sweeper.kill()
                sweeper.join()
            swept += _asked(kantoor.office.pk) - before
            pairs.append((quiet, busy))
    floor, ours = (statistics.median(pair[at] for pair in pairs) for at in (0, 1))
    ratio = round(statistics.median(busy / quiet for quiet, busy in pairs), 2)
    measured = {"floor": round(floor, 1), "ours": round(ours, 1), "ratio": ratio, "unit": "ms"}
    return [row(23, f"page while {OPEN:,} open filings are swept ({swept} asked)", measured, most=MOST)]


def _asked(office_id: int) -> int:
    """How many deliveries were asked after at least once."""
    with office_scope(office_id):
        return Delivery.objects.filter(polls__gt=0).count()


def _page(caller: Caller) -> float:
    """The median of the inbox for some seconds, with the pauses of somebody who reads."""
    taken, until = [], time.perf_counter() + SECONDS
    while time.perf_counter() < until:
        begin = time.perf_counter()
        caller.get("/k/groot/sbr-inbox/")
        taken.append((time.perf_counter() - begin) * 1000)
        time.sleep(0.1)
    return statistics.median(taken)


def _sweeper(office_pk: int) -> multiprocessing.Process:
    """Another process that sweeps and asks without a pause, as a worker with a full queue."""
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=_sweep, args=(office_pk,), daemon=True)
    process.start()
    return process


def _sweep(office_pk: int) -> None:
    while True:
        with office_scope(office_pk):
            ring_deliveries()
            deliver_due()
