"""Who is whose partner: for the tax office at most one at a time, seen from both sides."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from crm.access import require_on
from crm.enums import PartnerKind
from crm.models import Contact, PartnerLink, Relation
from crm.registry import relation_changed
from crm.timeline import write_entry
from crm.validity import on_day
from offices.audit import record
from offices.errors import RuleBroken
from offices.models import TeamMember
from offices.texts import required

RIGHT = "crm.relation.edit"


@dataclass(frozen=True)
class Partner:
    """A partner as seen from one of the two: the link, and the relation or the contact on the other side."""

    link: PartnerLink
    relation: Relation | None = None
    contact: Contact | None = None

    @property
    def name(self) -> str:
        """Name of the partner."""
        return str(self.relation.name if self.relation else self.contact)


def record_partner(relation, *, by, partner=None, contact=None, kind=PartnerKind.FISCAL, valid_from, valid_to=None):
    """Record that two people are partners; the other is a relation or, when the office does not serve him, a contact.

    Raises CRM15 when one of them has a fiscal partner in that period already, CRM25 when one of them is no person.
    """
    if isinstance(by, TeamMember):
        require_on(by, RIGHT, relation)
        if partner is not None:
            require_on(by, RIGHT, partner)
    if (partner is None) == (contact is None):
        raise RuleBroken(required("Partner"), code="G01", field="partner")
    if valid_from is None:
        raise RuleBroken(required("Vanaf"), code="G01", field="valid_from")
    if valid_to and valid_to < valid_from:
        raise RuleBroken("De einddatum ligt vóór de begindatum.", code="CRM19", field="valid_to")
    with transaction.atomic():
        locked = {row.pk: row for row in _lock(relation, partner)}
        relation = locked[relation.pk]
        partner = locked[partner.pk] if partner is not None else None
        _persons(relation, partner)
        if kind == PartnerKind.FISCAL:
            for side in ({"relation": relation}, {"relation": partner} if partner else {"contact": contact}):
                _refuse_second(valid_from, valid_to, **side)
        link = PartnerLink.objects.create(
            person_a=relation, person_b=partner, contact_b=contact, kind=PartnerKind(kind), valid_from=valid_from,
            valid_to=valid_to, created_by=by if isinstance(by, TeamMember) else None,
        )  # fmt: skip
        other = partner.name if partner else contact.name
        _tell(relation, f"{other} is {link.get_kind_display().lower()}", by=by)
        if partner:
            _tell(partner, f"{relation.name} is {link.get_kind_display().lower()}", by=by)
    return link


def end_partner(link, *, by, last_day):
    """Let a partnership end after `last_day`. Raises CRM19 for a day before it began."""
    if isinstance(by, TeamMember):
        require_on(by, RIGHT, link.person_a)
    with transaction.atomic():
        sides = {row.pk: row for row in _lock(link.person_a, link.person_b)}
        row = PartnerLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
        if last_day is None:
            raise RuleBroken(required("Tot en met"), code="G01", field="valid_to")
        if last_day < row.valid_from:
            raise RuleBroken(
                f"De einddatum ligt vóór {row.valid_from:%d-%m-%Y}, de begindatum.", code="CRM19", field="valid_to"
            )
        row.valid_to = last_day
        row.version += 1
        row.save()
        for side in sides.values():
            _tell(side, f"Partnerschap eindigt na {last_day:%d-%m-%Y}", by=by)
    return row


def partners_of(relation) -> list[Partner]:
    """Every partner of a person, from either side, the latest first."""
    links = PartnerLink.objects.filter(Q(person_a=relation) | Q(person_b=relation))
    links = links.select_related("person_a", "person_b", "contact_b").order_by("-valid_from", "-id")
    return [
        Partner(link, relation=link.person_b if link.person_a_id == relation.pk else link.person_a, contact=link.contact_b)
        for link in links
    ]


def fiscal_partner(relation_id, day=None) -> Partner | None:
    """The fiscal partner of this person on the day (today when none is given)."""
    links = PartnerLink.objects.filter(Q(person_a=relation_id) | Q(person_b=relation_id), kind=PartnerKind.FISCAL)
    link = links.filter(on_day(day or timezone.localdate())).select_related("person_a", "person_b", "contact_b").first()
    if link is None:
        return None
    other = link.person_b if link.person_a_id == relation_id else link.person_a
    return Partner(link, relation=other, contact=link.contact_b)


def two_fiscal_partners(winner, loser) -> list[str]:
    """Why two persons cannot become one: they have a fiscal partner each on the same day; else an empty list."""
    links = [one for side in (winner, loser) for one in partners_of(side) if one.link.kind == PartnerKind.FISCAL]
    if any(one.relation is not None and one.relation.pk in (winner.pk, loser.pk) for one in links):
        return [f"{winner.name} en {loser.name} zijn als elkaars partner vastgelegd. Verwijder dat partnerschap eerst."]
    for place, one in enumerate(links):
        for other in links[place + 1 :]:
            if one.link.valid_from <= (other.link.valid_to or date.max) and other.link.valid_from <= (one.link.valid_to or date.max):
                return ["Beiden hebben in dezelfde periode een fiscaal partner. Sluit eerst een van de twee koppelingen."]
    return []


def _lock(*relations) -> list[Relation]:
    """Both sides, locked in one order."""
    ids = [one.pk for one in relations if one is not None]
    return list(Relation.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))


def _persons(relation, partner) -> None:
    for one in (relation, partner):
        if one is not None and not one.is_person:
            raise RuleBroken(
                f"{one.name} is geen natuurlijk persoon. Alleen personen hebben een partner.", code="CRM25", field="partner"
            )
    if partner is not None and partner.pk == relation.pk:
        raise RuleBroken("Iemand kan niet zijn eigen partner zijn. Kies een ander.", code="CRM25", field="partner")


def _refuse_second(valid_from, valid_to, *, relation=None, contact=None) -> None:
    same = Q(person_a=relation) | Q(person_b=relation) if relation else Q(contact_b=contact)
    rows = PartnerLink.objects.filter(same, kind=PartnerKind.FISCAL)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=valid_from))
    rows = rows.filter(valid_from__lte=valid_to) if valid_to else rows
    taken = rows.select_related("person_a", "person_b", "contact_b").first()
    if taken is None:
        return
    other = taken.person_a if relation is None or taken.person_a_id != relation.pk else taken.person_b or taken.contact_b
    raise RuleBroken(
        f"{relation.name if relation else contact.name} heeft in deze periode al een fiscaal partner ({other.name}). "
        "Sluit die koppeling eerst met een einddatum.",
        code="CRM15",
        field="partner",
    )


def _tell(relation, title, *, by) -> None:
    record(by, "relation.changed", relation, data={"fields": ["partner"]}, relation=relation)
    write_entry(relation, "relation.changed", by=by, title=title, object=relation)
    relation_changed.call(relation, by=by)
