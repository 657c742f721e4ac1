"""*Bewijs downloaden*: everything that proves a filing in one zip, with a signed list of contents.

The zip is made while somebody waits for it: all papers lie in the store already, so it costs what copying costs.
"""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any

from django.utils import timezone

from offices.audit import record
from offices.crypto import signer
from offices.errors import RuleBroken
from offices.files import open_file
from offices.models import Office
from offices.published_keys import keys_document
from sbr_inbox.approval_enums import ReceiptKind, RequestState
from sbr_inbox.models import ApprovalRequest, Delivery, ServiceCertificate
from sbr_inbox.offline import OWN, verify_page
from sbr_inbox.proof_words import LEFT_OUT, readme
from sbr_inbox.receipt_content import answers_of, is_simulated, moment
from sbr_inbox.receipts import VERSION, canonical, envelope
from sbr_inbox.rules.bytes import BytesChanged
from sbr_inbox.rules.filing_away import OFFICE_ONLY_XML
from sbr_inbox.rules.receipts import receipts_of

SPOOL = 8 << 20
CHUNK = 1 << 18
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Reader:
    """For whom the zip is made: which receipts, and whether what quotes numbers of people goes along.

    `contact_id` is set for a client, who gets the proof of his own answer and nothing from inside the office.
    """

    by: Any
    raw: bool
    contact_id: Any = None

    @property
    def is_client(self) -> bool:
        return self.contact_id is not None


@dataclass(frozen=True)
class Part:
    """One file of the zip: from the store, or made now."""

    path: str
    stored: Any = None
    body: bytes = b""


def member_reader(member, *, raw: bool) -> Reader:
    """Somebody of the office; `raw` when the messages themselves may be read."""
    return Reader(member, raw)


def client_reader(account, filing) -> Reader:
    """A client. Messages that hold data of others beside him stay in the office."""
    return Reader(account, filing.kind not in OFFICE_ONLY_XML, account.contact_id)


def proof_zip(filing, reader: Reader) -> IO[bytes]:
    """The zip, ready to be read from its start. Raises SBR10 when nothing is proven yet, POR13 when a file changed."""
    receipts = [row for row in receipts_of(filing) if _may_have(row, reader)]
    if not receipts:
        raise RuleBroken("Er is nog geen bewijs van deze aangifte. Een minuut na het akkoord kunt u het downloaden.", code="SBR10")
    office = Office.objects.get(pk=filing.office_id)
    delivery = Delivery.objects.filter(filing=filing).first()
    parts = [*_filing(filing, reader), *_receipts(receipts, reader), *_sending(delivery, reader), *_checking(filing, office, reader)]
    # Closed by the answer that sends it.
    out = tempfile.SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        listed = [_write(archive, part) for part in parts]
        archive.writestr(MANIFEST, _manifest(filing, office, delivery, listed))
    record(reader.by, "proof.downloaded", filing, data={"files": len(listed), "raw": reader.raw}, relation=filing.relation)
    out.seek(0)
    return out


def _may_have(receipt, reader: Reader) -> bool:
    if not reader.is_client:
        return True
    if receipt.kind == ReceiptKind.APPROVAL:
        return reader.contact_id in (receipt.approval.contact_id, receipt.approval.on_behalf_of_id)
    return receipt.kind == ReceiptKind.STATUS


def _filing(filing, reader: Reader) -> Iterator[Part]:
    if filing.xml_file_id and reader.raw:
        yield Part(f"aangifte/aangifte{PurePosixPath(filing.name).suffix.lower() or '.xbrl'}", filing.xml_file)
    if filing.pdf_file_id:
        yield Part("aangifte/aangifte.pdf", filing.pdf_file)
    shown = ApprovalRequest.objects.filter(filing=filing, state=RequestState.APPROVED).exclude(pdf_file=None)
    for number, request in enumerate(shown.select_related("pdf_file").order_by("offered_at"), 1):
        if request.pdf_file_id != filing.pdf_file_id:
            yield Part(f"samenvatting/samenvatting-{number}.pdf", request.pdf_file)


