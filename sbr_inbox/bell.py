"""Asking the workers to look, without asking a thousand times for a thousand files.

A process rings at most once in QUIET seconds per office. Whoever takes up what was rung for looks again LINGER seconds
after there was nothing more, which is longer: what was committed in a quiet moment is seen by that one.
"""

import time

from django.db import transaction

from offices.scope import require_office_id

QUIET = 0.05
LINGER = 0.2
_rung: dict[int, float] = {}


def ring_soon(*, first: str | None = None) -> None:
    """Ring after the commit, unless this process rang for the open office a moment ago."""
    office = require_office_id()
    transaction.on_commit(lambda: _ring(office, first), robust=True)


def _ring(office: int, first: str | None) -> None:
    from sbr_inbox.tasks import work_filings

    now = time.monotonic()
    if now - _rung.get(office, -QUIET) < QUIET:
        return
    _rung[office] = now
    work_filings.ring(office_id=office, first=first)
