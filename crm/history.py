"""All fields of a relation in groups, and what each one was before."""

import datetime

from django.apps import apps

from crm.models import Relation
from crm.numbers import mask
from crm.rules.filling import CONTACT, ORGANISATION, PERSON, REGISTER
from crm.rules.relations import label_of
from offices.models import AuditEvent

FIELD_GROUPS = (
    (
        "Algemeen",
        (
            "number", "type", "status", "kind", "client_since", "ended_on", "end_reason", "is_private", "language", "memo",
        ),
    ),
    ("Organisatie", ORGANISATION),
    ("Persoon", ("name", *PERSON)),
    ("Contactgegevens", CONTACT),
    ("KvK", REGISTER),
    ("Fiscaal", ("rsin", "bsn", "btw_id")),
)  # fmt: skip


def grouped_fields(relation, *, kind=None):
    """[(group, [{name, label, value}])] for the type of this relation; nothing of another type.

    `kind` is the name of its kind, for a row whose kind must not be looked up.
    """
    skipped = {"Organisatie"} if relation.is_person else {"Persoon"}
    if relation.is_person:
        skipped.add("KvK")
    unused = "rsin" if relation.bsn or relation.number_kind == "BSN" else "bsn"
    groups = []
    for title, names in FIELD_GROUPS:
        if title in skipped:
            continue
        fields = [
            {"name": name, "label": label_of(name), "value": kind if name == "kind" and kind is not None else readable(relation, name)}
            for name in names
            if name != unused
        ]
        groups.append((title, fields))
    return groups


def readable(row, name):
    """The value of a column in words; empty when there is none. A BSN is masked."""
    if name == "bsn":
        return mask(row.bsn)
    if name == "kind":
        return str(row.kind) if row.kind_id else ""
    if name == "status" and isinstance(row, Relation):
        return row.status_label
    field = Relation._meta.get_field(name)
    value = getattr(row, name)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "Ja" if value else "Nee"
    if isinstance(value, datetime.date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, list):
        return ", ".join(value)
    return "" if value is None else str(value)


def field_history(relation, name):
    """(label, [{at, value, who}]) of one field: every value it had, newest first."""
    model = apps.get_model("crm", "RelationHistory")
    rows = model.objects.filter(pgh_obj_id=relation.pk).order_by("pgh_created_at", "pgh_id")
    changes, before = [], object()
    for row in rows:
        value = readable(row, name)
        if value != before:
            changes.append({"at": row.pgh_created_at, "value": value})
        before = value
    _put_names(relation, changes)
    return label_of(name), changes[::-1]


def _put_names(relation, changes):
    """Who did it stands in the activity log of the same transaction, which is written just after it began."""
    events = AuditEvent.objects.filter(subject_id=str(relation.pk), event__startswith="relation.").order_by(
        "at", "id"
    )
    actors = list(events.values_list("at", "actor_label"))
    for change in changes:
        change["who"] = next((label for at, label in actors if at >= change["at"]), "")
