"""Taking back what an import made: only what nobody touched since, and never anything that others hung on it."""

from django.apps import apps
from django.db import connection
from pghistory.models import Event

from crm.bulk_registry import relations_created
from crm.enums import ItemResult
from crm.importing.columns import import_columns
from crm.models import (
    Address,
    BankAccount,
    Contact,
    CustomValue,
    FiscalYear,
    Provenance,
    Relation,
    RelationContact,
    RelationGroupMember,
    RelationLabel,
    TaxFrequency,
    TaxNumber,
    TeamAssignment,
    TimelineEntry,
)
from crm.rules.plans import Outcome
from offices.audit import draft
from offices.models import PortalAccount
from offices.pour import pour

_OF_RELATION = (
    TimelineEntry, Provenance, CustomValue, Address, TaxNumber, TaxFrequency, FiscalYear, BankAccount, RelationLabel,
    RelationGroupMember, TeamAssignment,
)  # fmt: skip
_OF_CONTACT = (Provenance, CustomValue, Address, RelationContact)


def undo_relations(items, *, by, plan) -> list[Outcome]:
    """Remove relations that this plan made and that nobody worked with."""
    born = [*_OF_RELATION, *(apps.get_model(name) for name in _others())]
    rows = Relation.objects.in_bulk([item.object_id for item in items])
    kept = worked_with(Relation, list(rows), born)
    late = TimelineEntry.objects.filter(relation__in=list(rows), at__gt=plan.applied_at)
    kept |= dict.fromkeys(late.values_list("relation_id", flat=True), "Er is daarna iets mee gedaan.")
    kept |= {pk: "Deze is weggegooid of samengevoegd." for pk, row in rows.items() if row.deleted_at or row.merged_into_id}
    return _remove(items, rows, kept, born, "relation_id", by=by)


def undo_contacts(items, *, by, plan) -> list[Outcome]:
    """Remove contacts that this plan made, with their links, when nobody worked with them."""
    rows = Contact.objects.in_bulk([item.object_id for item in items])
    kept = worked_with(Contact, list(rows), _OF_CONTACT)
    links = RelationContact.objects.filter(contact__in=list(rows))
    changed = links.filter(created_at__gt=plan.applied_at) | links.filter(version__gt=1)
    kept |= dict.fromkeys(changed.values_list("contact_id", flat=True), "De koppeling met een relatie is daarna gewijzigd.")
    accounts = PortalAccount.objects.filter(contact_id__in=list(rows)).values_list("contact_id", flat=True)
    kept |= dict.fromkeys(accounts, "Dit contact is al in het portaal geweest.")
    kept |= {pk: "Deze is weggegooid of samengevoegd." for pk, row in rows.items() if row.deleted_at or row.merged_into_id}
    return _remove(items, rows, kept, _OF_CONTACT, "contact_id", by=by)


def _others() -> list[str]:
    named = [name for bulk in relations_created for name in bulk.models]
    return named + [name for extra in import_columns for name in extra.models]


def worked_with(model, ids: list, born) -> dict:
    """{id: why} of rows that something hangs on which the import did not make."""
    found: dict = {}
    for other in apps.get_models():
        if issubclass(other, Event) or other in born:
            continue
        for key in other._meta.concrete_fields:
            if key.related_model is not model or key.many_to_one is not True:
                continue
            hanging = other._base_manager.filter(**{f"{key.name}__in": ids}).values_list(key.attname, flat=True)
            for pk in set(hanging.order_by()):
                found[pk] = f"Er hangt al iets aan: {other._meta.verbose_name}."
    return found


def _remove(items, rows, kept, born, column, *, by) -> list[Outcome]:
    ids = [pk for pk in rows if pk not in kept]
    noun = "relation" if column == "relation_id" else "contact"
    pour([draft(by, f"{noun}.rolled_back", rows[pk], data={"number": rows[pk].number}) for pk in ids])
    for model in born:
        if column in {key.attname for key in model._meta.concrete_fields}:
            queryset = model._base_manager.filter(**{f"{column}__in": ids})
            queryset._raw_delete(queryset.db)
    owners = (Relation if noun == "relation" else Contact)._base_manager.filter(pk__in=ids)
    owners._raw_delete(connection.alias)
    return [_outcome(item, rows, kept) for item in items]


def _outcome(item, rows, kept) -> Outcome:
    if item.object_id not in rows:
        return Outcome(ItemResult.STUCK, "Deze bestaat niet meer.")
    if item.object_id in kept:
        return Outcome(ItemResult.KEPT, kept[item.object_id], item.left_version)
    return Outcome(ItemResult.UNDONE)
