"""Row 9: the whole intake of 1,000 files, against 1,000 times one insert and its commit.

Ours stores each file with fsync, hashes it, writes row, event, log and timeline, reads it, matches it and makes it
ready, with everything a crash between two steps asks for: one process takes in, a worker beside it does the rest.
"""

import itertools
import multiprocessing
import statistics
import time
from contextlib import contextmanager
from datetime import date
from uuid import uuid4

from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from bench.rows.match import give_numbers
from crm.models import TaxNumber
from offices.audit import SYSTEM
from offices.models import Office
from offices.scope import office_scope
from sbr_inbox.enums import Channel, State
from sbr_inbox.models import Filing
from sbr_inbox.practice_files import ob
from sbr_inbox.rules.intake import take_in
from sbr_inbox.rules.working import work

FILES = 1_000
PART, MOST_SQL = 8, 8
_names = itertools.count(1)
OCTOBER = {"start": date(2026, 10, 1), "end": date(2026, 10, 31)}


def files(pairs: list, start: int) -> list[bytes]:
    """An OB return for each relation, all different."""
    return [
        ob(number=number, rubrieken={"1a": (1_000 + n, 210)}, input_tax=n % 90, reference=f"BENCH-{n}", **OCTOBER)
        for n, (_, number) in enumerate(pairs, start=start)
    ]


def floor(office_pk: int, count: int) -> float:
    """Inserts of one small row with a commit each, per second."""
    begin = time.perf_counter()
    with connection.cursor() as cursor:
        for _ in range(count):
            cursor.execute(
                "INSERT INTO offices_numbersequence (id, office_id, name, next) VALUES (%s, %s, %s, 1)",
                [uuid4(), office_pk, f"bench-{next(_names)}"],
            )
    return count / (time.perf_counter() - begin)


def ours(batch: list[bytes]) -> None:
    """From bytes to ready: this process takes the files in, a worker beside it reads and matches."""
    for n, content in enumerate(batch):
        take_in(content, name=f"{n}.xbrl", channel=Channel.API, by=SYSTEM)
    while Filing.objects.filter(due_at__isnull=False, state__in=(State.RECEIVED, State.PARSED)).exists():
        if not work():
            time.sleep(0.002)


def timed(batch: list[bytes]) -> float:
    """Files per second, with the worker running."""
    begin = time.perf_counter()
    ours(batch)
    return len(batch) / (time.perf_counter() - begin)


def worker(office_pk: int, stop) -> None:
    """A worker process: does what is due until it is told to stop."""
    with office_scope(office_pk):
        while not stop.is_set():
            if not work():
                time.sleep(0.002)


@contextmanager
def beside(office_pk: int):
    """A worker in a process of its own, with a connection of its own."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    stop = context.Event()
    process = context.Process(target=worker, args=(office_pk, stop))
    process.start()
    try:
        yield
    finally:
        stop.set()
        process.join(30)


def run(*, rounds: int) -> list[dict]:
    """Medians of rounds in turn; every file is another relation's, so nothing is a duplicate."""
    office = Office.objects.get(slug="groot")
    with office_scope(office.pk):
        pairs = [(row.relation_id, row.value) for row in _numbers()]
        size = max(min(FILES, len(pairs) // (rounds + 1)), 20)
        batches = [files(pairs[at * size : (at + 1) * size], at * size) for at in range(rounds + 1)]
        with CaptureQueriesContext(connection) as caught:
            ours(batches.pop())
        statements = sum(each["sql"] not in ("BEGIN", "COMMIT") for each in caught.captured_queries) / size
        with beside(office.pk):
            found = [(floor(office.pk, size), timed(batch)) for batch in batches]
        ready = Filing.objects.exclude(state__in=(State.MATCHED, State.READY)).count()
    if ready:
        raise RuntimeError(f"{ready} filings were not matched, so the time says nothing.")
    bare, mine = (statistics.median(pair[at] for pair in found) for at in (0, 1))
    ratio = round(statistics.median(one / two for one, two in found), 2)
    return [
        {
            "row": 9,
            "name": f"whole intake of {size} files ({statements:.1f} SQL each)",
            "floor": round(bare),
            "ours": round(mine),
            "unit": "files/s",
            "ratio": ratio,
            "goal": f"at least 1/{PART} of the commit floor, {MOST_SQL} SQL each",
            "holds": ratio <= PART and statements <= MOST_SQL,
        }
    ]


def _numbers():
    rows = TaxNumber.objects.filter(kind="OB").order_by("id")
    if not rows.exists():
        give_numbers()
    return rows[:8_000]
