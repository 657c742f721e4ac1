"""Calls to Semansys: a token with the password grant, then JSON. Knows nothing of the database."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from offices.outbound import Answer, NoAnswer, NotArrived, OutboundRefused, call
from sbr_inbox.delivery import CannotSend
from sbr_inbox.delivery_enums import DeliveryOutcome

# The documentation makes a version obligatory in every call.
API_VERSION = "1.0"
MAX_ANSWER = 4 * 1024 * 1024


@dataclass(frozen=True)
class Account:
    """What an office filled in."""

    token_url: str
    api_url: str
    client_id: str
    client_secret: str = field(repr=False)
    username: str
    password: str = field(repr=False)
    certificate_id: str = ""
    environment: str = ""


class Failed(Exception):
    """No usable answer; `outcome` says what is known about the request."""

    def __init__(self, outcome: DeliveryOutcome, text: str, *, code: str = "", answer: bytes = b""):
        super().__init__(text)
        self.outcome, self.text, self.code, self.answer = outcome, text, code, answer


def fetch_token(account: Account) -> str:
    """A bearer token. Raises Failed(TROUBLE): nothing was handed over yet."""
    values = {
        "grant_type": "password",
        "client_id": account.client_id,
        "client_secret": account.client_secret,
        "username": account.username,
        "password": account.password,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    try:
        answer = _call(account.token_url, urlencode(values).encode(), headers)
        token = _json(answer).get("access_token") if answer.status == 200 else None
    except Failed as failed:
        raise Failed(DeliveryOutcome.TROUBLE, failed.text) from failed
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise Failed(
            DeliveryOutcome.TROUBLE,
            "Semansys neemt de inloggegevens niet aan. Controleer ze bij Integraties > Semansys.",
            code=f"HTTP{answer.status}",
        )
    return token


def post(account: Account, path: str, body: dict) -> tuple[Any, bytes]:
    """The JSON answer with its bytes. Raises CannotSend before anything left, Failed afterwards."""
    token = fetch_token(account)
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Authorization": f"Bearer {token}",
        "x-api-version": API_VERSION,
    }
    answer = _call(account.api_url.rstrip("/") + path, json.dumps(body).encode(), headers)
    if answer.status == 200:
        return _json(answer), answer.body
    if answer.status == 401:
        text = "Semansys laat uw account dit niet doen. Controleer de gegevens bij Integraties > Semansys."
        raise Failed(DeliveryOutcome.TROUBLE, text, code="HTTP401", answer=answer.body)
    if answer.status == 400:
        raise Failed(DeliveryOutcome.REFUSED, _said(answer), code="HTTP400", answer=answer.body)
    if 300 <= answer.status < 500:
        text = f"Op dit adres antwoordt geen Semansys (status {answer.status}). Controleer het bij Integraties > Semansys."
        raise Failed(DeliveryOutcome.TROUBLE, text, code=f"HTTP{answer.status}", answer=answer.body)
    raise Failed(DeliveryOutcome.UNKNOWN, f"Semansys gaf een storing (status {answer.status}).", code=f"HTTP{answer.status}", answer=answer.body)


def _call(url: str, content: bytes, headers: dict[str, str]) -> Answer:
    try:
        return call(url, content=content, headers=headers, most=MAX_ANSWER)
    except OutboundRefused as error:
        raise CannotSend(error.text) from error
    except NotArrived as error:
        raise Failed(DeliveryOutcome.TROUBLE, f"Semansys is niet bereikt: {error}.") from error
    except NoAnswer as error:
        raise Failed(DeliveryOutcome.UNKNOWN, f"Er kwam geen antwoord van Semansys: {error}.") from error


def _json(answer: Answer) -> Any:
    try:
        found = json.loads(answer.body)
    except ValueError as error:
        raise Failed(DeliveryOutcome.UNKNOWN, "Het antwoord van Semansys is onleesbaar.", answer=answer.body) from error
    if not isinstance(found, dict | list):
        raise Failed(DeliveryOutcome.UNKNOWN, "Het antwoord van Semansys is onleesbaar.", answer=answer.body)
    return found


def _said(answer: Answer) -> str:
    """The reason in an answer of 400, in the words of the vendor."""
    try:
        found = json.loads(answer.body)
    except ValueError:
        found = {}
    named = found if isinstance(found, dict) else {}
    text = next((named[name] for name in ("errorMessage", "detail", "title", "message") if isinstance(named.get(name), str)), "")
    return (text or "Semansys weigert de aangifte zonder uitleg.")[:2_000]
