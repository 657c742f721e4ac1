"""*Opnieuw proberen met de gegevens van nu*: the difference first, the change only after confirmation."""

import hashlib
import json
from dataclasses import dataclass

from django.db import transaction

from offices.errors import StaleForm
from sbr_inbox.access import require_on_filing
from sbr_inbox.enums import State
from sbr_inbox.facts import facts_of
from sbr_inbox.issues import CODES, RECHECKED
from sbr_inbox.lookups import Ask, look_up
from sbr_inbox.matching import Match, match
from sbr_inbox.models import Filing
from sbr_inbox.rules.issues import LADDER, sync_issues
from sbr_inbox.rules.match_step import apply_match
from sbr_inbox.rules.moving import Ledger, WrongState
from sbr_inbox.rules.settling import settle, waits_again

MAY_RETRY = (State.UNMATCHED, State.AMBIGUOUS, State.MATCHED, State.READY)


@dataclass(frozen=True)
class Difference:
    """What trying again would change, as (what, before, after); relations are ids. `token` names this outcome."""

    match: Match
    rows: tuple[tuple[str, str, str], ...]
    token: str

    @property
    def changes(self) -> bool:
        """Whether anything would change."""
        return bool(self.rows)


def preview_retry(filing: Filing) -> Difference:
    """What the ladder says now beside what is stored; writes nothing."""
    found = _fresh(filing)
    rows = []
    _compare(rows, "state", filing.state, found.state)
    _compare(rows, "relation", str(filing.relation_id or ""), str(found.relation or ""))
    _compare(rows, "rule", filing.match_rule, found.rule)
    open_codes = sorted(filing.issues.filter(closed_at=None, code__in=LADDER + RECHECKED).values_list("code", flat=True))
    _compare(rows, "issues", _codes(open_codes), _codes(sorted(issue.code for issue in found.issues)))
    return Difference(found, tuple(rows), _token(found))


def retry(filing: Filing, *, by, token: str) -> Filing:
    """Put the outcome that was shown on the filing.

    Raises StaleForm when the data changed since it was shown, so that nobody confirms what he did not see.
    """
    require_on_filing(by, "filing.link", filing)
    with transaction.atomic():
        filing = Filing.objects.lock(filing.pk)
        if filing.state not in MAY_RETRY:
            raise WrongState(filing, "Opnieuw koppelen")
        found = _fresh(filing)
        if _token(found) != token:
            raise StaleForm("De gegevens zijn intussen veranderd. Bekijk het verschil opnieuw en bevestig dan.")
        ledger = Ledger(by)
        _move(filing, found, ledger)
        apply_match(filing, found, list(filing.subjects.all()))
        issues = {filing: list(found.issues)}
        settle(issues, ledger)
        waits_again(filing)
        filing.save()
        sync_issues(issues, codes=LADDER + RECHECKED, by=by)
        ledger.write()
    return filing


def _fresh(filing: Filing) -> Match:
    ask = Ask(facts_of(filing, list(filing.subjects.all())), filing.pk)
    return match(ask.facts, look_up([ask])[0])


def _move(filing: Filing, found: Match, ledger: Ledger) -> None:
    if filing.state == State.READY:
        ledger.move(filing, State.MATCHED, "filing.back", text="Opnieuw gekoppeld met de gegevens van nu.")
    filing.relation_id = found.relation
    if filing.state != found.state:
        ledger.move(filing, found.state, f"filing.{found.state.lower()}", text="Opnieuw geprobeerd.")
    else:
        ledger.note(filing, "filing.retried", text="Opnieuw geprobeerd met de gegevens van nu.")


def _token(found: Match) -> str:
    said = [found.state, str(found.relation), found.trace_json(), sorted(issue.code for issue in found.issues)]
    said.append({str(position): str(pk) for position, pk in found.rows.items()})
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


def _compare(rows: list, what: str, before: str, after: str) -> None:
    if before != after:
        rows.append((what, before, after))


def _codes(codes: list[str]) -> str:
    return ", ".join(f"{code} {CODES[code].cause.lower()}" for code in codes)
