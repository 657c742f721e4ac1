"""A person says which relation a filing belongs to."""

from django.db import transaction
from django.utils import timezone

from crm.access import may_on
from crm.models import Relation
from offices.errors import NotHere
from offices.models import TeamMember
from sbr_inbox import states
from sbr_inbox.access import require_on_filing
from sbr_inbox.enums import MatchRule, State, Step
from sbr_inbox.facts import facts_of
from sbr_inbox.issues import RECHECKED
from sbr_inbox.lookups import Ask, look_up
from sbr_inbox.matching import Found, TraceStep
from sbr_inbox.matching.checks import checks
from sbr_inbox.models import Filing, FilingSubject, MatchMemory
from sbr_inbox.rules.dating import date_linked
from sbr_inbox.rules.issues import LADDER, sync_issues
from sbr_inbox.rules.moving import Ledger, WrongState
from sbr_inbox.rules.refreshing import void_request
from sbr_inbox.rules.settling import settle, waits_again

RIGHT = "filing.link"


def link(filing: Filing, relation: Relation, *, by) -> Filing:
    """Link a filing to a relation by hand; the trace says who, and the choice is remembered for number and kind.

    An open request for approval is void: who was asked could be the wrong client. Raises WrongState, Forbidden, and
    NotHere for a relation the member may not see.
    """
    require_on_filing(by, RIGHT, filing)
    if isinstance(by, TeamMember) and not may_on(by, RIGHT, relation):
        raise NotHere("Deze relatie is er niet of valt buiten uw rechten. Kies een andere relatie.")
    with transaction.atomic():
        filing = Filing.objects.lock(filing.pk)
        if filing.state not in states.LINKABLE:
            raise WrongState(filing, "Koppelen")
        if filing.relation_id == relation.pk:
            return filing
        before, ledger = filing.relation_id, Ledger(by)
        void_request(filing, by=by, reason="De aangifte is aan een andere relatie gekoppeld.")
        if before and filing.state != State.MATCHED:
            ledger.move(filing, State.MATCHED, "filing.back", text="Gekoppeld aan een andere relatie.")
        filing.relation, filing.match_rule = relation, MatchRule.PERSON
        filing.match_trace = [*filing.match_trace, _step(by, relation)]
        event = "filing.relinked" if before else "filing.linked"
        if filing.state == State.MATCHED:
            ledger.note(filing, event)
        else:
            ledger.move(filing, State.MATCHED, event)
        _remember(filing, relation, by)
        issues = {filing: _issues(filing)}
        settle(issues, ledger)
        waits_again(filing)
        date_linked([filing])
        filing.save()
        sync_issues(issues, codes=(*LADDER, *RECHECKED, "E17", "E18"), by=by)
        ledger.write()
    return filing


def link_row(subject: FilingSubject, relation: Relation, *, by) -> Filing:
    """Link one row of an UITSTEL by hand; the filing goes on when every row has its relation."""
    filing = subject.filing
    require_on_filing(by, RIGHT, filing)
    if isinstance(by, TeamMember) and not may_on(by, RIGHT, relation):
        raise NotHere("Deze relatie is er niet of valt buiten uw rechten. Kies een andere relatie.")
    with transaction.atomic():
        filing = Filing.objects.lock(filing.pk)
        if filing.state not in (State.UNMATCHED, State.AMBIGUOUS):
            raise WrongState(filing, "Koppelen")
        FilingSubject.objects.filter(pk=subject.pk).update(relation=relation, match_rule=MatchRule.PERSON)
        filing.match_trace = [*filing.match_trace, _step(by, relation, row=subject.position)]
        ledger = Ledger(by)
        field = f"rij {subject.position}"
        filing.issues.filter(field=field, closed_at=None).update(closed_at=timezone.now())
        if not FilingSubject.objects.filter(filing=filing, relation__isnull=True).exists():
            filing.match_rule = MatchRule.ROWS
            ledger.move(filing, State.MATCHED, "filing.linked")
            settle({filing: []}, ledger)
        waits_again(filing)
        filing.save()
        ledger.write()
    return filing


def _step(by, relation: Relation, row: int | None = None) -> dict:
    where = f"Regel {row}: g" if row else "G"
    text = f"{where}ekozen door {by} op {timezone.localtime():%d-%m-%Y om %H:%M} uur."
    return TraceStep(Step.PERSON, "ONE", text, candidates=(relation.pk,), stop="MATCHED").as_json()


def _remember(filing: Filing, relation: Relation, by) -> None:
    if not filing.key_hmac or not filing.kind:
        return
    MatchMemory.objects.update_or_create(
        key_hmac=filing.key_hmac,
        kind=filing.kind,
        defaults={"relation": relation, "by": by if isinstance(by, TeamMember) else None, "at": timezone.now()},
    )


def _issues(filing: Filing) -> list[Found]:
    """What still stands in the way for the chosen relation; an unknown message stays unknown."""
    ask = Ask(facts_of(filing), filing.pk, filing.relation_id)
    profile = look_up([ask])[0].profiles[filing.relation.pk]
    filing.product_id = profile.product
    unknown = [] if ask.facts.known_message else [Found("E02", "key_value", {"entrypoint": filing.entrypoint})]
    return [*unknown, *checks(ask.facts, profile).issues]
