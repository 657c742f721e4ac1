"""Looking again with the data of now: issues dissolve, filings link by themselves or go back to wait."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from crm.models import TaxNumber
from offices.audit import SYSTEM
from sbr_inbox.enums import State
from sbr_inbox.facts import facts_of
from sbr_inbox.indexes import base_of
from sbr_inbox.issues import RECHECKED, blocks
from sbr_inbox.lookups import Ask, look_up
from sbr_inbox.matching import Found
from sbr_inbox.matching.checks import checks
from sbr_inbox.models import Filing
from sbr_inbox.rules.dating import date_linked
from sbr_inbox.rules.issues import LADDER, sync_issues
from sbr_inbox.rules.match_step import apply_match, lock_with_subjects, match_all
from sbr_inbox.rules.moving import Ledger
from sbr_inbox.rules.settling import settle, waits_again

WITHOUT = (State.UNMATCHED, State.AMBIGUOUS)
WITH = (State.MATCHED, State.READY)


def recheck(filing: Filing, *, by=SYSTEM) -> None:
    """Look again at one filing with the data of now."""
    recheck_filings([filing.pk], by=by)


def recheck_filings(ids: list, *, by=SYSTEM) -> None:
    """Look again at these filings.

    One without a relation climbs the ladder again and links by itself when there is one certain answer now. One
    with a relation keeps it; its issues are made true again, and it becomes ready or waits. Nothing is written about
    a filing for which nothing changed.
    """
    with transaction.atomic():
        ledger, issues = Ledger(by), {}
        without = lock_with_subjects(ids, *WITHOUT)
        for filing, found in match_all(without).items() if without else ():
            if found.state != filing.state or found.trace_json() != filing.match_trace:
                before = filing.state
                apply_match(filing, found, without[filing])
                if found.state != before:
                    ledger.move(filing, found.state, f"filing.{found.state.lower()}")
            issues[filing] = list(found.issues)
        with_one = list(lock_with_subjects(ids, *WITH))
        issues |= _checked(with_one, ledger)
        settle(issues, ledger)
        date_linked(issues)
        for filing in issues:
            waits_again(filing)
            filing.save()
        sync_issues(issues, codes=LADDER + RECHECKED, by=by)
        ledger.write()


def _checked(filings: list[Filing], ledger: Ledger) -> dict[Filing, list[Found]]:
    """The issues of linked filings now; a ready one that is blocked goes back to MATCHED."""
    if not filings:
        return {}
    asks = [Ask(facts_of(filing), filing.pk, filing.relation_id) for filing in filings]
    issues: dict[Filing, list[Found]] = {}
    for filing, ask, known in zip(filings, asks, look_up(asks), strict=True):
        found = list(_unsolved(filing))
        if filing.relation_id:
            checked = checks(ask.facts, known.profiles[filing.relation_id])
            filing.product_id = known.profiles[filing.relation_id].product
            found += checked.issues
        issues[filing] = found
        blocked = [issue.code for issue in found if blocks(issue.code)]
        if blocked and filing.state == State.READY:
            ledger.move(filing, State.MATCHED, "filing.back", code=blocked[0], text="Er is weer iets op te lossen.")
    return issues


def _unsolved(filing: Filing) -> list[Found]:
    """An unknown message stays unknown, also when a person linked it."""
    return [Found("E02", "key_value", {"entrypoint": filing.entrypoint})] if filing.kind in ("", "OVERIG") else []


def relation_changed(relation, *, by=None) -> int:
    """Something about a relation changed (numbers, rechtsvorm, products, contacts): look again at what it concerns.

    Called in the transaction of the change; the work itself follows after the commit. Returns how many filings.
    """
    waiting = Q(relation=relation, state__in=WITH) | Q(state__in=WITHOUT, base_hmac__in=_bases(relation))
    count = Filing.objects.filter(waiting).update(due_at=timezone.now())
    if count:
        from sbr_inbox.tasks import work_filings

        work_filings.ring()
    return count


def relations_changed(relations, *, by=None) -> int:
    """`relation_changed` for many relations in a fixed number of statements; returns how many filings."""
    ids = [relation.pk for relation in relations]
    waiting = Q(relation__in=ids, state__in=WITH)
    if Filing.objects.filter(state__in=WITHOUT).exists():
        waiting |= Q(state__in=WITHOUT, base_hmac__in=_bases(*relations))
    count = Filing.objects.filter(waiting).update(due_at=timezone.now())
    if count:
        from sbr_inbox.tasks import work_filings

        work_filings.ring()
    return count


def _bases(*relations) -> list[str]:
    """Indexes of the digits that every number of these relations starts with."""
    values = [value for one in relations for value in (one.rsin, one.bsn, one.btw_id, one.kvk_nummer)]
    values += [row.value for row in TaxNumber.objects.filter(relation__in=[one.pk for one in relations])]
    return sorted({base_of(value) for value in values if value})
