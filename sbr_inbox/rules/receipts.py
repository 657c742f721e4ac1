"""Making the receipt of an approval: the signed text, its PDF, and their place in the dossier beside the filing."""

from django.db import transaction
from django.utils import timezone

from offices.audit import SYSTEM, record
from offices.crypto import keyring, sign
from offices.files import store
from offices.ids import uuid7
from offices.models import Office
from sbr_inbox import pdf
from sbr_inbox.approval_enums import Decision, RequestState
from sbr_inbox.models import Approval, ApprovalRequest, Filing, Receipt
from sbr_inbox.receipts import VERSION, canonical, envelope, qr_text
from sbr_inbox.rules.approved import approved


def content(approval, office, *, receipt_id, key_id) -> dict:
    """What a receipt says. No bsn, no address, nothing of the filing but its hashes and its amount."""
    request = approval.request
    filing = request.filing
    said = {key: value for key, value in request.sentence_values.items() if key != "relation"}
    return {
        "v": VERSION,
        "key_id": key_id,
        "office": {"name": office.name, "slug": office.slug, "kvk_nummer": office.kvk_nummer},
        "receipt": str(receipt_id),
        "request": str(request.pk),
        "approval": str(approval.pk),
        "filing": str(filing.pk),
        "relation": {"number": filing.relation.number, "name": request.sentence_values["relation"]},
        "kind": filing.kind,
        "period": [day.isoformat() if day else None for day in (filing.period_start, filing.period_end)],
        "amount": None if filing.amount is None else str(filing.amount),
        "direction": filing.direction or None,
        "xml_sha256": approval.sha256 if filing.xml_file_id else None,
        "pdf_sha256": approval.pdf_sha256 or (None if filing.xml_file_id else approval.sha256),
        "sentence": {"template": request.sentence_template, **said},
        "person": {"contact": str(approval.contact_id), "name": approval.person_name},
        "at": approval.at.astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "factor": approval.factor,
    }


def signed(approval, office) -> tuple[Receipt, bytes]:
    """An unsaved receipt and its canonical text, signed with the present key of the office."""
    receipt = Receipt(id=uuid7(), filing=approval.request.filing, approval=approval, made_at=timezone.now())
    key_id = next(iter(keyring().signers))
    while True:
        payload = canonical(content(approval, office, receipt_id=receipt.pk, key_id=key_id))
        used, signature = sign(payload)
        if used == key_id:
            break
        key_id = used  # the key was rotated between reading and signing
    receipt.json, receipt.signature, receipt.key_id = payload.decode(), signature, key_id
    return receipt, payload


def make_receipt(approval_id) -> Receipt | None:
    """Make the receipt of one approval and file it; the receipt that is there already is given back.

    None when this answer asks for no receipt: declined, or the request was not completed.
    """
    approval = (
        Approval.objects.select_related("request__filing__relation", "contact")
        .filter(pk=approval_id, decision=Decision.APPROVED, request__state=RequestState.APPROVED)
        .first()
    )
    if approval is None:
        return None
    made = Receipt.objects.filter(approval=approval).first()
    if made:
        return made
    office = Office.objects.get(pk=approval.office_id)
    receipt, payload = signed(approval, office)
    text = envelope(payload, key_id=receipt.key_id, signature=receipt.signature)
    paper = pdf.receipt_pdf(receipt, approval, office, qr=qr_text(payload, receipt.signature))
    with transaction.atomic():
        # The lock makes a second worker wait and then find the receipt of the first.
        filing = Filing.objects.lock(approval.request.filing_id)
        made = Receipt.objects.filter(approval=approval).first()
        if made:
            return made
        receipt.file = store(text, name="bewijs.json", purpose="receipt", mime="text/plain")
        receipt.pdf_file = store(paper, name="bewijs.pdf", purpose="receipt")
        items = approved(filing, by=SYSTEM, receipt_files=files_of(receipt))
        receipt.item = items[-2] if items else None
        receipt.save(force_insert=True)
        record(SYSTEM, "receipt.made", filing, data={"receipt": str(receipt.pk)}, relation=filing.relation)
    return receipt


def files_of(receipt) -> list[tuple]:
    """(StoredFile, name) of the signed text and its paper."""
    name = f"Bewijs van akkoord {receipt.approval.request.filing.title}, {receipt.approval.person_name}"
    return [(receipt.file, f"{name}.json"), (receipt.pdf_file, f"{name}.pdf")]


def papers_of(filing) -> list[tuple]:
    """(StoredFile, name) of what belongs in the dossier beside the filing: our summary and every receipt."""
    requests = ApprovalRequest.objects.filter(filing=filing, state=RequestState.APPROVED).exclude(pdf_file=None)
    name = f"Samenvatting {filing.title}.pdf"
    papers = [(request.pdf_file, name) for request in requests.select_related("pdf_file") if not filing.pdf_file_id]
    receipts = Receipt.objects.filter(approval__request__filing=filing).select_related("approval__request__filing", "file", "pdf_file")
    return [*papers, *(pair for receipt in receipts.order_by("made_at") for pair in files_of(receipt))]


def receipts_due():
    """Approvals of completed requests that have no receipt yet, oldest first."""
    return Approval.objects.filter(
        decision=Decision.APPROVED, request__state=RequestState.APPROVED, contact__isnull=False, receipts=None
    ).order_by("at", "id")
