"""A row of the list of relations: only the columns it shows, in one question, and what it looks like."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

from crm.enums import FilingFrequency, TaxKind, status_label
from crm.filters import rhythm_now
from crm.models import TeamAssignment

UUID_LENGTH = 36


@dataclass(frozen=True, slots=True)
class Colleague:
    """A team member as an avatar shows him."""

    pk: UUID
    name: str

    def __str__(self):
        return self.name


class RelationRow(NamedTuple):
    """What the list shows of a relation; the names are those of columns and annotations."""

    id: UUID
    number: str
    name: str
    sort_name: str
    is_private: bool
    bsn: str
    rsin: str
    type: str
    status: str
    btw_rhythm: str | None
    team_now: list[str]

    @property
    def pk(self) -> UUID:
        """The key, by the name that models have for it."""
        return self.id

    @property
    def status_label(self) -> str:
        """The status in words."""
        return status_label(self.type, self.status)

    @property
    def btw(self) -> str:
        """Today's rhythm of the btw in words."""
        return FilingFrequency(self.btw_rhythm).label if self.btw_rhythm else "–"


def colleagues(said: tuple[str, ...]) -> list[Colleague]:
    """The team of a row: each once, in the order of their roles."""
    return [Colleague(UUID(text[:UUID_LENGTH]), text[UUID_LENGTH:]) for text in dict.fromkeys(said)]


def with_columns(relations):
    """The query set with today's btw rhythm and team beside the columns of the relation itself."""
    name = Coalesce(NullIf("member__user__name", Value("")), "member__user__email", output_field=CharField())
    said = Concat(Cast("member_id", CharField()), name, output_field=CharField())
    rows = (
        TeamAssignment.objects.valid()
        .filter(relation_id=OuterRef("pk"))
        .order_by("role__order", "role__name", "valid_from")
    )
    return relations.annotate(
        btw_rhythm=rhythm_now(TaxKind.OB), team_now=ArraySubquery(rows.values(said=said))
    )