def _receipts(receipts, reader: Reader) -> Iterator[Part]:
    for number, receipt in enumerate(receipts, 1):
        name = f"bewijzen/{number:02}-{receipt.kind.lower()}"
        yield Part(f"{name}.json", receipt.file)
        yield Part(f"{name}.pdf", receipt.pdf_file)
        evidence = receipt.approval_id and receipt.approval.evidence_file
        if evidence and not reader.is_client:
            yield Part(f"bewijsstukken/{number:02}{_ending(evidence)}", evidence)


def _ending(stored) -> str:
    return {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}.get(stored.mime, ".bin")


def _sending(delivery, reader: Reader) -> Iterator[Part]:
    if delivery is None:
        return
    yield Part("verzending/statussen.json", body=_json(_statuses(delivery, reader)))
    if not reader.is_client:
        yield Part("verzending/pogingen.json", body=_json([_attempt(row, reader) for row in delivery.attempts.all()]))
    if not reader.raw:
        return
    for number, stored in enumerate(answers_of(delivery), 1):
        yield Part(f"verzending/antwoorden/{number:02}.xml", stored)
    for row in ServiceCertificate.objects.filter(environment=delivery.environment):
        yield Part(f"verzending/servicecertificaten/{row.fingerprint[:16]}.pem", body=row.pem.encode())


def _statuses(delivery, reader: Reader) -> dict:
    rows = []
    for row in delivery.statuses.select_related("answer").order_by("at", "id"):
        said = {"kenmerk": row.kenmerk, "code": row.code, "text": row.text, "at": moment(row.at), "foutcode": row.foutcode}
        if reader.raw:
            said |= {"foutbeschrijving": row.foutbeschrijving, "details": row.details}
        rows.append(said | {"answer_sha256": row.answer.sha256 if row.answer_id else None})
    return {
        "route": delivery.route, "environment": delivery.environment, "aanleverkenmerk": delivery.aanleverkenmerk,
        "kenmerk": delivery.kenmerk, "sent": moment(delivery.sent_at), "settled": moment(delivery.settled_at),
        "xml_sha256": delivery.sha256, "statuses": rows,
    }  # fmt: skip


def _attempt(row, reader: Reader) -> dict:
    said = {
        "number": row.number, "aanleverkenmerk": row.aanleverkenmerk, "started": moment(row.started_at),
        "ended": moment(row.ended_at), "outcome": row.outcome, "foutcode": row.foutcode, "xml_sha256": row.sha256,
    }  # fmt: skip
    return said | {"text": row.text} if reader.raw else said


def _checking(filing, office, reader: Reader) -> Iterator[Part]:
    yield Part("sleutels.json", body=_json(keys_document(office)))
    yield Part("controlepagina.html", body=verify_page(office))
    yield Part("controleer.py", body=(OWN / "controleer.py").read_bytes())
    left_out = "" if reader.raw else LEFT_OUT
    yield Part("LEESMIJ.txt", body=readme(filing, office, left_out=left_out).encode())


def _json(content) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


def _write(archive: zipfile.ZipFile, part: Part) -> dict:
    """Put a part in the zip, hashed as it goes by; a stored file must still be what its row says."""
    digest, size = hashlib.sha256(), 0
    with archive.open(part.path, "w", force_zip64=True) as target:
        for chunk in _chunks(part):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    if part.stored is not None and digest.hexdigest() != part.stored.sha256:
        raise BytesChanged(f"Het bestand {part.path} is veranderd of beschadigd. Dit bewijs kan niet worden gemaakt; waarschuw uw beheerder.")
    return {"path": part.path, "sha256": digest.hexdigest(), "size": size}


def _chunks(part: Part) -> Iterator[bytes]:
    if part.stored is None:
        yield part.body
        return
    with open_file(part.stored) as source:
        while chunk := source.read(CHUNK):
            yield chunk


def _manifest(filing, office, delivery, listed: list[dict]) -> bytes:
    key = signer(simulated=is_simulated(office, delivery.environment if delivery else None))
    content = {
        "v": VERSION, "type": "MANIFEST", "key_id": key.key_id, "practice": office.is_practice,
        "environment": str(delivery.environment) if delivery else None,
        "office": {"name": office.name, "slug": office.slug, "kvk_nummer": office.kvk_nummer},
        "filing": str(filing.pk), "made": moment(timezone.now()), "files": listed,
    }  # fmt: skip
    payload = canonical(content)
    return envelope(payload, key_id=key.key_id, signature=key.sign(payload))
