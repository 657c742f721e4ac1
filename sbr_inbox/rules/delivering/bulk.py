"""Sending several filings at once by hand."""

from offices.errors import RuleBroken
from sbr_inbox.models import Filing
from sbr_inbox.rules.delivering.queueing import queue
from sbr_inbox.rules.offering import RowResult


def queue_many(filings, *, by) -> list[RowResult]:
    """Queue several approved filings, each in its own transaction; one that cannot go stops no other."""
    return [_one(filing, by=by) for filing in filings]


def _one(filing: Filing, *, by) -> RowResult:
    try:
        queue(filing, by=by)
    except RuleBroken as fault:
        return RowResult(filing, False, fault.text, fault.code)
    return RowResult(filing, True, "In de wachtrij.")
