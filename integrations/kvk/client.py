"""Calls to KvK: a key in a header, JSON back. Knows nothing of the database."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from crm.company_register import NoRegisterAnswer, NotInRegister, RegisterFault
from integrations.kvk.gate import Gate
from offices.outbound import Answer, NoAnswer, NotArrived, OutboundRefused, call

MAX_ANSWER = 8 * 1024 * 1024
CONNECT, READ, WHOLE = 4.0, 10.0, 15.0
# Codes of KvK (developers.kvk.nl): nothing found; not deliverable; number not valid; temporary trouble.
NOTHING, NOT_HERE, BAD_NUMBER, TEMPORARY = "IPD5200", ("IPD0005",), ("IPD0006", "IPD0004"), ("IPD1002", "IPD1003")
CONTRACT = "KvK gaf een antwoord dat wij niet kunnen lezen. Vul de gegevens zelf in en meld dit aan uw beheerder."


@dataclass(frozen=True)
class Account:
    """How one office calls KvK."""

    base_url: str
    api_key: str = field(repr=False)
    may_simulate: bool = False
    # One gate per key: KvK counts calls per key.
    gate: Gate = field(default_factory=Gate)


class Client:
    """Thin named methods, one per operation that we use. Every one is a GET, so a lost answer is asked again once."""

    def __init__(self, account: Account):
        self.account = account

    def zoeken_v2(self, **parameters: str) -> dict:
        """GET v2/zoeken; {} when nothing was found. https://developers.kvk.nl/documentation/zoeken-api"""
        return self._get("/v2/zoeken", parameters, nothing={})

    def basisprofiel(self, kvk_nummer: str) -> dict:
        """GET v1/basisprofielen/{kvk}. https://developers.kvk.nl/documentation/basisprofiel-api"""
        return self._get(f"/v1/basisprofielen/{quote(kvk_nummer)}")

    def vestigingsprofiel(self, vestigingsnummer: str) -> dict:
        """GET v1/vestigingsprofielen/{v}. https://developers.kvk.nl/documentation/vestigingsprofiel-api"""
        return self._get(f"/v1/vestigingsprofielen/{quote(vestigingsnummer)}")

    def zoeken_v3(self, **parameters: str) -> dict:
        """GET v3/zoeken; {} when nothing was found."""
        return self._get("/v3/zoeken", parameters, nothing={})

    def organisatie(self, kvk_nummer: str) -> dict:
        """GET v1/organisatie/kvknummer/{kvk}."""
        return self._get(f"/v1/organisatie/kvknummer/{quote(kvk_nummer)}")

    def vestiging(self, kvk_nummer: str, vestigingsnummer: str) -> dict:
        """GET v1/vestigingen/kvknummer/{kvk}/vestigingsnummer/{v}."""
        return self._get(f"/v1/vestigingen/kvknummer/{quote(kvk_nummer)}/vestigingsnummer/{quote(vestigingsnummer)}")

    def functionarissen(self, kvk_nummer: str) -> dict | None:
        """GET v1/functionarissen/kvknummer/{kvk}; None when this key may not ask them or there are none."""
        try:
            return self._get(f"/v1/functionarissen/kvknummer/{quote(kvk_nummer)}", nothing={})
        except (NotAllowed, NotInRegister):
            return None

    def _get(self, path: str, parameters: dict[str, str] | None = None, *, nothing: dict | None = None) -> dict:
        url = self.account.base_url.rstrip("/") + path
        if parameters:
            url += "?" + urlencode(parameters)
        for attempt in (1, 2):
            try:
                return self._once(url, nothing)
            except _Again:
                if attempt == 2:
                    raise NoRegisterAnswer() from None
        raise AssertionError("unreachable")

    def _once(self, url: str, nothing: dict | None) -> dict:
        self.account.gate.pass_one()
        headers = {"apikey": self.account.api_key, "Accept": "application/json"}
        try:
            answer = call(url, content=b"", headers=headers, method="GET", connect=CONNECT, read=READ, whole=WHOLE, most=MAX_ANSWER)
        except OutboundRefused as error:
            raise RegisterFault(error.text, code="KVK03") from error
        except (NotArrived, NoAnswer) as error:
            raise _Again() from error
        if answer.headers.get("x-simulator") and not self.account.may_simulate:
            raise RegisterFault("Op dit adres antwoordt een simulator en niet KvK. Controleer de omgeving bij Integraties > KvK.", code="KVK03")
        if answer.status == 200:
            return _json(answer)
        return self._refused(answer, nothing)

    def _refused(self, answer: Answer, nothing: dict | None) -> dict:
        code, text = _fault(answer)
        if answer.status == 404 and code == NOTHING and nothing is not None:
            return nothing
        if code in TEMPORARY or answer.status in (502, 503, 504):
            raise _Again()
        if code in NOT_HERE or code == NOTHING:
            raise NotInRegister(f"KvK heeft geen inschrijving bij dit nummer. {text}".strip())
        if code in BAD_NUMBER:
            raise NotInRegister(f"KvK neemt dit nummer niet aan. {text}".strip())
        if answer.status in (401, 403):
            raise NotAllowed()
        if answer.status == 429:
            self.account.gate.pause(answer.headers.get("retry-after", ""))
            raise NoRegisterAnswer("KvK laat nu geen vragen meer toe. Wacht een minuut en probeer het opnieuw, of vul de gegevens zelf in.")
        if answer.status == 400:
            raise RegisterFault(f"KvK weigert de vraag: {text or 'zonder uitleg'}", code="KVK04")
        if answer.status >= 500:
            raise NoRegisterAnswer()
        raise RegisterFault(f"Op dit adres antwoordt KvK niet zoals verwacht (status {answer.status}). Controleer de koppeling.", code="KVK05")


class NotAllowed(RegisterFault):
    """KvK does not take the key, or not for this product."""

    code = "KVK06"

    def __init__(self):
        super().__init__("KvK neemt de sleutel niet aan. Controleer sleutel en omgeving bij Integraties > KvK.")


class _Again(Exception):
    """No answer, or one that says «try again»; a question may be asked twice."""


def _json(answer: Answer) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise RegisterFault(CONTRACT, code="KVK05") from error
    if not isinstance(found, dict):
        raise RegisterFault(CONTRACT, code="KVK05")
    return found


def _fault(answer: Answer) -> tuple[str, str]:
    """(code, words) of an answer that is no success."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return "", ""
    faults = found.get("fout") if isinstance(found, dict) else None
    first = faults[0] if isinstance(faults, list) and faults and isinstance(faults[0], dict) else {}
    return str(first.get("code", "")), str(first.get("omschrijving", ""))[:300]
