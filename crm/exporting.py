"""Exports of a list: exactly the filter, order and columns that were shown. Big ones are long work with a page."""

import tempfile
from collections.abc import Iterator

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from crm.columns.relations import ALWAYS, RelationRow
from crm.listing import fields_of, row_class, settled, with_made
from crm.lists import LISTS
from crm.models import Relation
from crm.portal_states import dressed
from offices.audit import draft, record, record_all
from offices.files import store
from offices.jobs import JobKind, Run, job_kinds, start_job
from offices.paging import keyset_page
from offices.permissions import require
from offices.sheets import MIMES, write_table

RIGHT, BSN_RIGHT = "crm.relation.export", "crm.bsn.reveal"
EXPORT = "crm.export"
# Up to here an export comes with the answer; above it is long work.
AT_ONCE = 1_000
STEP = 500
MOST_BYTES = 2 * 1024**3
BSN_COLUMN = "fiscaal"


class Export:
    """One export for one member; his rights are those of this moment."""

    def __init__(self, screen: str, query: str, *, by, with_bsn: bool = False):
        require(by, RIGHT)
        if with_bsn:
            require(by, BSN_RIGHT)
        self.kind, self.query, self.by, self.with_bsn = LISTS[screen], QueryDict(query), by, with_bsn
        self.rows = self.kind.filtered(self.query, by, RIGHT)
        self.columns = self.kind.chosen(self.query, by)
        self.read: list = []

    @property
    def has_bsn_column(self) -> bool:
        """Whether the list shows fiscal numbers at all."""
        return any(column.key == BSN_COLUMN for column in self.columns)

    def total(self) -> int:
        """How many rows it has."""
        return self.rows.order_by().count()

    def head(self) -> list[str]:
        """The heads of the columns."""
        return [column.label for column in self.columns]

    def lines(self, tell=None) -> Iterator[list]:
        """The values of each row, read in pages; `tell(done)` after each page."""
        keys, descending = self.kind.order(self.query)
        position, done = "", 0
        rows = with_made(self.rows, self.columns)
        while True:
            page, _, last, _, more = keyset_page(
                rows, keys=keys, size=STEP, position=position, descending=descending, row_class=self._row_class()
            )
            yield from self._values(page)
            done += len(page)
            if tell is not None:
                tell(done)
            if not more:
                return
            position = last

    def _row_class(self):
        return row_class(RelationRow, fields_of(ALWAYS, self.columns)) if self.kind.model is Relation else None

    def _values(self, page):
        keys = [row.id for row in page]
        if self.kind.model is not Relation:
            dressed(page, member=self.by)
        columns = settled(self.columns, keys, self.by)
        open_numbers = self._bsn_of(keys) if self.with_bsn and self.has_bsn_column else set()
        for row in page:
            yield [row.bsn if column.key == BSN_COLUMN and row.id in open_numbers and row.bsn else column.text(row) for column in columns]

    def _bsn_of(self, keys) -> set:
        """The relations whose BSN goes out in full; each is a line of the activity log."""
        reach = Relation.objects.visible_to(self.by, BSN_RIGHT).filter(pk__in=keys).exclude(bsn_hmac="")
        found = list(reach.only("id", "name", "office_id"))
        self.read += found
        return {row.pk for row in found}

    def keep_log(self, kind: str, count: int) -> None:
        """Write down that it went out: which list, how many rows, which columns and filters; never what was searched for."""
        record_all([draft(self.by, "bsn.read", row, relation=row, data={"in": "export"}) for row in self.read])
        data = {
            "list": self.kind.screen, "format": kind, "rows": count, "bsn": self.with_bsn,
            "columns": [column.key for column in self.columns], "filters": sorted({*self.query} - {"kolom", "sort", "weergave"}),
        }  # fmt: skip
        record(self.by, "list.exported", None, data=data)


def filename(kind: str, screen: str) -> str:
    """«relaties-2026-11-22.xlsx»."""
    return f"{LISTS[screen].things}-{timezone.localdate():%Y-%m-%d}.{kind}"


def write_export(export: Export, kind: str, target, tell=None) -> int:
    """Write the file; gives how many rows it has."""
    count = 0

    def counted():
        nonlocal count
        for line in export.lines(tell):
            count += 1
            yield line

    write_table(target, kind, title=export.kind.things.capitalize(), head=export.head(), rows=counted())
    return count


def start_export(screen: str, query: str, kind: str, *, by, with_bsn: bool, total: int):
    """Queue a big export; gives the job."""
    arguments = {"screen": screen, "query": query, "kind": kind, "with_bsn": with_bsn}
    title = f"{LISTS[screen].things.capitalize()} exporteren"
    return start_job(EXPORT, by=by, title=title, arguments=arguments, total=total)


def _run(run: Run) -> None:
    """A killed export begins anew: nothing of it is kept until it is whole."""
    asked = run.arguments
    export = Export(asked["screen"], asked["query"], by=run.by, with_bsn=asked["with_bsn"])
    with tempfile.TemporaryFile() as target:
        count = write_export(export, asked["kind"], target, tell=run.step)
        target.seek(0)
        name = filename(asked["kind"], asked["screen"])
        stored = store(target, name=name, purpose="export", mime=MIMES[asked["kind"]], max_bytes=MOST_BYTES)
    with transaction.atomic():
        export.keep_log(asked["kind"], count)
        run.done({"text": f"{count} {export.kind.things} in het bestand.", "filename": name}, file=stored)


job_kinds.register(JobKind(EXPORT, _run))
