"""Which contact belongs to which relation, with what function and what access."""

import datetime

from django.db import transaction
from django.utils import timezone

from crm.enums import FilingKind, PortalAccess, Sees
from crm.models import Relation, RelationContact
from crm.registry import relation_changed
from crm.rules.cleaning import clean_field
from crm.rules.fiscal import clean_dates
from crm.timeline import write_entry
from offices.audit import record
from offices.errors import RuleBroken
from offices.models import TeamMember
from offices.texts import changed_meanwhile

FIELDS = (
    "job_title", "department", "email_override", "phone_override", "is_preferred", "portal_access", "note",
)  # fmt: skip
_SEES = frozenset({*Sees.values, *FilingKind.values})


def link_contact(relation, contact, *, by, values=None):
    """Link a contact to a relation from today on, or the dates given; gives the link.

    `values`: job_title, department, overrides, is_preferred, portal_access, sees, valid_from, valid_to, note.
    Raises RuleBroken when they are linked already in that period.
    """
    values = dict(values or {})
    with transaction.atomic():
        relation = Relation.objects.lock(relation.pk)
        link = RelationContact(relation=relation, contact=contact, valid_from=timezone.localdate())
        link.created_by = by if isinstance(by, TeamMember) else None
        if not relation.contact_links.valid().exists():
            values.setdefault("is_preferred", True)
        _fill(link, values)
        _refuse_overlap(link)
        _one_preferred(link)
        link.save(force_insert=True)
        record(by, "contact.linked", link, data=_told(link), relation=relation)
        title = f"Contact {contact.name} gekoppeld"
        write_entry(relation, "contact.linked", by=by, title=title, text=link.job_title, object=contact)
        relation_changed.call(relation, by=by)
    return link


def change_link(link, *, by, version, values):
    """Change function, overrides, access or dates of a link. Raises StaleForm (G02)."""
    with transaction.atomic():
        Relation.objects.lock(link.relation_id)
        fresh = RelationContact.objects.lock(link.pk)
        if int(version) != fresh.version:
            raise changed_meanwhile("Een collega", timezone.localtime(fresh.updated_at))
        _fill(fresh, dict(values))
        _refuse_overlap(fresh)
        _one_preferred(fresh)
        fresh.version += 1
        fresh.save()
        record(by, "contact.linked", fresh, data=_told(fresh), relation=fresh.relation)
        title = f"Koppeling met {fresh.contact.name} gewijzigd"
        write_entry(fresh.relation, "contact.linked", by=by, title=title, object=fresh.contact)
        relation_changed.call(fresh.relation, by=by)
    return fresh


def unlink_contact(link, *, by):
    """End a link at once; access to the portal is gone today. Gives the (relation, contact) that were linked."""
    with transaction.atomic():
        fresh = RelationContact.objects.select_related("relation", "contact").lock(link.pk)
        relation, contact = fresh.relation, fresh.contact
        record(by, "contact.unlinked", fresh, data=_told(fresh), relation=relation)
        yesterday = timezone.localdate() - datetime.timedelta(days=1)
        if fresh.valid_from > yesterday:
            fresh.delete()
        else:
            fresh.valid_to, fresh.is_preferred = yesterday, False
            fresh.version += 1
            fresh.save()
        write_entry(
            relation, "contact.unlinked", by=by, title=f"Contact {contact.name} ontkoppeld", object=contact
        )
        relation_changed.call(relation, by=by)
    return relation, contact


def prefer(link, *, by):
    """Make this the preferred contact of its relation."""
    return change_link(link, by=by, version=link.version, values={"is_preferred": True})


def _told(link):
    return {"contact": str(link.contact_id), "portal_access": link.portal_access, "sees": link.sees}


def _fill(link, values):
    for name in FIELDS:
        if name in values:
            setattr(link, name, clean_field(RelationContact, name, values[name]))
    if "sees" in values:
        unknown = set(values["sees"]) - _SEES
        if unknown:
            raise RuleBroken(
                f"{', '.join(sorted(unknown))} is geen onderdeel dat een contact kan zien.",
                code="CRM19",
                field="sees",
            )
        link.sees = sorted(set(values["sees"]))
    link.portal_access = link.portal_access or PortalAccess.NONE
    if "valid_from" in values or "valid_to" in values:
        given = {"valid_from": link.valid_from, "valid_to": link.valid_to} | values
        dates = clean_dates(RelationContact, given, prefix="link")
        link.valid_from = dates["valid_from"] or timezone.localdate()
        link.valid_to = dates["valid_to"]


def _refuse_overlap(link):
    latest = link.valid_to or datetime.date.max
    rows = RelationContact.objects.filter(relation_id=link.relation_id, contact_id=link.contact_id)
    for other in rows.exclude(pk=link.pk):
        if other.valid_from <= latest and link.valid_from <= (other.valid_to or datetime.date.max):
            raise RuleBroken(
                f"{link.contact.name} is in deze periode al aan deze relatie gekoppeld. Wijzig die koppeling.",
                code="CRM19",
                field="contact",
            )


def _one_preferred(link):
    """The newest choice wins: the former preferred contact steps back."""
    if not link.is_preferred:
        return
    for other in RelationContact.objects.filter(relation_id=link.relation_id, is_preferred=True).exclude(
        pk=link.pk
    ):
        other.is_preferred = False
        other.version += 1
        other.save(update_fields=["is_preferred", "version", "updated_at"])
