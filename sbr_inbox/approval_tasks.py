"""Background work of approval: the summary to look at, and the receipts."""

from celery import shared_task

from offices.registry import sweeps
from offices.scope import require_office_id
from offices.tasks import OfficeTask
from sbr_inbox.models import Approval
from sbr_inbox.rules.asking import expire_due
from sbr_inbox.rules.receipts import make_receipt, receipts_due
from sbr_inbox.rules.reminding import remind_due
from sbr_inbox.rules.summaries import make_summary as render_summary
from sbr_inbox.rules.summaries import summaries_due


@shared_task(base=OfficeTask, name="sbr_inbox.make_summary")
def make_summary(*, request_id):
    """Make the PDF a client looks at when none came with the filing."""
    render_summary(request_id)


@shared_task(base=OfficeTask, name="sbr_inbox.make_receipts")
def make_receipts(*, request_id):
    """Make the receipts of a completed request."""
    for pk in Approval.objects.filter(request_id=request_id).values_list("pk", flat=True):
        make_receipt(pk)


@sweeps.register
def ring_approvals() -> int:
    """Let terms expire, remind, and ring again for summaries and receipts that are due."""
    expired = expire_due() + remind_due()
    summaries = list(summaries_due()[:100])
    for pk in summaries:
        make_summary.ring(office_id=require_office_id(), request_id=str(pk))
    requests = set(receipts_due().values_list("request_id", flat=True)[:100])
    for pk in requests:
        make_receipts.ring(office_id=require_office_id(), request_id=str(pk))
    return expired + len(summaries) + len(requests)
