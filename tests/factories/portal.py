"""Clients with a filing before them."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from crm.enums import FilingKind, PortalAccess, RelationStatus, RelationType
from crm.models import Contact, Relation, RelationContact
from offices.errors import RuleBroken
from offices.files import store
from sbr_inbox.approval_enums import Factor
from sbr_inbox.enums import KeyType, State
from sbr_inbox.models import Filing, FilingReading
from sbr_inbox.rules.approval import approve, decline, open_request
from sbr_inbox.rules.moving import move
from tests.factories.offices import make_account

REASON = "Het bedrag van de inkopen klopt niet."
CONTENT = b'<?xml version="1.0" encoding="UTF-8"?><xbrl><ob>%s</ob></xbrl>'
SUMMARY = {
    "title": "Btw-aangifte",
    "sections": [
        {
            "key": "rubriek1",
            "title": "Binnenland",
            "columns": ["Omzet", "Btw"],
            "lines": [
                {"code": "1a", "label": "Hoog tarief", "type": "euro", "values": ["84320", "17707"]},
                {"code": "1b", "label": "Laag tarief", "type": "euro", "values": ["31450", "2830"]},
            ],
        },
        {
            "key": "rubriek4",
            "title": "Uit het buitenland",
            "columns": ["Omzet", "Btw"],
            "lines": [{"code": "4b", "label": "Uit de EU", "type": "euro", "values": ["6150", "1291"]}],
        },
        {
            "key": "rubriek5",
            "title": "Berekening",
            "columns": ["Omzet", "Btw"],
            "lines": [
                {"code": "5a", "label": "Verschuldigde btw", "type": "euro", "values": [None, "21828"]},
                {"code": "5b", "label": "Voorbelasting", "type": "euro", "values": [None, "13942"]},
                {"code": "5g", "label": "Te betalen", "type": "euro", "values": [None, "7886"], "total": True},
            ],
        },
    ],
}


def make_client_relation(name="Bakkerij De Vries B.V.", number="1042", **fields):
    """A client organisation, as it is needed to be put a filing before."""
    fields.setdefault("status", RelationStatus.CLIENT)
    return Relation.objects.create(
        name=name, number=number, type=RelationType.ORGANISATION, sort_name=name.lower(), search_text=name.lower(), **fields
    )


def make_client_contact(relation, email, *, name="Johan de Vries", number=None, access=PortalAccess.FULL, **link):
    """A person linked to the relation, with all filing kinds open."""
    contact = Contact.objects.filter(email=email).first() or Contact.objects.create(
        number=number or email[:20], last_name=name, name=name, sort_name=name.lower(), search_text=name.lower(), email=email
    )
    link.setdefault("valid_from", date(2020, 1, 1))
    link.setdefault("sees", ["DOSSIER", "MESSAGES", *FilingKind.values])
    RelationContact.objects.create(relation=relation, contact=contact, portal_access=access, **link)
    return contact


def make_filing(relation, *, month=10, amount=7886, kind=FilingKind.OB, state=State.READY, pdf=None, xml=None, **fields):
    """A filing that is ready to be offered, over a month of 2026, with its reading."""
    body = xml or CONTENT % f"{relation.pk}-{month}-{amount}-{timezone.now().timestamp()}".encode()
    stored = store(body, name="ob.xbrl", purpose="filing")
    paper = store(pdf, name="ob.pdf", purpose="filing") if pdf else None
    last = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}[month]
    value = None if amount is None else Decimal(amount)
    direction = None if value is None else "NIL" if value == 0 else "TO_PAY" if value > 0 else "TO_RECEIVE"
    fields = {
        "key_type": KeyType.OB_NUMMER, "key_value": "001000019B01", "key_hmac": "a" * 64, "direction": direction,
        "period_start": date(2026, month, 1), "period_end": date(2026, month, last), "year": 2026,
    } | fields  # fmt: skip
    filing = Filing.objects.create(
        name="ob.xbrl", kind=kind, state=state, relation=relation, xml_file=stored, pdf_file=paper,
        sha256=stored.sha256, amount=value, **fields,
    )  # fmt: skip
    FilingReading.objects.create(filing=filing, reader_version=1, summary=SUMMARY)
    return filing


def put_before(filing, *, by, addressees=None, message=""):
    """Offer a filing as the inbox does: request and move in one transaction."""
    with transaction.atomic():
        filing = Filing.objects.lock(filing.pk)
        request = open_request(filing, by=by, addressees=addressees, message=message)
        move(filing, State.OFFERED, by=by, event="filing.offered")
    return request


def make_client(kantoor, email="johan@devries.example", **kwargs):
    """(relation, contact, account) in an open office."""
    relation = make_client_relation(**kwargs)
    contact = make_client_contact(relation, email, is_preferred=True)
    return relation, contact, make_account(kantoor.office, contact.pk, email)


def shown_on(request) -> dict:
    """What the page of this request puts in its form."""
    request.refresh_from_db()
    return {"sha256_shown": request.sha256, "pdf_sha256_shown": request.pdf_sha256}


def say_yes(request, account, **kwargs):
    """Approve what is shown, with a strong factor."""
    return approve(request, account=account, **({"factor": Factor.STRONG} | shown_on(request) | kwargs))


def say_no(request, account, **kwargs):
    """Decline what is shown, with a reason that is long enough."""
    return decline(request, account=account, **({"factor": Factor.STRONG, "reason": REASON} | shown_on(request) | kwargs))


def refusal(call, *args, **kwargs) -> str:
    """The code with which a rule refuses."""
    with pytest.raises(RuleBroken) as broken:
        call(*args, **kwargs)
    return broken.value.code
