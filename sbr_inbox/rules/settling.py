"""What happens by itself once a filing has its relation: ready to offer, or straight to the dossier."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from crm.enums import FilingKind
from offices.errors import RuleBroken
from sbr_inbox.enums import State
from sbr_inbox.issues import blocks
from sbr_inbox.matching import Found
from sbr_inbox.models import Filing, FilingIssue
from sbr_inbox.rules.assessments import ask_actions
from sbr_inbox.rules.filing_away import file_away
from sbr_inbox.rules.moving import Ledger

# Incoming messages: nobody is asked, they belong in the dossier.
STRAIGHT_TO_DOSSIER = (FilingKind.SBA, FilingKind.VIA)
# Somebody may repair a relation without telling us (an import, a link): look again by ourselves.
LOOK_AGAIN = timedelta(minutes=10)
HOLDING = ("E01", "E22")
_WAITING = (State.UNMATCHED, State.AMBIGUOUS, State.MATCHED)


def settle(issues: dict[Filing, list[Found]], ledger: Ledger) -> None:
    """Let each linked filing without a blocking issue go on; called with the filings locked, before they are saved."""
    linked = [filing for filing in issues if filing.state == State.MATCHED]
    held = _held(linked)
    for filing in linked:
        if filing.kind in STRAIGHT_TO_DOSSIER and filing.relation_id:
            _to_dossier(filing, issues[filing], ledger)
        elif filing.pk not in held and not any(blocks(issue.code) for issue in issues[filing]):
            ledger.move(filing, State.READY, "filing.ready")


def _held(filings: list[Filing]) -> set:
    """Filings with an open issue that no new look at the relation can solve: the file contradicts itself or changed."""
    if not filings:
        return set()
    rows = FilingIssue.objects.filter(filing__in=filings, code__in=HOLDING, closed_at=None)
    return set(rows.values_list("filing_id", flat=True))


def waits_again(filing: Filing) -> None:
    """Set when the machine looks at a filing again that waits for a person; never for the rest."""
    filing.attempt, filing.lease_until = 0, None
    filing.due_at = timezone.now() + LOOK_AGAIN if filing.state in _WAITING else None


def _to_dossier(filing: Filing, found: list[Found], ledger: Ledger) -> None:
    try:
        with transaction.atomic():
            file_away(filing, by=ledger.by)
    except RuleBroken as fault:
        found.append(Found("E23", "folder", {"kind": filing.kind, "reason": fault.text}))
        return
    ledger.move(filing, State.DOSSIER_ONLY, "filing.dossier_only")
    ask_actions(filing, ledger=ledger)
