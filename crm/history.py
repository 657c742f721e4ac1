"""All fields of a relation in groups, and what each field of a relation or contact was before."""

import datetime
from dataclasses import dataclass

from crm.as_of.sources import history_of
from crm.custom import readable_value
from crm.enums import FieldTarget, FieldType
from crm.models import Contact, CustomField, CustomValue, Relation, RelationKind
from crm.numbers import mask
from crm.rules import contacts, relations
from crm.rules.custom_values import relation_names
from crm.rules.filling import CONTACT, ORGANISATION, PERSON, REGISTER
from crm.rules.provenance import WHOLE, origins_of
from offices.models import AuditEvent
from offices.templatetags.dutch import phone_nl

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
RELATION_FIELDS = frozenset(field for _, names in FIELD_GROUPS for field in names)
CONTACT_FIELDS = frozenset({*contacts.SCALARS, "bsn"})
# Moved by a rule of their own, or made from other fields.
_NOT_BY_HAND = {"status", "ended_on", "end_reason", "type"}
CUSTOM = "custom-"
SAME = datetime.timedelta(minutes=1)


@dataclass(frozen=True)
class Value:
    """A value a field had from a moment on; `event` names it for putting it back, None when that cannot be."""

    at: datetime.datetime
    value: str
    who: str
    event: int | None = None


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
            {
                "name": name,
                "label": relations.label_of(name),
                "value": kind if name == "kind" and kind is not None else readable(relation, name),
            }
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
    if name in ("phone", "mobile"):
        return phone_nl(getattr(row, name))
    field = row._meta.get_field(name)
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


def has_field(row, name: str) -> bool:
    """Whether this is a field of the relation or contact that people see."""
    if name.startswith(CUSTOM):
        return custom_field(row, name) is not None
    return name in (CONTACT_FIELDS if isinstance(row, Contact) else RELATION_FIELDS)


def custom_field(row, name: str) -> CustomField | None:
    """The custom field behind «custom-<key>»."""
    target = FieldTarget.CONTACT if isinstance(row, Contact) else FieldTarget.RELATION
    return CustomField.objects.filter(target=target, key=name.removeprefix(CUSTOM)).first()


def may_go_back(row, name: str) -> bool:
    """Whether an earlier value of this field can be put back by hand."""
    return not (name in _NOT_BY_HAND or (name == "name" and getattr(row, "is_person", False)))


def field_history(row, name, member) -> tuple[str, list[Value]]:
    """(label, values newest first) of one field of a relation or contact: since when, what, and who set it."""
    if name.startswith(CUSTOM):
        label, found = _custom_values(row, name, member)
    else:
        label = (contacts if isinstance(row, Contact) else relations).label_of(name)
        found = _column_values(row, name)
    back = may_go_back(row, name)
    actors = Actors(row, name, latest=found[-1][0] if found else None)
    values = [Value(at, value, actors.at(at), event if back else None) for at, value, event in found]
    return label, values[::-1]


def _column_values(row, name) -> list[tuple]:
    """(moment, words, event) of each time the value became another one, oldest first."""
    past = history_of(type(row)).objects.filter(pgh_obj_id=row.pk).order_by("pgh_created_at", "pgh_id")
    kinds = dict(RelationKind.objects.values_list("pk", "name")) if name == "kind" else {}
    found, before = [], object()
    for event in past:
        value = kinds.get(event.kind_id, "") if name == "kind" else readable(event, name)
        if value != before:
            found.append((event.pgh_created_at, value, event.pgh_id))
        before = value
    return found


def _custom_values(row, name, member) -> tuple[str, list[tuple]]:
    field = custom_field(row, name)
    owner = "contact_id" if isinstance(row, Contact) else "relation_id"
    past = list(history_of(CustomValue).objects.filter(**{owner: row.pk, "field_id": field.pk}).order_by("pgh_created_at", "pgh_id"))
    values = [event.value for event in past]
    names = relation_names(values, member) if field.type == FieldType.RELATION else {}
    found, before = [], ""
    for event in past:
        value = "" if event.pgh_label == "delete" else readable_value(field, event.value, names)
        if value != before:
            found.append((event.pgh_created_at, value, event.pgh_id))
        before = value
    return field.label, found


class Actors:
    """Who did what to a row and its parts: the last change from its provenance, those before from the activity log.

    `latest` is the moment of the newest change; without a `name` only the log is asked.
    """

    def __init__(self, row, name: str = "", *, others=(), latest=None):
        field = f"custom.{name.removeprefix(CUSTOM)}" if name.startswith(CUSTOM) else name
        events = AuditEvent.objects.filter(subject_id__in=[str(row.pk), *map(str, others)]).order_by("at", "id")
        told = events.values_list("at", "actor_label", "data")
        # A line that names its fields is of this one only when it names it.
        self._lines = [(at, label) for at, label, data in told if not (field and "fields" in data) or field in data["fields"]]
        self._latest, self._origin = latest, None
        if field and latest:
            origins = origins_of(row)
            origin = origins.get(field) or origins.get(WHOLE)
            # Both are written in one transaction, moments apart.
            self._origin = origin if origin and abs(origin.at - latest) < SAME else None

    def at(self, moment) -> str:
        """Who made a change: the line in the log is of the same transaction, so it is the nearest one."""
        if self._origin and moment == self._latest:
            return self._origin.who
        return min(self._lines, key=lambda line: abs(line[0] - moment), default=(None, ""))[1]
