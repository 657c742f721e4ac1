"""Persons and organisations outside the clients: edited once, used in every structure they stand in."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from crm.enums import SharedEntityKind
from crm.models import Relation, SharedEntity, Stake
from crm.names import person_name, person_sort_key, sort_key
from crm.registry import relation_changed
from crm.rules.cleaning import clean_field
from crm.timeline import write_entry
from offices.audit import record
from offices.errors import RuleBroken
from offices.models import TeamMember
from offices.permissions import require, scope_of
from offices.texts import changed_meanwhile, required

VIEW, MANAGE = "crm.shared_entity.view", "crm.shared_entity.manage"
FIELDS = ("kind", "name", "initials", "infix", "last_name", "birth_date", "country", "number", "note")


def visible_entities(member, permission=VIEW):
    """Shared entities this member may see: all of them, or those in a structure of a relation he may see."""
    scope = scope_of(member, permission)
    if scope is None:
        return SharedEntity.objects.none()
    if scope == "A":
        return SharedEntity.objects.all()
    seen = Relation.objects.visible_to(member)
    held = Stake.objects.filter(Q(owner_entity=OuterRef("pk")) | Q(target_entity=OuterRef("pk")))
    near = held.filter(Q(relation__in=seen) | Q(owner_relation__in=seen))
    own = Q(created_by=member)
    return SharedEntity.objects.filter(own | Q(Exists(near)))


def create_entity(*, by, values) -> SharedEntity:
    """Make a shared entity; warns nobody, for names may repeat. Raises G01, G03, G04."""
    if isinstance(by, TeamMember):
        require(by, MANAGE)
    entity = SharedEntity(created_by=by if isinstance(by, TeamMember) else None)
    with transaction.atomic():
        _fill(entity, values)
        entity.save(force_insert=True)
        record(by, "shared_entity.created", entity, data={"kind": entity.kind})
    return entity


def change_entity(entity, *, by, version, values) -> SharedEntity:
    """Change it for every structure it stands in; each of those relations hears of it. Raises StaleForm (G02)."""
    if isinstance(by, TeamMember):
        require(by, MANAGE)
    with transaction.atomic():
        fresh = SharedEntity.objects.select_for_update(of=("self",)).get(pk=entity.pk)
        if int(version) != fresh.version:
            raise changed_meanwhile("Een collega", timezone.localtime(fresh.updated_at))
        before = {name: getattr(fresh, name) for name in (*FIELDS, "sort_name")}
        if values.get("kind", fresh.kind) != fresh.kind and Stake.objects.filter(target_entity=fresh).exists():
            raise RuleBroken(
                "In deze organisatie staan belangen. Sluit of verwijder die eerst; een persoon heeft geen aandeelhouders.",
                code="CRM45",
                field="kind",
            )
        _fill(fresh, values)
        changed = [name for name in FIELDS if before[name] != getattr(fresh, name)]
        if changed:
            fresh.version += 1
            fresh.save()
            record(by, "shared_entity.changed", fresh, data={"fields": changed})
            for relation in relations_with(fresh):
                title = f"Gedeelde entiteit {fresh.name} gewijzigd"
                write_entry(relation, "shared_entity.changed", by=by, title=title, object=fresh)
                relation_changed.call(relation, by=by)
    return fresh


def delete_entity(entity, *, by) -> None:
    """Delete a shared entity that stands in no structure (any more). Raises CRM46 when it does."""
    if isinstance(by, TeamMember):
        require(by, MANAGE)
    with transaction.atomic():
        fresh = SharedEntity.objects.select_for_update(of=("self",)).get(pk=entity.pk)
        used = Stake.objects.filter(Q(owner_entity=fresh) | Q(target_entity=fresh)).count()
        if used:
            raise RuleBroken(
                f"{fresh.name} staat in {used} belang{'en' if used > 1 else ''}. Sluit een belang met een einddatum; de "
                "entiteit blijft dan bewaard voor de geschiedenis.",
                code="CRM46",
            )
        record(by, "shared_entity.deleted", fresh, data={"name": fresh.name})
        fresh.delete()


def relations_with(entity):
    """Relations in whose structure it stands directly."""
    held = Stake.objects.filter(Q(owner_entity=entity) | Q(target_entity=entity))
    near = Q(pk__in=held.values("relation_id")) | Q(pk__in=held.values("owner_relation_id"))
    return Relation.objects.alive().filter(near).order_by("sort_name", "pk")


def _fill(entity, values):
    for name in FIELDS:
        if name in values:
            setattr(entity, name, clean_field(SharedEntity, name, values[name]))
    if entity.kind not in SharedEntityKind.values:
        raise RuleBroken(required("Soort"), code="G01", field="kind")
    entity.country = (entity.country or "NL").upper()
    if entity.kind == SharedEntityKind.PERSON:
        if not entity.last_name:
            raise RuleBroken(required("Achternaam"), code="G01", field="last_name")
        parts = {name: getattr(entity, name) for name in ("last_name", "infix", "initials")}
        entity.name, entity.sort_name = person_name(**parts)[:200], person_sort_key(**parts)[:260]
        return
    if not entity.name:
        raise RuleBroken(required("Naam"), code="G01", field="name")
    entity.initials = entity.infix = entity.last_name = ""
    entity.birth_date = None
    entity.sort_name = sort_key(entity.name)[:260]
