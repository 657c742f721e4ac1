"""What global search shows of relations and contacts."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, OuterRef, Subquery, UUIDField

from crm.enums import RelationType, status_label
from crm.models import Address, Contact, Relation
from crm.names import monogram
from crm.registry import Hit
from crm.search import BY_NAME, contact_reasons, relation_reasons
from offices.db.prepared import OneOf
from offices.questions import MemberQuestion
from offices.urls_helpers import desk_url

SHOWN = 50
_KEYS = ArrayField(UUIDField())


def _relations(member, keys, exact):
    city = Address.objects.filter(relation_id=OuterRef("pk"), kind="VISIT").exclude(city="").values("city")[:1]
    rows = Relation.objects.visible_to(member).filter(OneOf(F("pk"), keys)).annotate(visit_city=Subquery(city))
    rows = rows.order_by(OneOf(F("pk"), exact).desc(), "sort_name", "pk")
    return rows.values_list("pk", "name", "number", "type", "status", "visit_city")[:SHOWN]


def _contacts(member, keys):
    rows = Contact.objects.visible_to(member).filter(OneOf(F("pk"), keys)).order_by("sort_name", "pk")
    return rows.values_list("pk", "name", "number", "email")[:SHOWN]


_relations_of = MemberQuestion(
    _relations, "crm.relation.view", "crm.relation.private", keys=_KEYS, exact=_KEYS
)
_contacts_of = MemberQuestion(
    _contacts, "crm.contact.view", "crm.relation.view", "crm.relation.private", keys=_KEYS
)


def found_relations(text, member, most):
    """Hits of relations this member may see, at most 50: exact numbers first, then by name."""
    reasons = relation_reasons(text, member=member)
    if not reasons:
        return []
    exact = [pk for pk, reason in reasons.items() if reason != BY_NAME]
    rows = _relations_of.rows(member, keys=list(reasons), exact=exact)
    return [_relation_hit(*row, reason=reasons[row[0]]) for row in rows[:most]]


def _relation_hit(pk, name, number, kind, status, city, *, reason):
    words = "" if status == "CLIENT" else status_label(kind, status)
    return Hit(
        url=desk_url("crm:relation", pk),
        label=name,
        sub=" · ".join(part for part in (number, city, words) if part),
        reason=reason,
        icon="user-round" if kind == RelationType.PERSON else "building-2",
        avatar=monogram(name),
    )


def found_contacts(text, member, most):
    """Hits of contacts this member may see, at most 50."""
    reasons = contact_reasons(text)
    if not reasons:
        return []
    return [
        Hit(
            url=desk_url("crm:contact", pk),
            label=name,
            sub=" · ".join(part for part in (number, email) if part),
            reason=reasons[pk],
            icon="contact",
            avatar=name,
        )
        for pk, name, number, email in _contacts_of.rows(member, keys=list(reasons))[:most]
    ]
