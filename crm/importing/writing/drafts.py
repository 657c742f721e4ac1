"""Rows that a chunk of an import is going to write, per model, in the order that keys need."""

from collections import defaultdict

from django.utils import timezone

from crm.enums import SourceKind
from crm.models import Provenance
from crm.timeline import draft_entry
from offices.audit import draft
from offices.models import TeamMember
from offices.pour import drawn, pour


class Drafts:
    """What will be written for one chunk; `write` pours each model once."""

    def __init__(self, *, by, plan):
        self.by, self.plan, self.today = by, plan, timezone.localdate()
        self.member = by if isinstance(by, TeamMember) else None
        batch = plan.batches.first()
        self.source_id, self.source_label = (batch.pk, batch.name) if batch else (plan.pk, plan.title)
        self._rows: dict[type, list] = defaultdict(list)

    def add(self, *rows) -> None:
        """Rows to be written; models go in the order in which they came first."""
        for row in rows:
            self._rows[type(row)].append(row)

    def told(self, relation, event, title, *, text="", subject=None, about=None, data=None) -> None:
        """The line of the activity log and the line on the timeline of one happening."""
        self.add(draft(self.by, event, subject or relation, data=data, relation=relation))
        self.add(draft_entry(relation, event, by=self.by, title=title, text=text, object=about or relation))

    def happened(self, subject, event, *, relation=None, data=None) -> None:
        """A line of the activity log alone."""
        self.add(draft(self.by, event, subject, data=data, relation=relation))

    def origin(self, **owner) -> None:
        """The whole row comes from this import."""
        self.add(
            drawn(
                Provenance, **owner, field="", source_kind=SourceKind.IMPORT, source_id=self.source_id,
                source_label=self.source_label[:160], previous=None,
            )
        )  # fmt: skip

    def write(self) -> None:
        """Pour everything."""
        for rows in self._rows.values():
            pour(rows)
        self._rows.clear()
