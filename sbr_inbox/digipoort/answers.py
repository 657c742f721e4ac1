"""What the answers of WUS 2.0 v1.2 say. The caller checked signature and schema first."""

import base64
import binascii
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lxml import etree

from sbr_inbox.delivery import StatusRow
from sbr_inbox.digipoort.names import KV, kv
from sbr_inbox.digipoort.parsing import BadMessage

_NS = {"k": KV}


@dataclass(frozen=True)
class Delivered:
    """`aanleverResponse`: Digipoort took the filing under this kenmerk."""

    kenmerk: str
    at: datetime
    berichtsoort: str
    aanleverkenmerk: str
    number: str = field(repr=False)
    statuses: tuple[StatusRow, ...] = ()


@dataclass(frozen=True)
class Process:
    """A row of `getProcessen`; it names neither our reference nor a time."""

    kenmerk: str
    berichtsoort: str
    number: str = field(repr=False)
    type: str = ""


@dataclass(frozen=True)
class Listed:
    """A row of `getBerichtenLijst`: a message that lies ready."""

    kenmerk: str
    berichtsoort: str
    number: str = field(repr=False)
    type: str = ""


@dataclass(frozen=True)
class Received:
    """A message that was fetched, with its file and what came with it."""

    kenmerk: str
    berichtsoort: str
    berichtkenmerk: str
    number: str = field(repr=False)
    name: str
    mime_type: str
    body: bytes = field(repr=False)
    at: datetime
    attachments: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)


def moment(text: str | None) -> datetime:
    """A time of the interface, aware; without a zone it is taken as UTC. Raises BadMessage."""
    try:
        found = datetime.fromisoformat((text or "").strip())
    except ValueError as error:
        raise BadMessage("een tijdstempel in het antwoord is onleesbaar") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def delivered(payload: etree._Element) -> Delivered:
    """Read an `aanleverResponse`."""
    at = moment(_text(payload, "tijdstempelAangeleverd"))
    kenmerk = _text(payload, "kenmerk")
    rows: tuple[StatusRow, ...] = ()
    if _text(payload, "statuscode"):
        rows = (_status(payload, kenmerk=kenmerk, otherwise=at),)
    return Delivered(
        kenmerk=kenmerk,
        at=at,
        berichtsoort=_text(payload, "berichtsoort"),
        aanleverkenmerk=_text(payload, "aanleverkenmerk"),
        number=_text(payload, "identiteitBelanghebbende/nummer"),
        statuses=rows,
    )


def statuses(payload: etree._Element) -> tuple[StatusRow, ...]:
    """Rows of any of the three status answers, in the order given; the same code may occur twice."""
    return tuple(_status(row, kenmerk=_text(row, "kenmerk")) for row in payload.iter(kv("StatusResultaat")))


def processes(payload: etree._Element) -> tuple[Process, ...]:
    """Rows of `getProcessenResponse`."""
    return tuple(Process(**_row(row)) for row in payload.iter(kv("ProcesResultaat")))


def listed(payload: etree._Element) -> tuple[Listed, ...]:
    """Rows of a list of messages."""
    return tuple(Listed(**_row(row)) for row in payload.iter(kv("BerichtLijstResultaat")))


def kinds(payload: etree._Element) -> tuple[str, ...]:
    """The berichtsoorten of `getBerichtsoortenResponse`."""
    return tuple((row.text or "").strip() for row in payload.iter(kv("berichtsoort")))


def messages(payload: etree._Element) -> tuple[Received, ...]:
    """Messages with their files. Raises BadMessage when a file is no base64."""
    return tuple(_received(row) for row in payload.iter(kv("BerichtResultaat")))


def _received(row) -> Received:
    content = row.find(kv("berichtInhoud"))
    return Received(
        kenmerk=_text(row, "kenmerk"),
        berichtsoort=_text(row, "berichtsoort"),
        berichtkenmerk=_text(row, "berichtkenmerk"),
        number=_text(row, "identiteitBelanghebbende/nummer"),
        name=_text(content, "bestandsnaam"),
        mime_type=_text(content, "mimeType"),
        body=_bytes(_text(content, "inhoud")),
        at=moment(_text(row, "tijdstempelAangeleverd")),
        attachments=tuple(
            (_text(extra, "bestandsnaam"), _bytes(_text(extra, "inhoud")))
            for extra in row.iterfind(".//k:bijlage", _NS)
        ),
    )


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode("ascii"))
    except (binascii.Error, UnicodeEncodeError) as error:
        raise BadMessage("een bestand in het antwoord is onleesbaar") from error


def _status(row, *, kenmerk: str, otherwise: datetime | None = None) -> StatusRow:
    at = _text(row, "tijdstempelStatus")
    return StatusRow(
        kenmerk=kenmerk,
        code=_text(row, "statuscode"),
        text=_text(row, "statusomschrijving"),
        at=otherwise if otherwise and not at else moment(at),
        foutcode=_text(row, "statusFoutcode/foutcode"),
        foutbeschrijving=_text(row, "statusFoutcode/foutbeschrijving"),
        details=_text(row, "statusdetails"),
    )


def _row(row) -> dict[str, str]:
    return {
        "kenmerk": _text(row, "kenmerk"),
        "berichtsoort": _text(row, "berichtsoort"),
        "number": _text(row, "identiteitBelanghebbende/nummer"),
        "type": _text(row, "identiteitBelanghebbende/type"),
    }


def _text(parent, path: str) -> str:
    if parent is None:
        return ""
    return (parent.findtext("/".join(kv(step) for step in path.split("/"))) or "").strip()
