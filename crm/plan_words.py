"""What a plan changes, in words: names instead of ids, days and yes or no as people write them."""

from datetime import date
from uuid import UUID

from crm.models import CustomField, Relation, RelationGroup, RelationKind
from crm.rules.relations import label_of
from offices.models import Label, TeamMember, TeamRole
from offices.scope import require_office_id
from offices.templatetags.dutch import datum

_EMPTY = "leeg"


def changes_in_words(items) -> dict:
    """{item id: [(field, now, then)]} for a page of items, their names asked in a fixed number of questions."""
    pages = {item.pk: item.changes for item in items}
    names = _names({one for changes in pages.values() for pair in changes.items() for one in _ids(pair)})
    fields = dict(CustomField.objects.values_list("key", "label"))
    return {
        pk: [(_field(name, names, fields), _said(name, old, names), _said(name, new, names)) for name, (old, new) in changes.items()]
        for pk, changes in pages.items()
    }


def _ids(pair):
    name, values = pair
    yield from (one for one in [name.partition(":")[2], *_flat(values)] if _is_id(one))


def _flat(value):
    for one in value if isinstance(value, list) else [value]:
        yield from _flat(one) if isinstance(one, list) else [one]


def _is_id(value) -> bool:
    if not isinstance(value, str) or len(value) != 36:
        return False
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def _names(ids) -> dict:
    if not ids:
        return {}
    found = {}
    for model in (RelationKind, RelationGroup, Label, TeamRole):
        found |= {str(pk): name for pk, name in model.objects.filter(pk__in=ids).values_list("pk", "name")}
    rows = TeamMember.objects.filter(pk__in=ids, office_id=require_office_id()).select_related("user")
    return found | {str(row.pk): str(row) for row in rows}


def _field(name, names, fields) -> str:
    kind, _, key = name.partition(":")
    if key:
        return names.get(key) or kind.capitalize()
    if name.startswith("custom."):
        return fields.get(name.removeprefix("custom."), name)
    return label_of(name)


def _said(name, value, names) -> str:
    if isinstance(value, dict):
        return value.get("words", _EMPTY)
    if value in (None, "", []):
        return "niemand" if name.startswith("role:") else _EMPTY
    if isinstance(value, bool):
        return "Ja" if value else "Nee"
    if isinstance(value, list):
        return ", ".join(_said(name, one, names) for one in value)
    return names.get(value) or _choices(name).get(value) or _day(value) or str(value)


def _choices(name) -> dict:
    """The words of a field with a fixed list of values."""
    if name.startswith("custom.") or ":" in name or name in ("labels", "groups", "product"):
        return {}
    return {value: str(label) for value, label in Relation._meta.get_field(name).choices or ()}


def _day(value) -> str:
    try:
        return datum(date.fromisoformat(value)) if len(value) == 10 else ""
    except (ValueError, TypeError):
        return ""
