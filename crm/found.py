"""What global search shows of relations and contacts."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, OuterRef, Subquery, UUIDField

from crm.asked import Asked
from crm.enums import RelationType, status_label
from crm.models import Address, Contact, Relation
from crm.names import monogram
from crm.registry import Hit
from crm.search import BY_CONTACT_NAME, BY_NAME, Found, resembling
from offices.db.prepared import OneOf
from offices.questions import MemberQuestion
from offices.urls_helpers import desk_url

SHOWN = 50
LATELY = "onlangs geopend"
_KEYS = ArrayField(UUIDField())


def _relations(member, keys, first, recent):
    city = Address.objects.filter(relation_id=OuterRef("pk"), kind="VISIT").exclude(city="").values("city")[:1]
    rows = Relation.objects.visible_to(member).filter(OneOf(F("pk"), keys)).annotate(visit_city=Subquery(city))
    rows = rows.order_by(OneOf(F("pk"), first).desc(), OneOf(F("pk"), recent).desc(), "sort_name", "pk")
    return rows.values_list("pk", "name", "number", "type", "status", "visit_city")[:SHOWN]


def _contacts(member, keys, first, recent):
    rows = Contact.objects.visible_to(member).filter(OneOf(F("pk"), keys))
    rows = rows.order_by(OneOf(F("pk"), first).desc(), OneOf(F("pk"), recent).desc(), "sort_name", "pk")
    return rows.values_list("pk", "name", "number", "email")[:SHOWN]


_SLOTS = {"keys": _KEYS, "first": _KEYS, "recent": _KEYS}
_relations_of = MemberQuestion(_relations, "crm.relation.view", "crm.relation.private", **_SLOTS)
_contacts_of = MemberQuestion(_contacts, "crm.contact.view", "crm.relation.view", "crm.relation.private", **_SLOTS)


def show_relations(found: Found, asked: Asked, most: int) -> list[Hit]:
    """Hits this member may see, at most 50: exact numbers first, then what was opened lately, then by name."""
    if not found:
        found = resembling(asked)
    if not found:
        return []
    exact = [pk for pk, reason in found.items() if reason != BY_NAME]
    recent = asked.lately.get("relations", []) if len(found) > len(exact) + 1 else []
    rows = _relations_of.rows(asked.member, keys=list(found), first=exact, recent=recent)
    return [_relation_hit(*row, reason=found[row[0]]) for row in rows[:most]]


def recall_relations(keys: list[UUID], member) -> dict[UUID, Hit]:
    """The relations among these that the member may still see, by key."""
    rows = _relations_of.rows(member, keys=keys, first=[], recent=[])
    return {row[0]: _relation_hit(*row, reason=LATELY) for row in rows}


def _relation_hit(pk: UUID, name, number, kind, status, city, *, reason):
    words = "" if status == "CLIENT" else status_label(kind, status)
    return Hit(
        url=desk_url("crm:relation", pk),
        label=name,
        sub=" · ".join(part for part in (number, city, words) if part),
        reason=reason,
        icon="user-round" if kind == RelationType.PERSON else "building-2",
        avatar=monogram(name),
    )


def show_contacts(found: Found, asked: Asked, most: int) -> list[Hit]:
    """Hits this member may see, at most 50."""
    if not found:
        return []
    exact = [pk for pk, reason in found.items() if reason != BY_CONTACT_NAME]
    recent = asked.lately.get("contacts", []) if len(found) > len(exact) + 1 else []
    rows = _contacts_of.rows(asked.member, keys=list(found), first=exact, recent=recent)
    return [_contact_hit(*row, reason=found[row[0]]) for row in rows[:most]]


def recall_contacts(keys: list[UUID], member) -> dict[UUID, Hit]:
    """The contacts among these that the member may still see, by key."""
    rows = _contacts_of.rows(member, keys=keys, first=[], recent=[])
    return {row[0]: _contact_hit(*row, reason=LATELY) for row in rows}


def _contact_hit(pk: UUID, name, number, email, *, reason):
    return Hit(
        url=desk_url("crm:contact", pk),
        label=name,
        sub=" · ".join(part for part in (number, email) if part),
        reason=reason,
        icon="contact",
        avatar=name,
    )
