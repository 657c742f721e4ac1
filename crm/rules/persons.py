"""A person relation made from a contact: his own data, never a number of the organisation he is linked to."""

from django.db import transaction
from django.db.models import Q

from crm.enums import PortalAccess, RelationStatus, RelationType
from crm.models import Contact, Relation
from crm.registry import person_offers
from crm.rules.links import link_contact
from crm.rules.outcome import Saved, name_for
from crm.rules.relations import create_relation
from crm.rules.rows import ADDRESS_FIELDS
from crm.rules.sequence import propose_number
from offices.errors import RuleBroken
from offices.urls_helpers import desk_url

# From a field of the contact to the field of the person relation.
COPIED = {
    "initials": "initials", "first_name": "first_names", "infix": "infix", "last_name": "last_name", "call_name": "call_name",
    "gender": "gender", "birth_date": "birth_date", "birth_place": "birth_place", "deceased_on": "deceased_on",
    "phone": "phone", "mobile": "mobile", "email": "email", "language": "language",
}  # fmt: skip


def propose_person_number(contact) -> str:
    """The number of the contact when no relation has it, else the next of the office."""
    return propose_number() if Relation.objects.filter(number=contact.number).exists() else contact.number


def person_of(contact, member=None):
    """The person relation made from this contact, or with his BSN, as far as a member may see it; None without one."""
    rows = Relation.objects.alive() if member is None else Relation.objects.visible_to(member)
    same = Q(from_contact=contact) | (Q(bsn_hmac=contact.bsn_hmac) if contact.bsn_hmac else Q(pk=None))
    return rows.filter(same, type=RelationType.PERSON).order_by("created_at").first()


def namesake(contact, member):
    """A person relation with this surname that the contact is linked to already; most likely he himself."""
    rows = Relation.objects.visible_to(member).filter(type=RelationType.PERSON, last_name__iexact=contact.last_name)
    return rows.filter(pk__in=contact.links.valid().values("relation_id")).order_by("created_at").first()


def create_person(contact, *, by, number="", with_address=False, access=PortalAccess.NONE, offers=(), status=RelationStatus.CLIENT) -> Saved:
    """Make a person relation from a contact and link the two; gives Saved(relation, warnings).

    The BSN is that of the contact or stays empty. The private address goes along only when asked. `offers` are keys of
    `person_offers` (a product, for example). Raises CRM50 when there is one already, and as create_relation.
    """
    with transaction.atomic():
        contact = Contact.objects.lock(contact.pk)
        _refuse_second(contact, by=by)
        values = {to: getattr(contact, name) for name, to in COPIED.items()}
        values |= {"type": RelationType.PERSON, "rsin_bsn": contact.bsn}
        if number:
            values["number"] = number
        if with_address:
            values["addresses"] = {"VISIT": _address(contact)}
        saved = create_relation(by=by, values=values, status=status)
        saved.row.from_contact = contact
        saved.row.save(update_fields=["from_contact"])
        link_contact(saved.row, contact, by=by, values={"job_title": "zelf", "portal_access": access})
        for offer in person_offers:
            if offer.key in offers:
                offer.take(saved.row, by=by)
    return saved


def _refuse_second(contact, *, by):
    existing = person_of(contact)
    if existing is not None:
        raise RuleBroken(
            f"Van {contact.name} bestaat al een relatie: {name_for(by, existing)}. Open die relatie.",
            code="CRM50",
            link=desk_url("crm:relation", existing.pk),
        )


def _address(contact):
    row = contact.addresses.first()
    return {name: getattr(row, name) for name in ADDRESS_FIELDS} if row else None
