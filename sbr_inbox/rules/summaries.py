"""The PDF a client looks at when the filing came without one: made once, kept, and bound to the approval."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from offices.files import store
from offices.models import Office
from sbr_inbox import pdf
from sbr_inbox.approval_enums import RequestState
from sbr_inbox.models import ApprovalRequest

MAX_ATTEMPTS = 5
# Doubles with each attempt: what a killed worker had is taken up soon, and what is slow gets the time it needs. Two
# workers at one summary cost time only; the request takes the first paper.
FIRST_LEASE = timedelta(seconds=45)


def summaries_due():
    """Ids of open requests whose summary is due, oldest first."""
    due = ApprovalRequest.objects.filter(state=RequestState.OPEN, pdf_due_at__lte=timezone.now())
    return due.order_by("pdf_due_at").values_list("pk", flat=True)


def _claim(request_id) -> ApprovalRequest | None:
    """The request when its summary is to be made now; the attempt is raised before the work."""
    now = timezone.now()
    with transaction.atomic():
        request = (
            ApprovalRequest.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("filing__relation")
            .filter(pk=request_id, state=RequestState.OPEN, pdf_file=None, pdf_due_at__lte=now)
            .first()
        )
        if request is None:
            return None
        if request.pdf_attempt >= MAX_ATTEMPTS:
            request.pdf_due_at, request.pdf_fault = None, "De samenvatting kon niet worden gemaakt."
        else:
            request.pdf_due_at, request.pdf_attempt = now + FIRST_LEASE * 2**request.pdf_attempt, request.pdf_attempt + 1
        request.save(update_fields=["pdf_due_at", "pdf_attempt", "pdf_fault"])
    return request if request.pdf_due_at else None


def make_summary(request_id) -> bool:
    """Make the summary of one request when it is due; True when it was made now.

    The request takes its hash once, and only while nobody has answered: an answer is about what was on the screen.
    """
    request = _claim(request_id)
    if request is None:
        return False
    paper = pdf.summary_pdf(request.filing, Office.objects.get(pk=request.office_id))
    with transaction.atomic():
        request = ApprovalRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
        request.pdf_due_at = None
        wanted = request.is_open and request.pdf_file_id is None and not request.answers.exists()
        if wanted:
            request.pdf_file = store(paper, name="Samenvatting.pdf", purpose="summary")
            request.pdf_sha256 = request.pdf_file.sha256
        request.save(update_fields=["pdf_file", "pdf_sha256", "pdf_due_at"])
    return wanted
