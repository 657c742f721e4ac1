"""What each kind of receipt says. No bsn, no address, and of the filing nothing but its hashes and its amount.

Numbers of the subject stay out altogether: the OB or LH number of an eenmanszaak is its bsn with a suffix. Texts of the
receiver stay out too, because they may quote such a number; codes say the same.
"""

from datetime import UTC

from sbr_inbox.approval_enums import ReceiptKind
from sbr_inbox.delivery_enums import Environment
from sbr_inbox.receipts import VERSION
from sbr_inbox.rules.environment import environment

# Proof that was made anywhere else is signed with the key for simulation.
REAL = (Environment.NONE, Environment.PRODUCTION)


def moment(at) -> str | None:
    """A time in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def is_simulated(office, where: str | None = None) -> bool:
    """Whether proof of this office is simulated: a practice office always, another while it sends to no real receiver."""
    return office.is_practice or (where or environment()) not in REAL


def _common(kind: ReceiptKind, filing, office, *, receipt, key_id, where=None) -> dict:
    return {
        "v": VERSION,
        "type": kind.value,
        "key_id": key_id,
        "environment": str(where or environment()),
        "practice": office.is_practice,
        "office": {"name": office.name, "slug": office.slug, "kvk_nummer": office.kvk_nummer},
        "receipt": str(receipt.pk),
        "made": moment(receipt.made_at),
        "filing": str(filing.pk),
        "kind": filing.kind,
        "period": [day.isoformat() if day else None for day in (filing.period_start, filing.period_end)],
    }


def _relation(filing, name: str | None = None) -> dict | None:
    if filing.relation_id is None:
        return None
    return {"number": filing.relation.number, "name": name or filing.relation.name}


def _member(member) -> dict:
    return {"member": str(member.pk), "name": str(member)}


def approval_content(receipt, office, *, key_id: str) -> dict:
    """Who agreed to which bytes, with which sentence, by what authority, how surely and when."""
    approval = receipt.approval
    request, filing = approval.request, receipt.filing
    said = {key: value for key, value in request.sentence_values.items() if key != "relation"}
    mandate = approval.mandate
    content = _common(ReceiptKind.APPROVAL, filing, office, receipt=receipt, key_id=key_id) | {
        "relation": _relation(filing, request.sentence_values["relation"]),
        "amount": None if filing.amount is None else str(filing.amount),
        "direction": filing.direction or None,
        "xml_sha256": approval.sha256 if filing.xml_file_id else None,
        "pdf_sha256": approval.pdf_sha256 or (None if filing.xml_file_id else approval.sha256),
        "request": str(request.pk),
        "approval": str(approval.pk),
        "sentence": {"template": request.sentence_template, **said},
        "person": _person(approval),
        "mandate": mandate and {"id": str(mandate.pk), "basis": mandate.basis, "mode": mandate.mode},
        "at": moment(approval.at),
        "factor": approval.factor,
    }
    if approval.member_id:
        content["by"] = _member(approval.member)
    if approval.evidence_file_id:
        content["evidence_sha256"] = approval.evidence_file.sha256
    return content


def _person(approval) -> dict:
    if approval.on_behalf_of_id:
        return {"contact": str(approval.on_behalf_of_id), "name": str(approval.on_behalf_of)}
    if approval.contact_id:
        return {"contact": str(approval.contact_id), "name": approval.person_name}
    return {"member": str(approval.member_id), "name": approval.person_name}


def release_content(receipt, office, *, key_id: str) -> dict:
    """Which two members let these bytes go without approval of the client, and when. The reason stays in the office."""
    release, filing = receipt.release, receipt.filing
    return _common(ReceiptKind.RELEASE, filing, office, receipt=receipt, key_id=key_id) | {
        "relation": _relation(filing),
        "xml_sha256": release.sha256,
        "release": str(release.pk),
        "asked": _member(release.asked_by) | {"at": moment(release.asked_at)},
        "confirmed": _member(release.confirmed_by) | {"at": moment(release.confirmed_at)},
        "at": moment(release.confirmed_at),
    }


def status_content(receipt, office, *, key_id: str) -> dict:
    """What the receiver decided: its reference, its codes with their times, and the hashes of its signed answers."""
    delivery, filing = receipt.delivery, receipt.filing
    rows = delivery.statuses.filter(kenmerk=delivery.kenmerk) if delivery.kenmerk else delivery.statuses.none()
    where = delivery.environment
    return _common(ReceiptKind.STATUS, filing, office, receipt=receipt, key_id=key_id, where=where) | {
        "relation": _relation(filing),
        "xml_sha256": delivery.sha256,
        "delivery": str(delivery.pk),
        "route": delivery.route,
        "aanleverkenmerk": receipt.reference,
        "kenmerk": delivery.kenmerk,
        "verdict": str(filing.state),
        "sent": moment(delivery.sent_at),
        "at": moment(delivery.settled_at),
        "statuses": [[row.code, moment(row.at), row.foutcode] for row in rows.order_by("at", "id")],
        "answers": [stored.sha256 for stored in answers_of(delivery)],
    }


def answers_of(delivery) -> list:
    """The answers of the receiver byte for byte, oldest first, each once."""
    attempts = delivery.attempts.exclude(answer=None).select_related("answer").order_by("started_at", "id")
    statuses = delivery.statuses.exclude(answer=None).select_related("answer").order_by("read_at", "id")
    found = {row.answer.sha256: row.answer for row in (*attempts, *statuses)}
    return list(found.values())


WRITERS = {
    ReceiptKind.APPROVAL: approval_content,
    ReceiptKind.RELEASE: release_content,
    ReceiptKind.STATUS: status_content,
}
