"""The text a relation or contact is found by: names, number, place, and custom fields that are searchable."""

from crm.custom import searched_text
from crm.enums import FieldTarget
from crm.models import Address, Contact, CustomValue, Relation
from crm.names import fold

BATCH = 1_000


def relation_text(relation, city, custom=()) -> str:
    """The search text of a relation; `custom` are words of its searchable custom fields."""
    names = [relation.name, relation.first_names, relation.last_name, *relation.trade_names, relation.number]
    return fold(" ".join(part for part in (*names, city, *custom) if part))


def contact_text(contact, custom=()) -> str:
    """The search text of a contact."""
    return fold(" ".join((contact.name, contact.first_name, contact.initials, contact.number, *custom)))


def refresh_search(target, ids) -> None:
    """Write the search text of these relations or contacts again, after a custom field changed."""
    ids = list(ids)
    for start in range(0, len(ids), BATCH):
        _refresh(target, ids[start : start + BATCH])


def _refresh(target, ids):
    model, column = (Contact, "contact_id") if target == FieldTarget.CONTACT else (Relation, "relation_id")
    words: dict = {}
    values = CustomValue.objects.filter(**{f"{column}__in": ids}, field__searchable=True, field__active=True)
    for value in values.select_related("field"):
        words.setdefault(getattr(value, column), []).append(searched_text(value.field, value.value))
    rows = list(model.objects.filter(pk__in=ids))
    cities = {}
    if model is Relation:
        visits = Address.objects.filter(relation_id__in=ids, kind="VISIT")
        cities = dict(visits.values_list("relation_id", "city"))
    for row in rows:
        custom = words.get(row.pk, [])
        row.search_text = relation_text(row, cities.get(row.pk, ""), custom) if model is Relation else contact_text(row, custom)
    model.objects.bulk_update(rows, ["search_text"], batch_size=BATCH)
