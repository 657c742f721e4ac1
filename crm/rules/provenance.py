"""Who or what set each field of a relation or contact last, written in the transaction of the change."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from crm.enums import SourceKind
from crm.models import Contact, Provenance
from offices.audit import actor_parts, surroundings
from offices.models import PortalAccount, TeamMember

# The name under which the row stands that tells who made the whole object.
WHOLE = ""


@dataclass(frozen=True)
class Source:
    """Where values come from: a kind, the name people read, and the id of an import, plan or connection."""

    kind: SourceKind
    label: str = ""
    id: UUID | None = None


@dataclass(frozen=True)
class Origin:
    """Who set a field last and what it was before; `previous` is as stored, so show a BSN masked."""

    kind: str
    kind_label: str
    label: str
    at: datetime
    previous: Any = None
    id: UUID | None = None

    @property
    def who(self) -> str:
        """The name people read: the person, or the kind of source with its name."""
        if self.kind == SourceKind.MEMBER:
            return self.label
        return f"{self.kind_label}: {self.label}" if self.label else self.kind_label


def source_of(by) -> Source:
    """The source a change has when its rule names none: the person, the program he works through, or a link."""
    label = actor_parts(by)[2]
    if isinstance(by, PortalAccount):
        return Source(SourceKind.CLIENT, label)
    if not isinstance(by, TeamMember):
        return Source(SourceKind.LINK, label)
    token = surroundings.get().token_name
    return Source(SourceKind.API, f"{token} van {label}") if token else Source(SourceKind.MEMBER, label)


def set_by(row, fields: dict[str, Any], *, source_kind, source_id=None, source_label="") -> None:
    """Remember who set these fields of a relation or contact, with the value each had before; one statement.

    Call it in the transaction of the change. The name "" stands for the whole row, when it is made.
    """
    if not fields:
        return
    owner = "contact" if isinstance(row, Contact) else "relation"
    now = timezone.now()
    lines = [
        Provenance(
            **{owner: row},
            field=name,
            source_kind=source_kind,
            source_id=source_id,
            source_label=source_label[:160],
            set_at=now,
            previous=_stored(before),
        )
        for name, before in fields.items()
    ]
    Provenance.objects.bulk_create(
        lines,
        update_conflicts=True,
        unique_fields=["office", owner, "field"],
        update_fields=["source_kind", "source_id", "source_label", "set_at", "previous"],
    )


def note_origin(row, fields: dict[str, Any], *, by, source: Source | None = None) -> None:
    """`set_by` with the source of whoever acts, unless the rule was told another one."""
    source = source or source_of(by)
    set_by(row, fields, source_kind=source.kind, source_id=source.id, source_label=source.label)


def _stored(value):
    """A value as JSON keeps it; of another row its name, because that row may go."""
    return str(value) if isinstance(value, models.Model) else value


def origins_of(row) -> dict[str, Origin]:
    """Field -> who set it last, for everything that was set since the row was made; one query."""
    owner = "contact" if isinstance(row, Contact) else "relation"
    return {
        line.field: Origin(
            line.source_kind,
            line.get_source_kind_display(),
            line.source_label,
            line.set_at,
            line.previous,
            line.source_id,
        )
        for line in Provenance.objects.filter(**{owner: row})
    }


def origin_of(origins: dict[str, Origin], name: str) -> Origin | None:
    """Who set one field: whoever changed it last, else whoever made the row."""
    return origins.get(name) or origins.get(WHOLE)
