"""Changing relations and contacts that were here already: the rule of the form per row, with its own savepoint."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from crm.access import require_on
from crm.enums import ItemResult, SourceKind
from crm.importing.columns import import_columns
from crm.importing.writing.contacts import LINKED, Linking, relations_named
from crm.importing.writing.drafts import Drafts
from crm.importing.writing.relations import fiscal_year
from crm.models import Contact, Relation, RelationContact, RelationKind, TeamAssignment
from crm.rules.contacts import change_contact
from crm.rules.links import change_link
from crm.rules.plans import Outcome
from crm.rules.provenance import Source
from crm.rules.relations import change_relation
from crm.rules.team import assign, unassign
from offices.errors import NotHere, RuleBroken
from offices.models import TeamMember, TeamRole

_IDS = ("groups", "labels")


def source_of(plan) -> Source:
    """Where values of this plan come from, as the card shows it."""
    batch = plan.batches.first()
    return Source(SourceKind.IMPORT, batch.name if batch else plan.title, batch.pk if batch else plan.pk)


def change_all(items, *, by, plan, new=True) -> list[Outcome]:
    """Give each relation or contact the new values of its item, or with new=False those from before."""
    if not items:
        return []
    is_relation = items[0].object_kind == "crm.relation"
    rows = (Relation if is_relation else Contact).objects.alive().in_bulk([item.object_id for item in items])
    change, source = (_change_relation if is_relation else _change_contact), source_of(plan)
    return [_one(item, rows.get(item.object_id), change, by=by, plan=plan, source=source, new=new) for item in items]


def _one(item, row, change, *, by, plan, source, new) -> Outcome:
    failed = ItemResult.FAILED if new else ItemResult.STUCK
    if row is None:
        return Outcome(failed, "Deze bestaat niet meer.")
    values = {name: pair[1 if new else 0] for name, pair in item.changes.items()}
    before = {name: pair[0 if new else 1] for name, pair in item.changes.items()}
    try:
        with transaction.atomic():
            stays = change(row, values, before, by=by, plan=plan, source=source, new=new)
    except RuleBroken as fault:
        return Outcome(failed, fault.text)
    row.refresh_from_db(fields=["version"])
    return Outcome(ItemResult.DONE if new else ItemResult.UNDONE, stays, row.version)


def _change_relation(row, values, before, *, by, plan, source, new) -> str:
    if isinstance(by, TeamMember):
        require_on(by, "crm.relation.edit", row)
    typed = relation_values(row, {name: value for name, value in values.items() if not name.startswith(("role.", "extra."))})
    if typed:
        change_relation(row, by=by, version=row.version, values=typed, strict=False, source=source)
    for name in values:
        if name.startswith("role."):
            _change_role(row, name.removeprefix("role."), values[name], before[name], by=by)
    stays = []
    for extra in import_columns:
        name = f"extra.{extra.key}"
        if name in values and new:
            extra.write([(row, [one for one in values[name] if one not in (before[name] or [])])], by=by)
        elif name in values:
            stays.append(extra.key)
    return f"Blijft staan: {', '.join(stays)}." if stays else ""


def relation_values(row: Relation, values: dict) -> dict:
    """Values of an import as `change_relation` takes them."""
    typed: dict = {}
    for name, value in values.items():
        if name.startswith("address."):
            typed.setdefault("addresses", {})[name.removeprefix("address.")] = value
        elif name.startswith("custom."):
            typed.setdefault("custom", {})[name.removeprefix("custom.")] = value
        elif name in _IDS:
            typed[name] = [UUID(one) for one in value or []]
        elif name == "kind":
            typed[name] = RelationKind.objects.filter(pk=value).first() if value else None
        elif name.endswith("_frequency"):
            typed[name] = _rhythm(row, name[:2].upper(), value)
        elif name == "fiscal_year_end":
            typed["fiscal_years"] = _years(row, value)
        else:
            typed[name] = value
    return typed


def _rhythm(row, kind, value) -> list[dict]:
    """The rows there are, with another rhythm from the first of January of next year on, or from the start."""
    columns = ("frequency", "quarter_start", "valid_from")
    rows = list(row.tax_frequencies.filter(kind=kind).order_by("valid_from").values(*columns))
    if not value:
        return rows[:-1]
    today = timezone.localdate()
    start = today.replace(month=1, day=1)
    if rows and rows[-1]["valid_from"] >= start and rows[-1]["valid_from"] <= today:
        return [*rows[:-1], {**value, "valid_from": rows[-1]["valid_from"]}]
    later = start if not rows else start.replace(year=start.year + 1)
    return [*(one for one in rows if one["valid_from"] < later), {**value, "valid_from": later}]


def _years(row, end) -> list[dict]:
    today = timezone.localdate()
    past = list(row.fiscal_years.filter(end__lt=today).values("start", "end"))
    year = fiscal_year(end, today)
    if year and past:
        year["start"] = max([year["start"], *(one["end"] for one in past)])
    return [*past, *([year] if year else [])]


def _change_role(row, code, value, former, *, by) -> None:
    role = TeamRole.objects.filter(code=code).first()
    for held in TeamAssignment.objects.valid().filter(relation=row, role=role, member_id=former) if former else ():
        unassign(held, by=by)
    if value:
        member = TeamMember.objects.select_related("user").get(pk=value)
        assign(row, role=role, member=member, by=by)


def _change_contact(row, values, before, *, by, plan, source, new) -> str:
    if isinstance(by, TeamMember) and not Contact.objects.visible_to(by, "crm.contact.edit").filter(pk=row.pk).exists():
        raise NotHere("Dit contact bestaat niet, of u mag het niet wijzigen.")
    typed: dict = {}
    for name, value in values.items():
        if name == "address.PRIVATE":
            typed["address"] = value
        elif name.startswith("custom."):
            typed.setdefault("custom", {})[name.removeprefix("custom.")] = value
        elif name not in (*LINKED, "is_preferred", "relations"):
            typed[name] = value
    if not new:
        # Links go first: a relation that goes too must not be told of the change.
        _change_links(row, values, before, by=by, plan=plan, new=new)
    if typed:
        change_contact(row, by=by, version=row.version, values=typed, source=source)
    if new:
        _change_links(row, values, before, by=by, plan=plan, new=new)
    return ""


def _change_links(row, values, before, *, by, plan, new) -> None:
    about = {name: value for name, value in values.items() if name in (*LINKED, "is_preferred") and value is not None}
    fresh = [number for number in values.get("relations") or () if number not in (before.get("relations") or ())]
    gone = [number for number in before.get("relations") or () if number not in (values.get("relations") or ())] if not new else []
    links = RelationContact.objects.valid().filter(contact=row).select_related("relation", "contact")
    if about:
        for link in links:
            if any(getattr(link, name) != value for name, value in about.items()):
                change_link(link, by=by, version=link.version, values=about)
    if "relations" not in values:
        return
    if gone:
        links.filter(relation__number__in=gone).delete()
    if fresh and new:
        relations = relations_named([{"relations": fresh}])
        drafts = Drafts(by=by, plan=plan)
        linking = Linking(drafts, relations.values())
        for relation in relations.values():
            linking.link(relation, row, about)
        linking.step_back()
        drafts.write()
