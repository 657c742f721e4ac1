"""The fields an office adds itself: making and changing them, and what a change of type would lose."""

import re
from copy import copy
from dataclasses import dataclass

from django.db import transaction

from crm.conditions import clean as clean_condition
from crm.custom import converted, readable_value
from crm.enums import FieldTarget, FieldType
from crm.models import Contact, CustomField, CustomValue, Relation
from crm.names import fold
from crm.rules.cleaning import clean_field, texts
from crm.rules.search_words import refresh_search
from offices.audit import record
from offices.errors import RuleBroken
from offices.models import TeamMember
from offices.texts import changed_meanwhile, required, too_long

INPUTS = ("label", "type", "choices", "required", "shown_for", "group", "sync_mappable", "searchable", "active")
WITH_CHOICES = (FieldType.CHOICE, FieldType.MULTI_CHOICE)
MOST_FIELDS = 200
EXAMPLES = 5


@dataclass(frozen=True)
class Loss:
    """What a change would do to the values that exist: how many there are, how many would go, and some of those."""

    total: int
    lost: int
    examples: list

    @property
    def kept(self) -> int:
        """Values that stay, in their new form."""
        return self.total - self.lost


def create_field(*, by, target, values) -> CustomField:
    """Make a custom field; its key comes from its name and never changes. Raises G01, G03, CRM40, CRM42."""
    field = CustomField(target=FieldTarget(target), created_by=by if isinstance(by, TeamMember) else None)
    with transaction.atomic():
        same = CustomField.objects.filter(target=target)
        if same.count() >= MOST_FIELDS:
            raise RuleBroken(f"Er zijn al {MOST_FIELDS} vrije velden. Zet er eerst een uit.", code="CRM40", field="label")
        _fill(field, values)
        field.key = _free_key(field.label, set(same.values_list("key", flat=True)))
        field.order = same.count()
        field.save(force_insert=True)
        record(by, "custom_field.created", field, data={"target": field.target, "type": field.type})
    return field


def change_field(field, *, by, version, values, lose=None) -> CustomField:
    """Change a custom field. Values that do not fit the new type or choices go, when `lose` says how many.

    Raises StaleForm (G02); CRM43 when values would be lost and `lose` is another number.
    """
    with transaction.atomic():
        fresh = CustomField.objects.select_for_update(of=("self",)).get(pk=field.pk)
        if int(version) != fresh.version:
            raise changed_meanwhile("Een collega", fresh.updated_at)
        old = copy(fresh)
        _fill(fresh, values)
        holders = list(owners(fresh).values_list("pk", flat=True)) if old.searchable or fresh.searchable else []
        loss = _convert(old, fresh, apply=False)
        if loss.lost and loss.lost != lose:
            raise RuleBroken(
                f"{loss.lost} van de {loss.total} waarden passen niet bij {fresh.get_type_display().lower()} en gaan verloren. "
                "Bekijk ze en bevestig.",
                code="CRM43",
                field="type",
            )
        _convert(old, fresh, apply=True)
        fresh.version += 1
        fresh.save()
        changed = [name for name in INPUTS if getattr(old, name) != getattr(fresh, name)]
        record(by, "custom_field.changed", fresh, data={"fields": changed, "lost": loss.lost})
        if {"searchable", "active", "type", "choices"} & set(changed):
            refresh_search(fresh.target, holders)
    return fresh


def preview_change(field, values) -> Loss:
    """What changing the field to these values would lose; changes nothing."""
    wanted = copy(field)
    _fill(wanted, values)
    return _convert(field, wanted, apply=False)


def move_field(field, *, by, up: bool) -> None:
    """Put a field one place higher or lower among those for the same target and group."""
    with transaction.atomic():
        rows = list(CustomField.objects.select_for_update(of=("self",)).filter(target=field.target, group=field.group))
        place = next(index for index, row in enumerate(rows) if row.pk == field.pk)
        other = place - 1 if up else place + 1
        if not 0 <= other < len(rows):
            return
        rows[place], rows[other] = rows[other], rows[place]
        for order, row in enumerate(rows):
            row.order = order
        CustomField.objects.bulk_update(rows, ["order"])
        record(by, "custom_field.changed", field, data={"fields": ["order"]})


def _fill(field, values):
    for name in ("label", "group"):
        if name in values:
            setattr(field, name, clean_field(CustomField, name, values[name]))
    for name in ("required", "sync_mappable", "searchable", "active"):
        if name in values:
            setattr(field, name, bool(values[name]))
    if not field.label:
        raise RuleBroken(required("Veldnaam"), code="G01", field="label")
    if "type" in values:
        if values["type"] not in FieldType.values:
            raise RuleBroken(required("Soort"), code="G01", field="type")
        field.type = FieldType(values["type"])
    if "choices" in values:
        field.choices = _choices(values["choices"])
    if field.type not in WITH_CHOICES:
        field.choices = []
    elif not field.choices:
        raise RuleBroken(required("Keuzes"), code="G01", field="choices")
    if "shown_for" in values:
        allowed = field.target == FieldTarget.RELATION
        field.shown_for = clean_condition(values["shown_for"], field="shown_for") if allowed else {}


def _choices(given):
    found = texts(given if isinstance(given, list | tuple) else str(given or "").splitlines())
    for choice in found:
        if len(choice) > 80:
            raise RuleBroken(too_long("Keuzes", 80, len(choice)), code="G03", field="choices")
        if "," in choice or ";" in choice:
            raise RuleBroken(
                f"Een keuze mag geen komma of puntkomma hebben: {choice}. Gebruik een ander teken.", code="CRM40", field="choices"
            )
    if len({choice.casefold() for choice in found}) < len(found):
        raise RuleBroken("Een keuze staat er twee keer in. Laat er een staan.", code="CRM40", field="choices")
    return found


def _free_key(label, taken):
    base = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:50] or "veld"
    key, place = base, 2
    while key in taken:
        key, place = f"{base}_{place}", place + 1
    return key


def _convert(old, new, *, apply) -> Loss:
    if old.type == new.type and set(old.choices) <= set(new.choices):
        return Loss(0, 0, [])
    total, gone, examples, changed = 0, [], [], []
    for row in CustomValue.objects.filter(field_id=new.pk).iterator(chunk_size=2_000):
        total += 1
        value = converted(old, row.value, new)
        if value is None:
            gone.append(row.pk)
            if len(examples) < EXAMPLES:
                examples.append(readable_value(old, row.value)[:80])
        elif value != row.value:
            row.value = value
            changed.append(row)
    if apply:
        CustomValue.objects.filter(pk__in=gone).delete()
        CustomValue.objects.bulk_update(changed, ["value"], batch_size=1_000)
    return Loss(total, len(gone), examples)


def used_by(field) -> int:
    """How many relations or contacts have a value."""
    return field.values.count()


def owners(field):
    """The rows that have a value of this field."""
    model = Contact if field.target == FieldTarget.CONTACT else Relation
    return model.objects.filter(custom_values__field=field)
