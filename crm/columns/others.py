"""Columns that are asked for a page of rows at once: those of other apps, completeness, and fields of the office."""

from crm.completeness import percent_of
from crm.custom import readable_value
from crm.enums import FieldTarget, FieldType
from crm.filters.custom import PREFIX
from crm.models import CustomField, CustomValue
from crm.registry import ListColumn, list_columns
from crm.rules.custom_values import relation_names
from offices.permissions import may

_OWNER = {FieldTarget.RELATION: "relation_id", FieldTarget.CONTACT: "contact_id"}


def _percent_cells(keys, member):
    return {key: f"{percent}%" for key, percent in percent_of(keys).items()}


list_columns.register(ListColumn("volledigheid", "Compleet", "crm.relation.view", _percent_cells, order=60, usual=False))


def columns_of_others(member) -> list[ListColumn]:
    """Columns of the list of relations that other apps add, as far as this member may see them."""
    return [column for column in list_columns if may(member, column.permission)]


def custom_columns(target, asked=None) -> list[ListColumn]:
    """Columns of the custom fields of the office; with `asked` only those among these keys of columns."""
    fields = CustomField.objects.filter(target=target, active=True)
    if asked is not None:
        keys = [key.removeprefix(PREFIX) for key in asked if key.startswith(PREFIX)]
        if not keys:
            return []
        fields = fields.filter(key__in=keys)
    return [_custom_column(field) for field in fields]


def _custom_column(field) -> ListColumn:
    owner = _OWNER[FieldTarget(field.target)]

    def cells(keys, member):
        rows = CustomValue.objects.filter(field_id=field.pk, **{f"{owner}__in": keys})
        values = dict(rows.values_list(owner, "value"))
        names = relation_names(list(values.values()), member) if field.type == FieldType.RELATION else None
        return {key: readable_value(field, value, names) for key, value in values.items()}

    right = "crm.contact.view" if field.target == FieldTarget.CONTACT else "crm.relation.view"
    return ListColumn(f"{PREFIX}{field.key}", field.label, right, cells, usual=False)
