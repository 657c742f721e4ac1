"""Background work of proof: receipts of a release and of a verdict."""

from celery import shared_task

from offices.registry import sweeps
from offices.scope import require_office_id
from offices.tasks import OfficeTask
from sbr_inbox.models import Filing
from sbr_inbox.rules.receipts import proofs_due, release_receipt, status_receipt


@shared_task(base=OfficeTask, name="sbr_inbox.make_proofs")
def make_proofs(*, filing_id):
    """Make what proof a filing still lacks beside its approvals."""
    filing = Filing.objects.select_related("relation").get(pk=filing_id)
    release_receipt(filing)
    status_receipt(filing)


@sweeps.register
def ring_proofs() -> int:
    """Ring again for filings whose proof is due."""
    due = list(proofs_due()[:100])
    for pk in due:
        make_proofs.ring(office_id=require_office_id(), filing_id=str(pk))
    return len(due)
