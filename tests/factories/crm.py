"""Relations, contacts and teams for tests. An office must be open."""

from datetime import date
from itertools import count

from crm.enums import Rechtsvorm, RelationStatus, RelationType
from crm.models import TeamAssignment
from crm.rules.contacts import create_contact
from crm.rules.links import link_contact as link_rule
from crm.rules.relations import create_relation
from offices.audit import SYSTEM
from offices.models import TeamRole

_numbers = count(1)
_kvk = count(90_100_000)
_bases = count(1_000)


def valid_base():
    """The next nine digits that pass the elfproef, in the range of synthetic numbers (001…)."""
    from crm.numbers import passes_elfproef

    while True:
        base = f"001{next(_bases):06}"
        if passes_elfproef(base):
            return base


def make_relation(*, by=SYSTEM, status=RelationStatus.CLIENT, strict=False, reason="", **values):
    """A relation; a B.V. named after its number unless told otherwise. Names of values as in crm.rules.relations."""
    position = next(_numbers)
    values.setdefault("number", f"R{position:05}")
    values.setdefault("type", RelationType.ORGANISATION)
    if values["type"] == RelationType.PERSON:
        values.setdefault("last_name", f"Persoon{position}")
    else:
        values.setdefault("name", f"Bedrijf {position} B.V.")
        values.setdefault("rechtsvorm", Rechtsvorm.BV)
        values.setdefault("kvk_nummer", str(next(_kvk)))
    return create_relation(by=by, values=values, status=status, strict=strict, reason=reason).row


def make_person(**values):
    """A natural person the office works for."""
    return make_relation(type=RelationType.PERSON, **values)


def make_contact(*, by=SYSTEM, near=None, **values):
    """A contact with an address of its own."""
    position = next(_numbers)
    values.setdefault("last_name", f"Contact{position}")
    values.setdefault("email", f"contact{position}@voorbeeld.example")
    values.setdefault("number", f"C-{position}")
    return create_contact(by=by, values=values, near=near).row


def link_contact(relation, contact=None, *, by=SYSTEM, **values):
    """Link a contact (a new one when none is given) to a relation, with full access unless told otherwise."""
    values.setdefault("portal_access", "FULL")
    return link_rule(relation, contact or make_contact(near=None), by=by, values=values)


def assign(relation, member, *, role="RELATION_MANAGER", valid_from=date(2020, 1, 1), valid_to=None):
    """Give a member a role on a relation, since long ago unless told otherwise."""
    return TeamAssignment.objects.create(
        relation=relation,
        role=TeamRole.objects.get(code=role),
        member=member,
        valid_from=valid_from,
        valid_to=valid_to,
    )
