"""Which fields two records that become one are compared on, and how the chosen ones reach the rules."""

from dataclasses import dataclass
from typing import Any

from crm.custom import readable_value
from crm.enums import AddressKind
from crm.history import readable
from crm.models import Address, Contact, CustomField, Relation, RelationKind
from crm.numbers import mask
from crm.rules import contacts, relations
from crm.rules.custom_values import relation_names, target_of
from crm.rules.filling import SCALARS
from crm.rules.rows import ADDRESS_FIELDS

RELATION_FIELDS = tuple(name for name in SCALARS if name not in {"type", "avatar"})
# Columns only one relation can have: the one that goes gives them up, whether they were chosen or not.
GIVEN_UP = ("rsin", "bsn", "bsn_hmac", "kvk_nummer", "vestigingsnummer", "btw_id")
_MASKED = frozenset({"bsn"})


@dataclass(frozen=True)
class Pair:
    """One field of both: as stored in JSON, and as people read it."""

    name: str
    label: str
    stays: Any
    goes: Any
    stays_text: str
    goes_text: str

    @property
    def differs(self) -> bool:
        """Whether there is something to choose."""
        return self.stays != self.goes and self.goes not in (None, "", [])

    @property
    def fills(self) -> bool:
        """Whether the one that goes knows what the other does not."""
        return self.differs and self.stays in (None, "", [])


def pairs_of(winner, loser, member) -> list[Pair]:
    """Every field that can be chosen, in the order of the card."""
    both = _relation_pairs(winner, loser) if isinstance(winner, Relation) else _contact_pairs(winner, loser)
    return [*both, *_custom_pairs(winner, loser, member)]


def typed(row, chosen: dict) -> dict:
    """`values` for change_relation or change_contact from {name of a Pair: JSON value}."""
    values: dict = {}
    for name, value in chosen.items():
        if name.startswith("address."):
            kind = name.removeprefix("address.")
            if isinstance(row, Contact):
                values["address"] = value or {}
            else:
                values.setdefault("addresses", {})[kind] = value
        elif name.startswith("custom."):
            values.setdefault("custom", {})[name.removeprefix("custom.")] = value
        elif name == "kind":
            values["kind"] = RelationKind.objects.filter(pk=value).first() if value else None
        else:
            values[name] = value
    return values


def _relation_pairs(winner, loser):
    names = [name for name in RELATION_FIELDS if any(getattr(one, name) not in (None, "", []) for one in (winner, loser))]
    found = [
        Pair(name, relations.label_of(name), _stored(winner, name), _stored(loser, name), readable(winner, name), readable(loser, name))
        for name in names
    ]
    if winner.fiscal_number or loser.fiscal_number:
        shown = [row.rsin or mask(row.bsn) for row in (winner, loser)]
        found.append(Pair("rsin_bsn", "RSIN/BSN", winner.fiscal_number, loser.fiscal_number, *shown))
    return [*found, *_address_pairs(winner, loser, "relation", (AddressKind.VISIT, AddressKind.POSTAL, AddressKind.INVOICE))]


def _contact_pairs(winner, loser):
    found = []
    for name in (*contacts.SCALARS, "bsn"):
        values = [_stored(one, name) for one in (winner, loser)]
        if values == [values[0]] * 2 and values[0] in (None, "", []):
            continue
        found.append(Pair(name, contacts.label_of(name), *values, *(_said(one, name) for one in (winner, loser))))
    return [*found, *_address_pairs(winner, loser, "contact", (AddressKind.PRIVATE,))]


def _stored(row, name):
    if name == "kind":
        return str(row.kind_id) if row.kind_id else None
    value = getattr(row, name)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _said(contact, name):
    value = getattr(contact, name)
    if name in _MASKED:
        return mask(value)
    if hasattr(value, "strftime"):
        return f"{value:%d-%m-%Y}"
    display = getattr(contact, f"get_{name}_display", None)
    return str(display()) if display else str(value or "")


def _address_pairs(winner, loser, owner, kinds):
    rows = Address.objects.filter(**{f"{owner}__in": [winner.pk, loser.pk]})
    found = {(getattr(row, f"{owner}_id"), row.kind): row for row in rows}
    pairs = []
    for kind in kinds:
        both = [found.get((one.pk, kind)) for one in (winner, loser)]
        if any(both):
            stored = [{name: getattr(row, name) for name in ADDRESS_FIELDS} if row else None for row in both]
            pairs.append(Pair(f"address.{kind}", kind.label, *stored, *(str(row) if row else "" for row in both)))
    return pairs


def _custom_pairs(winner, loser, member):
    fields = list(CustomField.objects.filter(target=target_of(winner), active=True))
    if not fields:
        return []
    values = [{one.field_id: one.value for one in row.custom_values.all()} for row in (winner, loser)]
    names = relation_names([value for one in values for value in one.values() if isinstance(value, str) and len(value) == 36], member)
    pairs = []
    for field in fields:
        both = [one.get(field.pk) for one in values]
        if both != [None, None]:
            pairs.append(Pair(f"custom.{field.key}", field.label, *both, *(readable_value(field, one, names) for one in both)))
    return pairs
