"""Bodies of the requests of WUS 2.0 v1.2; each follows the XSD."""

import base64
from dataclasses import dataclass
from datetime import datetime

from lxml import etree
from lxml.builder import ElementMaker

from sbr_inbox.delivery import Order
from sbr_inbox.digipoort.names import (
    DELIVER,
    KV,
    MESSAGE_KINDS,
    NO_AUSP,
    Operation,
)  # fmt: skip
from sbr_inbox.digipoort.soap import stamp

_kv = ElementMaker(namespace=KV, nsmap={None: KV})
# In lengths of the XSD.
MAX_FILE_NAME = 80


@dataclass(frozen=True)
class Subject:
    """Whom a message is about, as Digipoort names it; with nothing else it can be searched for."""

    number: str
    type: str


def deliver(order: Order) -> etree._Element:
    """`aanleverRequest` for one filing; the file travels unchanged, in base64."""
    parts = [
        _kv.berichtsoort(order.berichtsoort),
        _kv.aanleverkenmerk(order.aanleverkenmerk),
        *(
            [_kv.eerderAanleverkenmerk(order.previous_aanleverkenmerk)]
            if order.previous_aanleverkenmerk
            else []
        ),
        _identity(Subject(order.identity_number, order.identity_type)),
        _kv.rolBelanghebbende(order.role),
        _kv.berichtInhoud(
            _kv.mimeType(order.mime_type),
            _kv.bestandsnaam(order.file_name[-MAX_FILE_NAME:]),
            _kv.inhoud(base64.b64encode(order.body).decode("ascii")),
        ),
        _kv.autorisatieAdres(NO_AUSP),
    ]
    return _kv(DELIVER.request, *parts)


def for_process(
    operation: Operation, kenmerk: str, *, since: datetime | None = None, until: datetime | None = None
) -> etree._Element:
    """A request about one process: getStatussenProces, getNieuweStatussenProces, getBerichtenKenmerk and its new variant."""
    return _kv(operation.request, _kv.kenmerk(kenmerk), _kv.autorisatieAdres(NO_AUSP), *_span(since, until))


def for_subject(
    operation: Operation,
    subject: Subject,
    *,
    berichtsoort: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> etree._Element:
    """A request about a subject: getProcessen (takes no span), getNieuweStatussen, getBerichten, getNieuweBerichten."""
    kind = [_kv.berichtsoort(berichtsoort)] if berichtsoort else []
    return _kv(
        operation.request, *kind, _identity(subject), _kv.autorisatieAdres(NO_AUSP), *_span(since, until)
    )


def message_kinds(subject: Subject) -> etree._Element:
    """`getBerichtsoortenRequest`: which kinds this subject may use."""
    return _kv(MESSAGE_KINDS.request, _identity(subject), _kv.autorisatieAdres(NO_AUSP))


def message_list(
    operation: Operation,
    *,
    berichtsoort: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> etree._Element:
    """getBerichtenLijst or getNieuweBerichtenLijst: what lies ready for the holder of the certificate."""
    kind = [_kv.berichtsoort(berichtsoort)] if berichtsoort else []
    return _kv(operation.request, *kind, _kv.autorisatieAdres(NO_AUSP), *_span(since, until))


def _identity(subject: Subject) -> etree._Element:
    return _kv.identiteitBelanghebbende(_kv.nummer(subject.number), _kv.type(subject.type))


def _span(since, until) -> list[etree._Element]:
    found = [_kv.tijdstempelVanaf(stamp(since))] if since else []
    return [*found, *([_kv.tijdstempelTot(stamp(until))] if until else [])]
