"""Making receipts: the signed text, its paper, and their place in the dossier beside the filing."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from offices.audit import SYSTEM, record
from offices.crypto import signer
from offices.files import store
from offices.ids import uuid7
from offices.models import Office
from sbr_inbox import pdf
from sbr_inbox.approval_enums import Decision, ReceiptKind, RequestState
from sbr_inbox.enums import State
from sbr_inbox.models import Approval, ApprovalRequest, Delivery, Filing, Receipt, Release
from sbr_inbox.receipt_content import WRITERS, answers_of, is_simulated
from sbr_inbox.receipts import canonical, envelope
from sbr_inbox.rules.approved import into_dossier

# The receiver, or the gate before it, decided about the sending.
DECIDED = (State.ACCEPTED, State.REJECTED_DIGIPOORT, State.REJECTED_RECEIVER)
_ABOUT = ("filing__relation", "approval__request", "approval__mandate", "approval__on_behalf_of", "approval__evidence_file")


def make_receipt(approval_id) -> Receipt | None:
    """Make the receipt of one approval and file it; the receipt that is there already is given back.

    None when this answer asks for no receipt: declined, or the request was not completed.
    """
    approval = (
        Approval.objects.select_related("request__filing__relation", "contact", "mandate", "evidence_file", "on_behalf_of")
        .filter(pk=approval_id, decision=Decision.APPROVED, request__state=RequestState.APPROVED)
        .first()
    )
    if approval is None:
        return None
    return _make(approval.request.filing, ReceiptKind.APPROVAL, {"approval": approval})


def release_receipt(filing) -> Receipt | None:
    """The receipt of sending without approval; None when two members have not decided so."""
    live = Release.objects.filter(filing=filing, confirmed_by__isnull=False, refused_at=None)
    release = live.select_related("asked_by", "confirmed_by").first()
    return release and _make(filing, ReceiptKind.RELEASE, {"release": release})


def status_receipt(filing) -> Receipt | None:
    """The receipt of the verdict about the last sending of a filing; None while there is no verdict."""
    if filing.state not in DECIDED:
        return None
    delivery = Delivery.objects.filter(filing=filing, settled_at__isnull=False).first()
    if delivery is None:
        return None
    return _make(filing, ReceiptKind.STATUS, {"delivery": delivery, "reference": delivery.aanleverkenmerk})


def _make(filing, kind: ReceiptKind, about: dict) -> Receipt:
    made = Receipt.objects.filter(**about).first()
    if made:
        return made
    office = Office.objects.get(pk=filing.office_id)
    receipt, payload = signed(Receipt(id=uuid7(), kind=kind, filing=filing, made_at=timezone.now(), **about), office)
    text = envelope(payload, key_id=receipt.key_id, signature=receipt.signature)
    paper = pdf.receipt_pdf(receipt, office, text=text)
    with transaction.atomic():
        # The lock makes a second worker wait and then find the receipt of the first.
        filing = Filing.objects.lock(filing.pk)
        made = Receipt.objects.filter(**about).first()
        if made:
            return made
        receipt.file = store(text, name="bewijs.json", purpose="receipt", mime="text/plain")
        receipt.pdf_file = store(paper, name="bewijs.pdf", purpose="receipt")
        items = into_dossier(filing, by=SYSTEM, receipt_files=[*files_of(receipt), *answer_files(receipt)])
        receipt.item = next((item for item in items if item.source_ref.endswith(str(receipt.file_id))), None)
        receipt.save(force_insert=True)
        record(SYSTEM, "receipt.made", filing, data={"receipt": str(receipt.pk), "kind": kind.value}, relation=filing.relation)
    return receipt


def signed(receipt: Receipt, office) -> tuple[Receipt, bytes]:
    """An unsaved receipt with its canonical text and signature; what is no real proof gets the key for simulation."""
    where = receipt.delivery.environment if receipt.delivery_id else None
    receipt.simulated = is_simulated(office, where)
    key = signer(simulated=receipt.simulated)
    payload = canonical(WRITERS[ReceiptKind(receipt.kind)](receipt, office, key_id=key.key_id))
    receipt.json, receipt.signature, receipt.key_id = payload.decode(), key.sign(payload), key.key_id
    return receipt, payload


def files_of(receipt) -> list[tuple]:
    """(StoredFile, name) of the signed text and its paper."""
    title = receipt.filing.title
    name = f"{receipt.get_kind_display()} {title}"
    if receipt.approval_id:
        name = f"{name}, {receipt.approval.person_name}"
    return [(receipt.file, f"{name}.json"), (receipt.pdf_file, f"{name}.pdf")]


def answer_files(receipt) -> list[tuple]:
    """(StoredFile, name, public) of the signed answers a verdict rests on; they quote numbers, so the office keeps them."""
    if not receipt.delivery_id:
        return []
    answers = enumerate(answers_of(receipt.delivery), 1)
    return [(stored, f"Antwoord van de ontvanger {number} {receipt.filing.title}.xml", False) for number, stored in answers]


def papers_of(filing) -> list[tuple]:
    """(StoredFile, name) of what belongs in the dossier beside the filing: our summary, every receipt, every answer."""
    requests = ApprovalRequest.objects.filter(filing=filing, state=RequestState.APPROVED).exclude(pdf_file=None)
    name = f"Samenvatting {filing.title}.pdf"
    papers = [(request.pdf_file, name) for request in requests.select_related("pdf_file") if not filing.pdf_file_id]
    for receipt in receipts_of(filing):
        papers += [*files_of(receipt), *answer_files(receipt)]
    return papers


def receipts_of(filing):
    """Every receipt of a filing, oldest first."""
    rows = Receipt.objects.filter(filing=filing).select_related(*_ABOUT, "file", "pdf_file", "delivery", "release")
    return rows.order_by("made_at", "id")


def receipts_due():
    """Approvals of completed requests that have no receipt yet, oldest first."""
    return Approval.objects.filter(
        decision=Decision.APPROVED, request__state=RequestState.APPROVED, receipts=None
    ).order_by("at", "id")


def proofs_due():
    """Ids of filings that were released or decided about and have no receipt of it yet."""
    receipt = Receipt.objects.filter(delivery=OuterRef("pk"), reference=OuterRef("aanleverkenmerk"))
    verdicts = Delivery.objects.filter(~Exists(receipt), settled_at__isnull=False, filing__state__in=DECIDED)
    released = Release.objects.filter(confirmed_by__isnull=False, refused_at=None, receipts=None)
    due = Q(pk__in=verdicts.values("filing_id")) | Q(pk__in=released.values("filing_id"))
    return Filing.objects.filter(due).order_by("state_at").values_list("pk", flat=True)
