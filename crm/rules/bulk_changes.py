"""What the bulk actions of the crm would do: fields, labels and groups, and roles of the team."""

from collections import defaultdict
from uuid import UUID

from django.utils import timezone

from crm.access import require_on
from crm.custom import clean_value
from crm.enums import ItemResult, PlanAction, PlanKind
from crm.models import (
    Contact,
    ContactLabel,
    CustomField,
    CustomValue,
    Relation,
    RelationGroupMember,
    RelationLabel,
    TeamAssignment,
)
from crm.rules.plan_rows import value_now
from crm.rules.plans import Item, Outcome, PlanApplier, plan_appliers
from crm.rules.team import assign, unassign
from offices.errors import RuleBroken
from offices.models import TeamMember, TeamRole

CUSTOM = "custom."
_SETS = {
    "labels": {Relation: (RelationLabel, "relation_id", "label_id"), Contact: (ContactLabel, "contact_id", "label_id")},
    "groups": {Relation: (RelationGroupMember, "relation_id", "group_id")},
}
# Fields that only an organisation has.
_ORGANISATION = {"rechtsvorm"}


def field_items(rows, values, member):
    """Per row: the fields that change. `values` are {field: value}, sets as {"add": […], "remove": […]}."""
    now = _values_now(rows, values)
    return [_field_item(row, values, now) for row in rows]


def _field_item(row, values, now):
    changes = {}
    for name, wanted in values.items():
        if name in _ORGANISATION and row.is_person:
            return "Een persoon heeft geen rechtsvorm."
        old = now[name].get(row.pk, [] if name in _SETS else None)
        new = _new_set(old, wanted) if name in _SETS else wanted
        if old != new:
            changes[name] = [old, new]
    return Item(PlanAction.CHANGE, row._meta.label_lower, row.pk, row.name, row.version, changes) if changes else None


def _new_set(old, wanted):
    return sorted({*old, *wanted.get("add", ())} - {*wanted.get("remove", ())})


def _values_now(rows, values):
    """{field: {id: present value}}, sets and custom fields in one question each."""
    found, keys = {}, [row.pk for row in rows]
    model = type(rows[0]) if rows else Relation
    for name in values:
        if name in _SETS:
            found[name] = _sets_now(*_SETS[name][model], keys)
        elif name.startswith(CUSTOM):
            owner = "contact_id" if model is Contact else "relation_id"
            held = CustomValue.objects.filter(field__key=name.removeprefix(CUSTOM), field__active=True, **{f"{owner}__in": keys})
            found[name] = dict(held.values_list(owner, "value"))
        else:
            found[name] = {row.pk: value_now(row, name) for row in rows}
    return found


def _sets_now(model, owner, member, keys):
    sets = defaultdict(list)
    for key, one in model.objects.filter(**{f"{owner}__in": keys}).values_list(owner, member):
        sets[key].append(str(one))
    return {key: sorted(ones) for key, ones in sets.items()}


def stored_custom(target: str, key: str, given):
    """The stored form of what was typed for a custom field. Raises CRM40, CRM41."""
    field = CustomField.objects.filter(target=target, key=key, active=True).first()
    if field is None:
        raise RuleBroken("Dit vrije veld bestaat niet (meer). Kijk bij Beheer, Vrije velden.", code="CRM41")
    return clean_value(field, given)


def bulk_fields(target: str) -> list[CustomField]:
    """Custom fields that can be set in bulk: those without a condition and that do not point to another relation."""
    fields = CustomField.objects.filter(target=target, active=True).exclude(type="RELATION")
    return [field for field in fields if not field.shown_for]


# ── Roles of the team ────────────────────────────────────────────────────────

ROLE = "crm.relation#role"


def role_items(rows, values, member):
    """Per relation: who holds the role now and then. `values`: role, member (empty is nobody), mode add or replace."""
    role = TeamRole.objects.get(pk=values["role"])
    wanted = [values["member"]] if values["member"] else []
    held = _held(role, [row.pk for row in rows])
    return [_role_item(row, role, held.get(row.pk, []), wanted, values["mode"]) for row in rows]


def _role_item(row, role, now, wanted, mode):
    then = sorted({*now, *wanted}) if mode == "add" else sorted(wanted)
    if now == then:
        return None
    return Item(PlanAction.LINK, ROLE, row.pk, row.name, None, {f"role:{role.pk}": [now, then]})


def _held(role, keys):
    held = defaultdict(list)
    rows = TeamAssignment.objects.valid().filter(role=role, relation_id__in=keys)
    for key, member in rows.values_list("relation_id", "member_id"):
        held[key].append(str(member))
    return {key: sorted(members) for key, members in held.items()}


def _apply_roles(items, *, by, plan):
    return [_settle(item, by=by, old=0, new=1, done=ItemResult.DONE, otherwise=ItemResult.STALE) for item in items]


def _undo_roles(items, *, by, plan):
    return [_settle(item, by=by, old=1, new=0, done=ItemResult.UNDONE, otherwise=ItemResult.KEPT) for item in items]


def _settle(item, *, by, old, new, done, otherwise):
    (name, pair), *_ = item.changes.items()
    role = TeamRole.objects.filter(pk=name.partition(":")[2]).first()
    relation = Relation.objects.alive().filter(pk=item.object_id).first()
    if role is None or relation is None:
        raise RuleBroken("De relatie of de rol bestaat niet meer.", code="CRM19")
    if isinstance(by, TeamMember):
        require_on(by, "crm.team.assign", relation)
    relation = Relation.objects.lock(relation.pk)
    if _held(role, [relation.pk]).get(relation.pk, []) != pair[old]:
        return Outcome(otherwise, "Het team is intussen gewijzigd. Bekijk deze opnieuw.")
    for gone in TeamAssignment.objects.valid().filter(relation=relation, role=role).exclude(member_id__in=pair[new]):
        unassign(gone, by=by)
    members = {str(member.pk): member for member in TeamMember.objects.filter(office_id=relation.office_id, pk__in=pair[new]).select_related("user")}
    for key in pair[new]:
        if key not in pair[old]:
            assign(relation, role=role, member=members.get(key), by=by, valid_from=timezone.localdate())
    return Outcome(done)


def _renew_roles(items, *, by, plan):
    """Plan anew what came back: the same people come and go, seen from who holds the role now."""
    fresh = []
    for item in items:
        (name, (old, new)), *_ = item.changes.items()
        role = TeamRole.objects.get(pk=name.partition(":")[2])
        now = _held(role, [item.object_id]).get(item.object_id, [])
        then = sorted({*now, *new} - ({*old} - {*new}))
        if now != then:
            fresh.append(Item(PlanAction.LINK, ROLE, UUID(str(item.object_id)), item.label, None, {name: [now, then]}))
    return fresh


plan_appliers.register(PlanApplier(PlanKind.BULK, ROLE, _apply_roles, _undo_roles, _renew_roles, chunk=50))
