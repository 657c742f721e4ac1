"""One call to Digipoort: sign, send, judge what came back.

What a failure means is decided here and nowhere else: TROUBLE is said only when the request certainly was not taken in,
REFUSED only when the receiver said so, and everything between is UNKNOWN.
"""

import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from lxml import etree

from offices.outbound import Answer, NoAnswer, NotArrived, OutboundRefused, call, client_context, origin_of
from sbr_inbox.delivery import CannotSend, KeyPair
from sbr_inbox.delivery_enums import DeliveryOutcome, Environment
from sbr_inbox.digipoort import soap
from sbr_inbox.digipoort.names import Operation
from sbr_inbox.digipoort.parsing import BadMessage
from sbr_inbox.digipoort.schema import NotValid, validate
from sbr_inbox.digipoort.signing import BadSignature, one_of, sign, verify

# Written where a code of Digipoort would stand when an answer may not be believed: a security event for the office.
BAD_ANSWER = "BAD_ANSWER"
# Codes by which a service says that it is busy or down; the request was not taken in.
_BUSY = {"ALS400", "STS400", "OHS400"}


@dataclass(frozen=True)
class Line:
    """How an office reaches one service: where, with which key, and whom it believes."""

    url: str
    environment: str
    pair: KeyPair
    trust: tuple[bytes, ...]
    algorithm: str


@dataclass(frozen=True)
class Reply:
    """An answer that was believed: its body, and the bytes as they came."""

    payload: etree._Element
    data: bytes = field(repr=False)


class CallFailed(Exception):
    """No believable answer; `outcome` says what is known about the request."""

    def __init__(self, outcome: DeliveryOutcome, text: str, *, foutcode: str = "", answer: bytes = b""):
        super().__init__(text)
        self.outcome, self.text, self.foutcode, self.answer = outcome, text, foutcode, answer


def ask(operation: Operation, payload: etree._Element, line: Line) -> Reply:
    """Send one signed request and give the answer that belongs to it.

    Raises CannotSend before anything left, CallFailed afterwards.
    """
    check_line(line)
    try:
        validate(payload)
    except NotValid as error:
        raise CannotSend(f"Het bericht past niet bij het koppelvlak van Digipoort: {error}. Controleer Beheer > SBR > Soorten.") from error
    message_id = soap.new_message_id()
    request = soap.build_request(operation, payload, to=line.url, now=datetime.now(UTC), message_id=message_id)
    try:
        data = sign(request, line.pair, line.algorithm)
        context = tls(line.pair, line.environment)
    except ValueError as error:
        raise CannotSend(f"Het certificaat van uw kantoor werkt niet: {error}. Voeg het opnieuw toe bij Beheer > SBR > Certificaten.") from error
    answer = _send(line.url, data, operation, context)
    return _judge(answer, operation, message_id, line)


def check_line(line: Line) -> None:
    """Simulation and real life never mix: not in the address, whatever the tables say. Raises CannotSend."""
    if not line.url:
        raise CannotSend("Voor deze dienst van Digipoort is geen adres ingevuld. Vul het in bij Beheer > SBR > Adressen.")
    simulator = settings.DIGIPOORT_SIMULATOR_URL
    simulated = bool(simulator) and origin_of(line.url) == origin_of(simulator)
    if line.environment == Environment.SIMULATION and not simulated:
        raise CannotSend("Uw kantoor staat in de simulatie, maar het adres is niet dat van de simulator. Kijk bij Beheer > SBR > Adressen.")
    if line.environment != Environment.SIMULATION and simulated:
        raise CannotSend("Het adres is dat van de simulator, maar uw kantoor verzendt echt. Kijk bij Beheer > SBR > Adressen.")


@lru_cache(maxsize=32)
def tls(pair: KeyPair, environment: str) -> ssl.SSLContext:
    """The TLS side of a certificate; kept, because reading the authorities takes longer than a call."""
    simulated = environment == Environment.SIMULATION
    authorities = [*_simulator_authority()] if simulated else [*_operator_authorities(), *pair.chain[1:]]
    return client_context(key=pair.key, chain=pair.chain, authorities=authorities, system=not simulated)


