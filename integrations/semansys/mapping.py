"""The vendor's words, and ours: nowhere else."""

import base64
from datetime import UTC, datetime

from sbr_inbox.delivery import Order, Sent, StatusRow
from sbr_inbox.delivery_enums import DeliveryOutcome

DELIVER, STATUS = "/delivery/digipoort", "/status/digipoort"


class BadAnswer(ValueError):
    """The answer lacks what it must have."""


def delivery(order: Order, certificate_id: str) -> dict:
    """The body of a delivery."""
    body = {
        "fileName": order.file_name,
        "content": base64.b64encode(order.body).decode("ascii"),
        "identifier": order.identity_number,
        "messageType": order.berichtsoort,
        # The documentation asks a name; the number says it without a person's name leaving the office.
        "nameOfStakeholder": order.identity_number,
        "typeOfSender": order.role,
    }
    return body | ({"certificateId": certificate_id} if certificate_id else {})


def status_question(kenmerk: str, certificate_id: str) -> dict:
    """The body of a question for statuses."""
    return {"identifier": kenmerk} | ({"certificateId": certificate_id} if certificate_id else {})


def sent(found, order: Order, answer: bytes) -> Sent:
    """What became of a delivery. Raises BadAnswer when the answer is about something else or says too little."""
    if not isinstance(found, dict) or not _text(found, "kenmerk"):
        raise BadAnswer("er staat geen kenmerk in")
    if _text(found, "berichtsoort") not in ("", order.berichtsoort):
        raise BadAnswer("het noemt een andere berichtsoort")
    if _text(found, "kenmerk") in order.other_kenmerken:
        raise BadAnswer("het noemt het kenmerk van een andere aangifte")
    at = _text(found, "tijdstempelAangeleverd")
    return Sent(DeliveryOutcome.SENT, kenmerk=_text(found, "kenmerk"), at=_moment(at) if at else None, answer=answer)


def statuses(found, kenmerk: str) -> tuple[StatusRow, ...]:
    """The rows of a status answer. Raises BadAnswer."""
    if isinstance(found, dict) and _text(found, "errorCode"):
        raise BadAnswer(f"{_text(found, 'errorCode')} {_text(found, 'errorMessage')}".strip())
    rows = found if isinstance(found, list) else next((value for value in found.values() if isinstance(value, list)), [])
    made = tuple(_row(row) for row in rows if isinstance(row, dict))
    if any(row.kenmerk != kenmerk for row in made):
        raise BadAnswer("het gaat over een andere aangifte")
    return made


def _row(row: dict) -> StatusRow:
    fault = row.get("statusFoutcode") if isinstance(row.get("statusFoutcode"), dict) else {}
    return StatusRow(
        kenmerk=_text(row, "kenmerk"),
        code=_text(row, "statuscode"),
        text=_text(row, "statusomschrijving"),
        at=_moment(_text(row, "tijdstempelStatus")),
        foutcode=_text(fault, "foutcode"),
        foutbeschrijving=_text(fault, "foutbeschrijving"),
        details=_text(row, "statusdetails"),
    )


def _text(row: dict, name: str) -> str:
    value = row.get(name)
    return str(value).strip() if isinstance(value, str | int) else ""


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadAnswer("een tijdstempel is onleesbaar") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
