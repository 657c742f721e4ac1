"""SOAP 1.1 envelopes with WS-Addressing and the room for a signature: making them and taking them apart."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lxml import etree
from lxml.builder import ElementMaker

from sbr_inbox.digipoort.names import ANONYMOUS, KV, SOAP, WSA, WSSE, WSU, Operation
from sbr_inbox.digipoort.parsing import BadMessage, parse

LIFETIME = timedelta(minutes=5)
_ID = f"{{{WSU}}}Id"
_MUST = f"{{{SOAP}}}mustUnderstand"
_s = ElementMaker(namespace=SOAP, nsmap={"s": SOAP, "a": WSA, "u": WSU, "o": WSSE})
_a = ElementMaker(namespace=WSA)
_u = ElementMaker(namespace=WSU)
_o = ElementMaker(namespace=WSSE)


@dataclass(frozen=True)
class Fault:
    """A SOAP fault: what the service itself says, and the code of Digipoort in it."""

    faultcode: str
    faultstring: str
    foutcode: str = ""
    foutbeschrijving: str = ""


@dataclass(frozen=True)
class Message:
    """An envelope that was read: the parts that a signature must cover, and what they say."""

    root: etree._Element
    header: etree._Element | None
    body: etree._Element
    payload: etree._Element | None
    action: str
    message_id: str
    relates_to: str
    to: str
    fault: Fault | None


def stamp(moment: datetime) -> str:
    """A moment as xsd:dateTime in UTC with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def new_message_id() -> str:
    """A fresh wsa:MessageID."""
    return f"urn:uuid:{uuid.uuid4()}"


def envelope(
    payload: etree._Element,
    *,
    action: str,
    now: datetime,
    to: str = ANONYMOUS,
    message_id: str = "",
    relates_to: str = "",
    lifetime: timedelta = LIFETIME,
) -> etree._Element:
    """An unsigned envelope around one element; a request gets ReplyTo, an answer (`relates_to`) RelatesTo.

    `signing.sign` adds token and signature. Without them it is how Digipoort sends a fault.
    """
    other = (
        _a.RelatesTo(relates_to, {_ID: "address-2"})
        if relates_to
        else _a.ReplyTo(_a.Address(ANONYMOUS), {_ID: "address-2"})
    )
    return _s.Envelope(
        _s.Header(
            _a.Action(action, {_ID: "address-0", _MUST: "1"}),
            _a.MessageID(message_id or new_message_id(), {_ID: "address-1"}),
            other,
            _a.To(to, {_ID: "address-3"}),
            _o.Security(
                _u.Timestamp(_u.Created(stamp(now)), _u.Expires(stamp(now + lifetime)), {_ID: "timestamp-0"}),
                {_MUST: "1"},
            ),
        ),
        _s.Body(payload, {_ID: "body-0"}),
    )


def build_request(
    operation: Operation, payload: etree._Element, *, to: str, now: datetime, message_id: str = ""
) -> etree._Element:
    """The unsigned envelope of a request to `to`, the address of the service."""
    return envelope(payload, action=operation.action, to=to, now=now, message_id=message_id)


def build_answer(
    operation: Operation, payload: etree._Element, *, relates_to: str, now: datetime, message_id: str = ""
) -> etree._Element:
    """The unsigned envelope of an answer to the request with that MessageID."""
    return envelope(
        payload, action=operation.answer_action, relates_to=relates_to, now=now, message_id=message_id
    )


def build_fault(
    operation: Operation,
    *,
    relates_to: str,
    foutcode: str,
    foutbeschrijving: str,
    client: bool = True,
    now: datetime | None = None,
) -> bytes:
    """An unsigned SOAP fault as Digipoort sends it, ready to go out."""
    kv = ElementMaker(namespace=KV, nsmap={"fault": KV})
    detail = kv(operation.fault, kv.foutcode(foutcode), kv.foutbeschrijving(foutbeschrijving))
    payload = _s.Fault(
        etree.Element("faultcode"),
        etree.Element("faultstring"),
        etree.Element("faultactor"),
        etree.Element("detail"),
    )
    payload[0].text = "s:Client" if client else "s:Server"
    payload[1].text = "Algemene fout"
    payload[2].text = "Verantwoordingsplichtige"
    payload[3].append(detail)
    whole = envelope(
        payload, action=operation.fault_action, relates_to=relates_to, now=now or datetime.now(UTC)
    )
    header = whole[0]
    header.remove(header.find(f"{{{WSSE}}}Security"))
    return to_bytes(whole)


def to_bytes(root: etree._Element) -> bytes:
    """An envelope as it goes over the line. Nothing may be laid out anew: that would break the signature."""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def read(data: bytes) -> Message:
    """Take an envelope apart. Raises BadMessage unless it has one Header at most, one Body and one element in it.

    Every Id occurs once and every addressing header once: whoever moves a signed part elsewhere and puts an own part in
    its place is refused here, before a signature is looked at.
    """
    root = parse(data)
    if root.tag != f"{{{SOAP}}}Envelope":
        raise BadMessage("het bericht is geen SOAP-envelop")
    header, body = _parts(root)
    _check_ids(root)
    payload = _only_child(body)
    return Message(
        root=root,
        header=header,
        body=body,
        payload=payload,
        action=_header(header, "Action"),
        message_id=_header(header, "MessageID"),
        relates_to=_header(header, "RelatesTo"),
        to=_header(header, "To"),
        fault=_fault(payload),
    )


def _parts(root):
    children = [child for child in root if isinstance(child.tag, str)]
    names = [child.tag for child in children]
    if names == [f"{{{SOAP}}}Header", f"{{{SOAP}}}Body"]:
        return children[0], children[1]
    if names == [f"{{{SOAP}}}Body"]:
        return None, children[0]
    raise BadMessage("het bericht heeft niet precies één Header en één Body")


def _check_ids(root) -> None:
    seen: set[str] = set()
    bodies = sum(1 for _ in root.iter(f"{{{SOAP}}}Body"))
    if bodies != 1 or sum(1 for _ in root.iter(f"{{{SOAP}}}Header")) > 1:
        raise BadMessage("het bericht heeft meer dan één Body of Header")
    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            if etree.QName(name).localname.lower() != "id":
                continue
            if value in seen:
                raise BadMessage(f"het kenmerk {value[:60]} komt twee keer voor in het bericht")
            seen.add(value)


def _only_child(body):
    children = [child for child in body if isinstance(child.tag, str)]
    if len(children) > 1:
        raise BadMessage("de Body bevat meer dan één bericht")
    return children[0] if children else None


def _header(header, name: str) -> str:
    if header is None:
        return ""
    found = header.findall(f"{{{WSA}}}{name}")
    if len(found) > 1:
        raise BadMessage(f"de kop {name} komt twee keer voor")
    return (found[0].text or "").strip() if found else ""


def _fault(payload) -> Fault | None:
    if payload is None or payload.tag != f"{{{SOAP}}}Fault":
        return None
    detail = payload.find("detail")
    inner = detail[0] if detail is not None and len(detail) else None
    said = (
        {}
        if inner is None
        else {etree.QName(child).localname: (child.text or "").strip() for child in inner.iter(etree.Element)}
    )
    return Fault(
        faultcode=(payload.findtext("faultcode") or "").strip(),
        faultstring=(payload.findtext("faultstring") or "").strip(),
        foutcode=said.get("foutcode", "")[:64],
        foutbeschrijving=said.get("foutbeschrijving", "")[:10_000],
    )
