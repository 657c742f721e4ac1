"""Prepared questions about what a member may see.

Rights shape the SQL (all relations, those one has a role on, private ones or not), so a question is kept per reach of
the rights it asks, per colleagues stood in for and per day. Which one is asked is decided by the rights of this request.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Field, UUIDField
from django.utils import timezone

from offices.db.prepared import Prepared, Slot
from offices.permissions import scope_of


class Reaches(dict):
    """Reach per right; asking one that the question did not name is a programming error."""

    def get(self, key, default=None):
        return self[key]


@dataclass(frozen=True)
class Seat:
    """Any member whose rights reach this far."""

    pk: Slot
    grants: Reaches
    stands_in: tuple = ()
    works_now: bool = True


class MemberQuestion:
    """`build(seat, **slots)` gives what Prepared wants; `rights` are all that it asks through `visible_to` and `may`."""

    def __init__(self, build: Callable, *rights: str, **slots: Field):
        self.build, self.rights, self.slots = build, rights, slots
        self._kept: dict[tuple, Prepared] = {}
        self._day: date | None = None

    def rows(self, member, **values) -> list[tuple]:
        """The answer for this member, with the rights and on the day of now."""
        today = timezone.localdate()
        if today != self._day:
            self._kept, self._day = {}, today
        reach = tuple(scope_of(member, right) for right in self.rights)
        stands_in = member.stands_in
        question = self._kept.get((reach, stands_in))
        if question is None:
            question = self._kept[reach, stands_in] = self._for(reach, stands_in)
        return question.rows(member=member.pk, **values)

    def _for(self, reach: tuple, stands_in: tuple) -> Prepared:
        grants = Reaches(zip(self.rights, reach, strict=True))

        def build(member, **slots):
            return self.build(Seat(member, grants, stands_in), **slots)

        return Prepared(build, member=UUIDField(), **self.slots)
