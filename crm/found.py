"""What global search shows of relations and contacts."""

from crm.models import Contact, Relation
from crm.names import monogram
from crm.registry import Hit
from crm.search import contact_reasons, relation_reasons
from offices.urls_helpers import desk_url

_BY_NAME = "naam, plaats of relatienummer"


def found_relations(text, member, most):
    """Hits of relations this member may see: exact numbers first, then by name."""
    reasons = relation_reasons(text, member=member)
    if not reasons:
        return []
    visible = Relation.objects.visible_to(member).with_city().order_by("sort_name", "pk")
    exact = [pk for pk, reason in reasons.items() if reason != _BY_NAME]
    rows = list(visible.filter(pk__in=exact)[:most]) if exact else []
    if len(rows) < most:
        rows += list(visible.filter(pk__in=[pk for pk in reasons if pk not in exact])[: most - len(rows)])
    return [_relation_hit(row, reasons[row.pk]) for row in rows]


def _relation_hit(row, reason):
    city = next((address.city for address in row.visit if address.city), "")
    sub = " · ".join(
        part for part in (row.number, city, "" if row.status == "CLIENT" else row.status_label) if part
    )
    return Hit(
        url=desk_url("crm:relation", row.pk),
        label=row.name,
        sub=sub,
        reason=reason,
        icon="user-round" if row.is_person else "building-2",
        avatar=monogram(row.name),
    )


def found_contacts(text, member, most):
    """Hits of contacts this member may see."""
    reasons = contact_reasons(text)
    if not reasons:
        return []
    rows = Contact.objects.visible_to(member).filter(pk__in=list(reasons)).order_by("sort_name", "pk")[:most]
    return [
        Hit(
            url=desk_url("crm:contact", row.pk),
            label=row.name,
            sub=" · ".join(part for part in (row.number, row.email) if part),
            reason=reasons[row.pk],
            icon="contact",
            avatar=row.name,
        )
        for row in rows
    ]
