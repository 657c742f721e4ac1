"""Filters on the fields an office added itself, as far as it marked them searchable."""

import django_filters as filters
from django.db.models import Exists, OuterRef, Q

from crm.enums import FieldTarget, FieldType
from crm.models import CustomField, CustomValue

PREFIX = "vv-"
_OWNER = {FieldTarget.RELATION: "relation_id", FieldTarget.CONTACT: "contact_id"}
_TEXT = {FieldType.TEXT, FieldType.LONG_TEXT, FieldType.LINK, FieldType.NUMBER, FieldType.AMOUNT, FieldType.DATE}


def searchable_fields(target):
    """The custom fields of this target one can search in."""
    return CustomField.objects.filter(target=target, searchable=True, active=True)


def custom_filters(target):
    """{name in the address: filter} of every searchable custom field of this target."""
    return {f"{PREFIX}{field.key}": _filter_of(field) for field in searchable_fields(target)}


def _filter_of(field):
    narrow = _narrows(field)
    if field.type in (FieldType.CHOICE, FieldType.MULTI_CHOICE):
        choices = [(choice, choice) for choice in field.choices]
        return filters.MultipleChoiceFilter(choices=choices, method=narrow, label=field.label)
    if field.type == FieldType.YES_NO:
        return filters.ChoiceFilter(choices=[("ja", "Ja"), ("nee", "Nee")], method=narrow, label=field.label)
    return filters.CharFilter(method=narrow, label=field.label, max_length=80)


def _narrows(field):
    owner = _OWNER[FieldTarget(field.target)]

    def narrow(queryset, name, value):
        if not value:
            return queryset
        values = CustomValue.objects.filter(field_id=field.pk, **{owner: OuterRef("pk")})
        return queryset.filter(Exists(values.filter(_holds(field, value))))

    return narrow


def _holds(field, value):
    if field.type == FieldType.YES_NO:
        return Q(value=value == "ja")
    if field.type == FieldType.CHOICE:
        return Q(value__in=value)
    if field.type == FieldType.MULTI_CHOICE:
        wanted = Q()
        for one in value:
            wanted |= Q(value__contains=[one])
        return wanted
    return Q(value__icontains=value)
