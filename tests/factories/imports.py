"""Import files and imports for tests. An office must be open."""

import csv
import io

from openpyxl import Workbook

from crm.importing import applying, batches
from crm.models import ImportBatch, ImportRow
from offices.files import store
from offices.jobs import work
from offices.models import Job


def csv_bytes(rows: list[dict], *, encoding="utf-8", delimiter=";") -> bytes:
    """Rows as CSV; the headings are the keys of all rows together."""
    headings = list(dict.fromkeys(key for row in rows for key in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, headings, delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def xlsx_bytes(clients: list[dict], contacts: list[dict] = ()) -> bytes:
    """The two tabs as a workbook; values keep their Python type."""
    book = Workbook()
    for place, (name, rows) in enumerate((("clienten", clients), ("contacten", contacts))):
        if not rows:
            continue
        sheet = book.active if place == 0 and book.active is not None else book.create_sheet()
        sheet.title = name
        headings = list(dict.fromkeys(key for row in rows for key in row))
        sheet.append(headings)
        for row in rows:
            sheet.append([row.get(key) for key in headings])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def receive(content: bytes, *, by, name="clienten.csv") -> ImportBatch:
    """An import of these bytes, looked at."""
    return batches.receive(store(content, name=name, purpose="import"), by=by, name=name)


def work_jobs() -> None:
    """Do every job that is due, to its end."""
    while job := Job.objects.filter(due_at__isnull=False).order_by("asked_at").first():
        if not work(job.pk):
            return


def match(batch: ImportBatch, *, by, defaults=None, values=None) -> ImportBatch:
    """Compare the file with the office, with the columns as they were guessed."""
    tabs = [{"sheet": tab["sheet"], "columns": tab["columns"]} for tab in batch.mapping["tabs"]]
    values = batch.mapping.get("values", {}) if values is None else values
    batches.start_matching(batch, by=by, tabs=tabs, values=values, defaults=defaults or {}, scope={})
    work_jobs()
    return ImportBatch.objects.get(pk=batch.pk)


def plan(batch: ImportBatch, *, by) -> ImportBatch:
    """Write the plan."""
    applying.start_planning(batch, by=by)
    work_jobs()
    return ImportBatch.objects.select_related("plan").get(pk=batch.pk)


def apply(batch: ImportBatch, *, by) -> ImportBatch:
    """Carry the plan out."""
    batch = plan(batch, by=by)
    applying.start_applying(batch, by=by, plan_hash=batch.plan.hash)
    work_jobs()
    return ImportBatch.objects.select_related("plan").get(pk=batch.pk)


def undo(batch: ImportBatch, *, by) -> ImportBatch:
    """Take it back."""
    applying.start_undo(batch, by=by)
    work_jobs()
    return ImportBatch.objects.select_related("plan").get(pk=batch.pk)


def matched(rows: list[dict], *, by, **kw) -> ImportBatch:
    """An import of a CSV with these rows, compared."""
    return match(receive(csv_bytes(rows), by=by), by=by, **kw)


def row(batch: ImportBatch, number: int, sheet="CLIENTS") -> ImportRow:
    """A row of the import by its line in the file."""
    return ImportRow.objects.get(batch=batch, number=number, sheet=sheet)


def errors(batch: ImportBatch, number: int, sheet="CLIENTS") -> list[tuple]:
    """(column, code) of everything wrong with a row."""
    return [(error["field"], error["code"]) for error in row(batch, number, sheet).errors or []]
