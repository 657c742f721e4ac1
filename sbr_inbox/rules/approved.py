"""What follows on an approval: the filed bytes lie in the dossier with their proof."""

from django.db import transaction

from offices.errors import RuleBroken
from sbr_inbox.rules.filing_away import file_away
from sbr_inbox.rules.issues import close_issues, open_issue


def approved(filing, *, by, receipt_files=()) -> list:
    """File XML, PDF and the given (StoredFile, name) pairs sealed in the folder of the kind.

    Called in the transaction of the approval. A folder that is gone or frozen never undoes an approval: E23 is opened,
    and filing is tried again when the office has chosen a folder.
    """
    try:
        with transaction.atomic():
            items = file_away(filing, by=by, extra=receipt_files)
    except RuleBroken as fault:
        open_issue(filing, "E23", field="folder", values={"kind": filing.kind, "reason": fault.text})
        return []
    close_issues(filing, "E23", by=by)
    return items
