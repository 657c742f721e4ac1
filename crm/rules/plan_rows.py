"""What a bulk plan does with relations and contacts: the rule of the form, once per row."""

from uuid import UUID

from django.db import transaction

from crm.access import require_on
from crm.enums import ItemResult, PlanAction, PlanKind, SourceKind
from crm.models import Contact, Relation, RelationKind
from crm.rules.contacts import change_contact
from crm.rules.plans import Item, Outcome, PlanApplier, plan_appliers
from crm.rules.provenance import Source
from crm.rules.relations import change_relation
from offices.errors import NotHere, RuleBroken
from offices.models import TeamMember

_ID_LISTS = frozenset({"labels", "groups"})
# Fields of the office are «custom.<key>», as in provenance and the activity log.
_CUSTOM = "custom."


def value_now(row, name):
    """The present value of a field of a relation or contact as it stands in a plan (JSON)."""
    if name in _ID_LISTS:
        return sorted(str(pk) for pk in _linked(row, name))
    if name == "kind":
        return str(row.kind_id) if row.kind_id else None
    value = getattr(row, name)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _linked(row, name):
    if name == "groups":
        return row.group_memberships.values_list("group_id", flat=True)
    links = row.relation_labels if isinstance(row, Relation) else row.contact_labels
    return links.values_list("label_id", flat=True)


def change_item(row, values, *, label=""):
    """An Item that gives a relation or contact these values; fields that are so already are left out.

    Values are JSON: ids as text, days as 2026-01-31. Gives None when nothing would change.
    """
    changes = {name: [value_now(row, name), value] for name, value in values.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if not changes:
        return None
    return Item(PlanAction.CHANGE, row._meta.label_lower, row.pk, label or row.name, row.version, changes)


def _change_relations(items, *, by, plan, new=True):
    rows = Relation.objects.in_bulk([item.object_id for item in items])
    return [_one(item, rows, _change_relation, by=by, plan=plan, new=new) for item in items]


def _change_contacts(items, *, by, plan, new=True):
    rows = Contact.objects.in_bulk([item.object_id for item in items])
    return [_one(item, rows, _change_contact, by=by, plan=plan, new=new) for item in items]


def _one(item, rows, change, *, by, plan, new):
    failed = ItemResult.FAILED if new else ItemResult.STUCK
    row = rows.get(item.object_id)
    if row is None:
        return Outcome(failed, "Deze bestaat niet meer.")
    before = row.version
    values = {name: pair[1 if new else 0] for name, pair in item.changes.items()}
    try:
        with transaction.atomic():
            saved = change(row, _typed(values), by=by, plan=plan)
    except RuleBroken as fault:
        return Outcome(failed, fault.text)
    done = ItemResult.DONE if new else ItemResult.UNDONE
    return Outcome(done if saved.version != before or not new else ItemResult.SAME, "", saved.version)


def _typed(values):
    typed = {name: [UUID(one) for one in value or []] if name in _ID_LISTS else value for name, value in values.items()}
    if custom := {name.removeprefix(_CUSTOM): typed.pop(name) for name in list(typed) if name.startswith(_CUSTOM)}:
        typed["custom"] = custom
    if "kind" in typed:
        typed["kind"] = RelationKind.objects.filter(pk=typed["kind"]).first() if typed["kind"] else None
    return typed


def _change_relation(row, values, *, by, plan):
    if isinstance(by, TeamMember):
        require_on(by, "crm.relation.edit", row)
    return change_relation(
        row, by=by, version=row.version, values=values, reason=plan.reason, strict=False, source=_source(plan)
    ).row


def _change_contact(row, values, *, by, plan):
    if isinstance(by, TeamMember) and not Contact.objects.visible_to(by, "crm.contact.edit").filter(pk=row.pk).exists():
        raise NotHere("Dit contact bestaat niet, of u mag het niet wijzigen.")
    return change_contact(row, by=by, version=row.version, values=values, source=_source(plan)).row


def _source(plan):
    return Source(SourceKind.BULK, plan.title, plan.pk)


def _undo(change):
    return lambda items, *, by, plan: change(items, by=by, plan=plan, new=False)


def _renew(model):
    def renew(items, *, by, plan):
        rows = model.objects.visible_to(by).in_bulk([item.object_id for item in items])
        pairs = [(rows[item.object_id], item) for item in items if item.object_id in rows]
        fresh = [change_item(row, {name: pair[1] for name, pair in item.changes.items()}) for row, item in pairs]
        return [item for item in fresh if item is not None]

    return renew


for _model, _change in ((Relation, _change_relations), (Contact, _change_contacts)):
    plan_appliers.register(
        PlanApplier(PlanKind.BULK, _model._meta.label_lower, _change, _undo(_change), _renew(_model), chunk=50)
    )
