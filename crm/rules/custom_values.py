"""The values that relations and contacts have in the custom fields of the office."""


from crm.conditions import those_that_hold
from crm.custom import clean_value, readable_value, searched_text
from crm.enums import FieldTarget, FieldType
from crm.models import Contact, CustomField, CustomValue, Relation
from offices.errors import RuleBroken
from offices.ids import is_key
from offices.models import TeamMember
from offices.texts import required


def target_of(row) -> str:
    """For which of the two the fields of this row are."""
    return FieldTarget.CONTACT if isinstance(row, Contact) else FieldTarget.RELATION


def fields_for(row, target=None) -> list[CustomField]:
    """The active fields of this relation or contact in their order; of a new relation those without a condition."""
    fields = list(CustomField.objects.filter(target=target or target_of(row), active=True))
    if not any(field.shown_for for field in fields):
        return fields
    if row is None or row._state.adding or isinstance(row, Contact):
        return [field for field in fields if not field.shown_for]
    shown = those_that_hold({field.pk: field.shown_for for field in fields}, row)
    return [field for field in fields if field.pk in shown]


def values_of(row) -> dict:
    """{key: stored value} of a relation or contact."""
    rows = row.custom_values.filter(field__active=True).select_related("field")
    return {one.field.key: one.value for one in rows}


def shown_values(row, member) -> list[dict]:
    """[{field, value in words, stored, visible}] of every field that is shown for this relation or contact.

    `visible` says that the member may open the relation a value points to.
    """
    fields = fields_for(row)
    stored = values_of(row) if fields else {}
    wanted = [stored[one.key] for one in fields if one.type == FieldType.RELATION and stored.get(one.key)]
    names = relation_names(wanted, member)
    return [_shown(one, stored.get(one.key), names) for one in fields]


def _shown(field, value, names):
    return {"field": field, "value": readable_value(field, value, names), "stored": value, "visible": str(value) in names}


def relation_names(ids, member) -> dict:
    """{id as text: name} of the relations among these that the member may see."""
    if not ids:
        return {}
    rows = Relation.objects.visible_to(member).filter(pk__in=ids).values_list("pk", "name")
    return {str(pk): name for pk, name in rows}


def clean_values(row, given, *, by) -> list[tuple]:
    """[(field, stored value or None)] of {key: what was typed}. Raises CRM40, CRM41, G01, G03, G04 on `custom-<key>`."""
    if not given:
        return []
    fields = {field.key: field for field in CustomField.objects.filter(target=target_of(row), active=True)}
    unknown = sorted(set(given) - set(fields))
    if unknown:
        raise RuleBroken(
            f"{', '.join(unknown)} is geen vrij veld (meer). Kijk bij Beheer, Vrije velden.", code="CRM41", field="custom"
        )
    return [(fields[key], _judged(fields[key], _found(fields[key], value, by=by))) for key, value in given.items()]


def save_values(row, pairs, *, is_new=False) -> dict:
    """Write cleaned values; gives {«custom.<key>»: value before} of what changed."""
    owner = {"contact" if isinstance(row, Contact) else "relation": row}
    old = {} if is_new or not pairs else {one.field_id: one for one in CustomValue.objects.filter(**owner)}
    before, fresh = {}, []
    for field, value in pairs:
        kept = old.get(field.pk)
        if (kept.value if kept else None) == value:
            continue
        before[f"custom.{field.key}"] = kept.value if kept else None
        if kept is None:
            fresh.append(CustomValue(field=field, value=value, **owner))
        elif value is None:
            kept.delete()
        else:
            kept.value = value
            kept.save(update_fields=["value"])
    CustomValue.objects.bulk_create(fresh)
    return before


def searched_words(row, pairs=()) -> list[str]:
    """Texts of searchable fields, saved ones and those about to be saved, for the search text of the row."""
    found = {}
    if not row._state.adding:
        rows = row.custom_values.filter(field__searchable=True, field__active=True).select_related("field")
        found = {one.field_id: searched_text(one.field, one.value) for one in rows}
    for field, value in pairs:
        if field.searchable:
            found[field.pk] = searched_text(field, value)
    return [text for text in found.values() if text]


def label_of_custom(target, name) -> str:
    """The label of «custom.<key>», also of a field that is no longer used."""
    key = name.removeprefix("custom.")
    return CustomField.objects.filter(target=target, key=key).values_list("label", flat=True).first() or key


def _judged(field, value):
    if value is None and field.required:
        raise RuleBroken(required(field.label), code="G01", field=f"custom-{field.key}")
    return value


def _found(field, given, *, by):
    """The cleaned value; another relation by its number or id, as far as the person may see it."""
    if field.type != FieldType.RELATION or given in (None, ""):
        return clean_value(field, given)
    rows = Relation.objects.visible_to(by) if isinstance(by, TeamMember) else Relation.objects.alive()
    text = str(getattr(given, "pk", given)).strip()
    row = rows.filter(pk=text).first() if is_key(text) else rows.filter(number=text).first()
    if row is None:
        raise RuleBroken(
            f"Er is geen relatie met nummer {text[:40]}. Controleer het nummer.", code="CRM40", field=f"custom-{field.key}"
        )
    return str(row.pk)
