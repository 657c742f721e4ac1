"""Step two: which relation it belongs to, and whether it can be offered at once."""

from uuid import UUID

from django.db import transaction

from offices.audit import SYSTEM
from sbr_inbox.enums import State
from sbr_inbox.facts import facts_of
from sbr_inbox.issues import RECHECKED
from sbr_inbox.lookups import Ask, look_up
from sbr_inbox.matching import Match, match
from sbr_inbox.models import Filing, FilingSubject
from sbr_inbox.rules.dating import DATED, date_linked
from sbr_inbox.rules.issues import LADDER, sync_issues
from sbr_inbox.rules.moving import Ledger
from sbr_inbox.rules.settling import settle, waits_again
from workflows.models import Period
from workflows.periods import span_of
from workflows.rules.periods import periods_for

# What this step may change.
WRITTEN = (
    "state", "state_at", "version", "attempt", "due_at", "lease_until", "final_at", "relation", "product", "period",
    "match_rule", "match_trace", "suggestions", *DATED,
)  # fmt: skip
_EVENTS = {State.MATCHED: "filing.matched", State.UNMATCHED: "filing.unmatched", State.AMBIGUOUS: "filing.ambiguous"}


def match_filings(ids: list) -> None:
    """Match these filings, which the caller has claimed: PARSED becomes MATCHED, UNMATCHED or AMBIGUOUS."""
    with transaction.atomic():
        locked = lock_with_subjects(ids, State.PARSED)
        if not locked:
            return
        matches = match_all(locked)
        _give_periods(list(locked))
        ledger, issues = Ledger(SYSTEM), {}
        for filing, found in matches.items():
            apply_match(filing, found, locked[filing])
            ledger.move(filing, found.state, _EVENTS[found.state], code=found.issues[0].code if found.issues else "")
            issues[filing] = list(found.issues)
        twins_wait(issues)
        settle(issues, ledger)
        for filing in locked:
            waits_again(filing)
        date_linked(locked)
        Filing.objects.rewrite(list(locked), WRITTEN)
        sync_issues(issues, codes=LADDER + RECHECKED, by=SYSTEM)
        ledger.write()


def lock_with_subjects(ids: list, *wanted: str) -> dict[Filing, list[FilingSubject]]:
    """The filings in one of these states, locked in a fixed order, each with its rows of an UITSTEL."""
    rows = Filing.objects.select_for_update(of=("self",)).filter(pk__in=ids, state__in=wanted).order_by("pk")
    filings = {filing.pk: filing for filing in rows}
    with_rows = [pk for pk, filing in filings.items() if filing.kind == "UITSTEL"]
    subjects: dict[UUID, list[FilingSubject]] = {}
    if with_rows:
        for row in FilingSubject.objects.filter(filing__in=with_rows).order_by("position"):
            subjects.setdefault(row.filing_id, []).append(row)
    return {filing: subjects.get(filing.pk, []) for filing in filings.values()}


def match_all(filings: dict[Filing, list[FilingSubject]]) -> dict[Filing, Match]:
    """The answer of the ladder for each filing, with the data of now. Two selects for all of them."""
    asks = [Ask(facts_of(filing, subjects), filing.pk) for filing, subjects in filings.items()]
    known = look_up(asks)
    return {filing: match(ask.facts, each) for filing, ask, each in zip(filings, asks, known, strict=True)}


def apply_match(filing: Filing, found: Match, subjects: list[FilingSubject]) -> None:
    """Put an answer of the ladder on a locked filing and its rows; the filing itself is not saved here."""
    filing.relation_id, filing.product_id = found.relation, found.product
    filing.match_rule = found.rule
    filing.match_trace = found.trace_json()
    filing.suggestions = [str(pk) for pk in found.suggestions]
    changed = []
    for row in subjects:
        chosen = found.rows.get(row.position)
        if row.relation_id != chosen:
            row.relation_id, row.match_rule = chosen, "NUMBER" if chosen else "NONE"
            changed.append(row)
    FilingSubject.objects.bulk_update(changed, ["relation", "match_rule"])


def twins_wait(issues: dict) -> None:
    """Two filings of one job over the same period: the first goes on, the second waits with E06."""
    from sbr_inbox.matching import Found

    first: dict[tuple, Filing] = {}
    for filing, found in issues.items():
        if filing.state != State.MATCHED or filing.relation_id is None:
            continue
        key = (filing.relation_id, filing.key_hmac, filing.kind, filing.period_start, filing.period_end, filing.sequence)
        earlier = first.setdefault(key, filing)
        if earlier is not filing and not any(issue.code == "E06" for issue in found):
            values = {"relation": [str(filing.relation_id)], "kind": filing.kind, "filing": str(earlier.pk)}
            found.append(Found("E06", "period", values))


def _give_periods(filings: list[Filing]) -> None:
    spans = {}
    for filing in filings:
        if filing.period_start and filing.period_end:
            spans[filing] = span_of(filing.period_start, filing.period_end)
    periods: dict = periods_for({span for span in spans.values() if span})
    for filing, span in spans.items():
        period: Period | None = periods.get(span)
        filing.period = period


