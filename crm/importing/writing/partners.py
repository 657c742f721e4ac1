"""Fiscal partners named by number, recorded after both people are there."""

from django.db import transaction
from django.db.models import Q

from crm.enums import ItemResult
from crm.models import PartnerLink, Relation
from crm.rules.partners import record_partner
from crm.rules.plans import Outcome
from offices.errors import RuleBroken


def link_partners(items, *, by, plan) -> list[Outcome]:
    """Record each pair once, from the first of January of this year on."""
    wanted = [item.changes["partner"][1] for item in items]
    others = {row.number: row for row in Relation.objects.alive().filter(number__in=wanted)}
    rows = Relation.objects.alive().in_bulk([item.object_id for item in items])
    return [_one(rows.get(item.object_id), others.get(number), number, by=by, plan=plan) for item, number in zip(items, wanted, strict=True)]


def _one(relation, partner, number, *, by, plan) -> Outcome:
    if relation is None or partner is None:
        return Outcome(ItemResult.FAILED, f"Fiscale partner met relatienummer {number} bestaat niet. Leg het partnerschap vast op de kaart.")
    known = PartnerLink.objects.filter(Q(person_a=relation, person_b=partner) | Q(person_a=partner, person_b=relation), kind="FISCAL")
    if known.filter(valid_to=None).exists():
        return Outcome(ItemResult.SAME)
    try:
        with transaction.atomic():
            record_partner(relation, by=by, partner=partner, valid_from=plan.made_at.date().replace(month=1, day=1))
    except RuleBroken as fault:
        return Outcome(ItemResult.FAILED, fault.text)
    return Outcome(ItemResult.DONE)


def unlink_partners(items, *, by, plan) -> list[Outcome]:
    """Remove links that this plan made and that nobody changed."""
    return [_undo(item) for item in items]


def _undo(item) -> Outcome:
    number = item.changes["partner"][1]
    links = PartnerLink.objects.filter(
        Q(person_a_id=item.object_id, person_b__number=number) | Q(person_b_id=item.object_id, person_a__number=number), kind="FISCAL"
    )
    link = links.order_by("-created_at").first()
    if link is None:
        return Outcome(ItemResult.STUCK, "Dit partnerschap bestaat niet meer.")
    if link.version > 1:
        return Outcome(ItemResult.KEPT, "Dit partnerschap is daarna gewijzigd.")
    link.delete()
    return Outcome(ItemResult.UNDONE)
