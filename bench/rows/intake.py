"""Row 9: the whole intake of 1,000 files, against 1,000 times one insert and its commit.

Ours stores each file with fsync, hashes it, writes row, event, log and timeline, reads it, matches it and makes it
ready, with everything a crash between two steps asks for. One process does it all; in an installation web and worker
share it.
"""

import itertools
import statistics
import time
from calendar import monthrange
from datetime import date
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.rows.match import give_numbers
from bench.seed import analyse
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


def files(pairs: list):
    """OB returns without end: every relation, month after month, all different."""
    for month in itertools.count():
        year, number = 2010 + month // 12, month % 12 + 1
        days = {"start": date(year, number, 1), "end": date(year, number, monthrange(year, number)[1])}
        for n, (_, ob_nummer) in enumerate(pairs):
            reference = f"BENCH-{month}-{n}"
            yield ob(number=ob_nummer, rubrieken={"1a": (1_000 + n, 210)}, input_tax=n % 90, reference=reference, nt=20, **days)


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


def ours(batch: list[bytes]) -> float:
    """Files per second from bytes to ready."""
    begin = time.perf_counter()
    for n, content in enumerate(batch):
        take_in(content, name=f"{n}.xbrl", channel=Channel.API, by=SYSTEM)
    while work():
        continue
    return len(batch) / (time.perf_counter() - begin)


def run(*, rounds: int) -> list[dict]:
    """Medians of rounds in turn; every file is another relation's, so nothing is a duplicate."""
    office = Office.objects.get(slug="groot")
    with office_scope(office.pk):
        pairs = [(row.relation_id, row.value) for row in _numbers()]
        made = files(pairs)
        with CaptureQueriesContext(connection) as caught:
            ours(list(itertools.islice(made, 100)))
        statements = sum(each["sql"] not in ("BEGIN", "COMMIT") for each in caught.captured_queries) / 100
    # A key check that was planned on an empty table walks it for ever; a living database analyses by itself.
    analyse()
    with office_scope(office.pk):
        batches = [list(itertools.islice(made, FILES // rounds)) for _ in range(rounds)]
        found = [(floor(office.pk, FILES // rounds), ours(batch)) for batch in batches]
        ready = Filing.objects.exclude(state__in=(State.MATCHED, State.READY)).count()
    if ready:
        raise RuntimeError(f"{ready} filings were not matched, so the time says nothing.")
    bare, mine = (statistics.median(pair[at] for pair in found) for at in (0, 1))
    ratio = round(statistics.median(one / two for one, two in found), 2)
    return [
        {
            "row": 9,
            "name": f"whole intake of {FILES:,} files ({statements:.1f} SQL each)",
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
