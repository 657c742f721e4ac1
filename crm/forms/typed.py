"""A sheet as it was typed, to show it again without judging it: another answer comes into the form first."""

from crm.forms.parts import SETS, RowSet
from crm.forms.relation import ADDRESSES, RelationSheet


def typed(data, **arguments) -> dict:
    """What stands in the fields of a posted sheet, in the shape of `initial`."""
    sheet = RelationSheet(data, **arguments)
    return {
        "fields": _values(sheet.form),
        "addresses": {kind: _values(sheet.addresses[kind]) for kind in ADDRESSES},
        "rows": {name: [_values(row) for row in RowSet(name, data).rows] for name in SETS},
    }


def _values(form) -> dict:
    return {name: field.widget.value_from_datadict(form.data, {}, form.add_prefix(name)) for name, field in form.fields.items()}


def filled(start: dict, given: dict) -> dict:
    """What was typed, with what another source says over it; an empty word of that source changes nothing."""
    fields = start["fields"] | {name: _shown(value) for name, value in given["fields"].items()}
    addresses = start["addresses"] | given["addresses"]
    return {"fields": fields, "addresses": addresses, "rows": start["rows"]}


def _shown(value):
    return "\n".join(value) if isinstance(value, list) else value
