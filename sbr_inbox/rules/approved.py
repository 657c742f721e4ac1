"""What follows on an approval: the filed bytes lie in the dossier with their proof, and the filing may leave."""

from django.db import transaction
from django.utils import timezone

from offices.audit import SYSTEM
from offices.errors import RuleBroken
from sbr_inbox.enums import State
from sbr_inbox.models import Filing
from sbr_inbox.rules.delivering.queueing import after_approval
from sbr_inbox.rules.filing_away import file_away
from sbr_inbox.rules.issues import close_issues, open_issue
from sbr_inbox.rules.settling import LOOK_AGAIN
from sbr_inbox.states import BROKEN_OFF, UNDER_WAY

DONE_HERE = (State.APPROVED, State.FILED_ELSEWHERE, *UNDER_WAY, *BROKEN_OFF, State.ACCEPTED, State.HANDED_BACK)


def approved(filing, *, by, receipt_files=()) -> list:
    """File XML, PDF and the given (StoredFile, name) pairs sealed in the folder of the kind.

    Called in the transaction of the approval. A folder that is gone or frozen never undoes an approval: E23 is opened,
    and filing is tried again when the office has chosen a folder. Where sending follows by itself, it is queued.
    """
    items = into_dossier(filing, by=by, receipt_files=receipt_files)
    after_approval(filing, by=by)
    return items


def into_dossier(filing, *, by, receipt_files=()) -> list:
    """File what belongs to a filing, in the transaction of the caller; E23 and a later try when the folder is closed."""
    try:
        with transaction.atomic():
            items = file_away(filing, by=by, extra=receipt_files)
    except RuleBroken as fault:
        open_issue(filing, "E23", field="folder", values={"kind": filing.kind, "reason": fault.text})
        filing.due_at = timezone.now() + LOOK_AGAIN
        filing.save(update_fields=["due_at"])
        return []
    close_issues(filing, "E23", by=by)
    return items


def file_again(ids: list, *, by=SYSTEM) -> None:
    """Try again to file approved filings whose folder was closed or gone when they were approved."""
    from sbr_inbox.rules.receipts import papers_of

    for filing in Filing.objects.filter(pk__in=ids, state__in=DONE_HERE):
        with transaction.atomic():
            filing = Filing.objects.lock(filing.pk)
            filing.due_at = filing.lease_until = None
            filing.attempt = 0
            filing.save(update_fields=["due_at", "lease_until", "attempt"])
            approved(filing, by=by, receipt_files=papers_of(filing))
