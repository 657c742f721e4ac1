"""What a member may now, and for whom he stands in: rights of his role, rights by name, and stand-ins of today.

The texts below are pieces of SQL about a row `place` of offices_teammember; who comes in asks them together with the
rest (offices/signin/arrival.py), any other member asks them once when first needed.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils import timezone

from offices.permissions import by_name

BY_NAME = "!"
# Reach and key of every right of the role, as one text each; a right by name has a sign of its own for its reach.
GRANTS = """ARRAY(SELECT g.scope || g.permission FROM offices_rolegrant g JOIN offices_authorisationrole r
  ON r.office_id = g.office_id AND r.id = g.role_id WHERE g.office_id = place.office_id AND g.role_id = place.role_id AND r.active
  UNION ALL SELECT '!' || p.permission FROM offices_personalgrant p WHERE p.office_id = place.office_id AND p.member_id = place.id
  AND p.valid_from <= %(today)s AND (p.valid_to IS NULL OR p.valid_to >= %(today)s))"""
STAND_INS = """ARRAY(SELECT concat_ws(' ', s.id, s.absent_member_id, s.scope, (SELECT string_agg(r.role_id::text, ',' ORDER BY r.role_id)
  FROM offices_standinrole r WHERE r.office_id = s.office_id AND r.stand_in_id = s.id)) FROM offices_standin s
  WHERE s.office_id = place.office_id AND s.acting_member_id = place.id AND s.valid_from <= %(today)s AND s.valid_to >= %(today)s
  ORDER BY s.id)"""
QUESTION = "SELECT {grants}, {stand_ins} FROM offices_teammember place WHERE place.id = %(member)s"


@dataclass(frozen=True)
class StoodIn:
    """A colleague for whom somebody stands in today: everything, only `roles`, or only the relations of the row."""

    pk: UUID
    absent: UUID
    scope: str
    roles: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Standing:
    """Permission key -> reach, and for whom the member stands in today."""

    grants: dict[str, str]
    stands_in: tuple[StoodIn, ...]


def understood(grants: list[str], stand_ins: list[str]) -> Standing:
    """What the two pieces of SQL answered.

    A right by name counts only from a personal grant and any other only from the role, whatever the rows say.
    """
    named = by_name()
    held = {said[1:]: said[0] for said in grants if (said[0] == BY_NAME) == (said[1:] in named)}
    return Standing({key: "A" if key in named else scope for key, scope in held.items()}, tuple(map(_stood_in, stand_ins)))


def standing_of(member) -> Standing:
    """Asks the database; the office of the member is open."""
    with connection.cursor() as cursor:
        cursor.execute(QUESTION.format(grants=GRANTS, stand_ins=STAND_INS), {"today": timezone.localdate(), "member": member.pk})
        row = cursor.fetchone()
    return understood(*row) if row else Standing({}, ())


def _stood_in(said: str) -> StoodIn:
    pk, absent, scope, *roles = said.split(" ")
    return StoodIn(UUID(pk), UUID(absent), scope, tuple(UUID(role) for role in roles[0].split(",")) if roles else ())