def _simulator_authority() -> Iterable[bytes]:
    path = Path(settings.DIGIPOORT_SIMULATOR_DIR or "/nonexistent") / "pki" / "ca.pem"
    if not path.is_file():
        raise CannotSend("De simulator draait niet op deze installatie. Start hem, of kies een andere omgeving bij Beheer > SBR.")
    yield path.read_bytes()


def _operator_authorities() -> Iterable[bytes]:
    if settings.DIGIPOORT_CA_FILE:
        yield Path(settings.DIGIPOORT_CA_FILE).read_bytes()


def _send(url: str, data: bytes, operation: Operation, context) -> Answer:
    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{operation.action}"'}
    try:
        return call(url, content=data, headers=headers, context=context, read=settings.DIGIPOORT_TIMEOUT)
    except OutboundRefused as error:
        raise CannotSend(error.text) from error
    except NotArrived as error:
        raise CallFailed(DeliveryOutcome.TROUBLE, f"Digipoort is niet bereikt: {error}.") from error
    except NoAnswer as error:
        raise CallFailed(DeliveryOutcome.UNKNOWN, f"Er kwam geen antwoord van Digipoort: {error}.") from error


def _judge(answer: Answer, operation: Operation, message_id: str, line: Line) -> Reply:
    try:
        message = soap.read(answer.body)
    except BadMessage as error:
        raise _no_soap(answer, error) from error
    if message.fault:
        raise _faulted(message.fault, answer)
    try:
        verify(message, trust=one_of(line.trust), now=datetime.now(UTC))
        _check_ours(message, operation, message_id)
        validate(message.payload)
    except (BadSignature, NotValid, BadMessage) as error:
        raise _unbelievable(str(error), answer) from error
    if answer.status != 200:
        raise _unbelievable(f"het antwoord heeft status {answer.status}", answer)
    return Reply(message.payload, answer.body)


def _check_ours(message: soap.Message, operation: Operation, message_id: str) -> None:
    if message.relates_to.removeprefix("urn:") != message_id.removeprefix("urn:"):
        raise BadMessage("het antwoord hoort bij een ander verzoek")
    if message.action != operation.answer_action or message.payload is None or etree.QName(message.payload).localname != operation.response:
        raise BadMessage("het antwoord hoort bij een andere dienst")


def _unbelievable(why: str, answer: Answer) -> CallFailed:
    return CallFailed(
        DeliveryOutcome.UNKNOWN, f"Het antwoord is niet te vertrouwen: {why}.", foutcode=BAD_ANSWER, answer=answer.body
    )


def _faulted(fault: soap.Fault, answer: Answer) -> CallFailed:
    text = fault.foutbeschrijving or fault.faultstring or "Digipoort gaf een fout zonder uitleg."
    if fault.foutcode.upper() in _BUSY:
        outcome = DeliveryOutcome.TROUBLE
    elif fault.foutcode:
        outcome = DeliveryOutcome.REFUSED
    else:
        outcome = DeliveryOutcome.UNKNOWN
    return CallFailed(outcome, text, foutcode=fault.foutcode, answer=answer.body)


def _no_soap(answer: Answer, error: BadMessage) -> CallFailed:
    """An answer of something that stands before the service: a gate, a balancer, a page."""
    status = answer.status
    if status in (401, 403):
        text = "Digipoort laat het certificaat van uw kantoor niet toe. Controleer het bij Beheer > SBR > Certificaten."
        return CallFailed(DeliveryOutcome.REFUSED, text, foutcode=f"HTTP{status}", answer=answer.body)
    if 300 <= status < 500:
        text = f"Op dit adres antwoordt geen Digipoort (status {status}). Controleer het bij Beheer > SBR > Adressen."
        return CallFailed(DeliveryOutcome.TROUBLE, text, foutcode=f"HTTP{status}", answer=answer.body)
    if status >= 500:
        return CallFailed(DeliveryOutcome.UNKNOWN, f"Digipoort gaf een storing (status {status}).", foutcode=f"HTTP{status}", answer=answer.body)
    return _unbelievable(str(error), answer)
