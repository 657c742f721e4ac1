"""From the groups to one plan: what is new, what is taken over, in the order in which it can be written."""

from collections.abc import Iterator
from itertools import chain

from crm.enums import ImportGroup, PlanAction, PlanKind
from crm.importing.columns import CLIENTS, CONTACTS
from crm.importing.current import LINK_FIELDS
from crm.importing.differences import chosen_changes
from crm.models import ChangePlan, ImportBatch, ImportRow, Relation
from crm.rules.plans import Item, make_plan

PAGE = 1_000
_WRITTEN = (ImportGroup.NEW, ImportGroup.BOTH)


def rows_of(batch: ImportBatch, sheet, *groups) -> Iterator[ImportRow]:
    """The chosen rows of a sheet in these groups, in the order of the file, a page at a time."""
    return chain.from_iterable(pages_of(batch, sheet, *groups))


def pages_of(batch: ImportBatch, sheet, *groups) -> Iterator[list[ImportRow]]:
    """The same by the page."""
    last = 0
    while True:
        rows = ImportRow.objects.filter(batch=batch, sheet=sheet, group__in=groups, chosen=True, number__gt=last)
        page = list(rows.defer("raw", "errors", "keys").order_by("number")[:PAGE])
        if not page:
            return
        yield page
        last = page[-1].number


def plan_import(batch: ImportBatch, *, by) -> ChangePlan:
    """The plan of this import as it stands now; empty when nothing would change.

    How many contacts stay out because a relation they name stays out is left in `counts["orphans"]` of the import.
    """
    batch.counts = batch.counts | {"orphans": 0}
    return make_plan(PlanKind.IMPORT, by=by, title=batch.name, items=_items(batch))


def _items(batch: ImportBatch) -> Iterator[Item]:
    rule, partners = batch.defaults.get("rule"), []
    # New records first: they are written by the thousand, changes one by one.
    for group in _WRITTEN:
        yield from _of_sheet(_noting(rows_of(batch, CLIENTS, group), rule, partners), "crm.relation", rule)
    for group in _WRITTEN:
        yield from _of_sheet(_with_relations(batch, group), "crm.contact", rule)
    # A partner may stand further down in the file, so couples come last.
    yield from partners


def _with_relations(batch: ImportBatch, group) -> Iterator[ImportRow]:
    """The rows of contacts whose relations are here or come along; the others would fail when the plan is carried out."""
    for page in pages_of(batch, CONTACTS, group):
        named = {number for row in page for number in _relations(row)}
        there = set(Relation.objects.alive().filter(number__in=named).values_list("number", flat=True))
        coming = ImportRow.objects.filter(batch=batch, sheet=CLIENTS, group=ImportGroup.NEW, chosen=True, key__in=named - there)
        there |= set(coming.values_list("key", flat=True))
        going = [row for row in page if there.issuperset(_relations(row))]
        batch.counts["orphans"] += len(page) - len(going)
        yield from going


def _relations(row: ImportRow) -> list[str]:
    return (row.normalised or {}).get("relations") or []


def _of_sheet(rows: Iterator[ImportRow], kind: str, rule) -> Iterator[Item]:
    for row in rows:
        if row.group == ImportGroup.NEW:
            changes = {name: [None, value] for name, value in row.normalised.items() if name != "partner"}
            yield Item(PlanAction.CREATE, kind, row.pk, row.label, None, changes)
            continue
        changes = chosen_changes(row.differences or {}, row.decisions, rule)
        changes.pop("partner", None)
        if "relations" in changes:
            # A link that is made says the same as the links that are there.
            said = row.normalised
            changes = {name: [said[name], said[name]] for name in LINK_FIELDS if name in said} | changes
        if changes:
            yield Item(PlanAction.CHANGE, kind, row.target_id, row.label, row.seen_version, changes)


def _noting(rows: Iterator[ImportRow], rule, partners: list[Item]) -> Iterator[ImportRow]:
    """The same rows; the couples they name are noted on the way."""
    for row in rows:
        values = row.normalised if row.group == ImportGroup.NEW else {}
        taken = chosen_changes(row.differences or {}, row.decisions, rule) if row.group == ImportGroup.BOTH else {}
        number = values.get("partner") or (taken.get("partner") or [None, None])[1]
        if number:
            partners.append(Item(PlanAction.LINK, "crm.relation#partner", row.target_id or row.pk, row.label, None, {"partner": [None, number]}))
        yield row


def plan_counts(plan: ChangePlan) -> dict:
    """How many records a plan makes and changes, and how many fields."""
    actions = plan.counts.get("actions", {})
    return {"new": actions.get("CREATE", 0), "changed": actions.get("CHANGE", 0), "linked": actions.get("LINK", 0), "items": plan.counts.get("items", 0)}
