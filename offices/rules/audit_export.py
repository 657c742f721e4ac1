"""The activity log as a file for a spreadsheet, made as long work; asking for it stands in the log."""

import csv
import tempfile
from io import TextIOWrapper

from django.db import transaction
from django.utils import timezone

from offices.activity import narrowed, readable_by, told
from offices.audit import record
from offices.files import store
from offices.jobs import JobKind, Run, job_kinds, start_job
from offices.models import Job

EXPORT = "offices.export_audit"
CHUNK = 1_000
HEADS = ("Nummer", "Wanneer", "Wie", "Namens", "Gebeurtenis", "Waarover", "Bijzonderheden", "IP-adres", "Vingerafdruk")
# A spreadsheet takes a cell that starts so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def ask_export(chosen: dict, *, by) -> Job:
    """Start making the file of the events behind a filter; it is written down who asked for which."""
    with transaction.atomic():
        record(by, "audit.exported", None, data={"filter": chosen})
        return start_job(EXPORT, by=by, title="Activiteitenlog exporteren", arguments={"filter": chosen})


def _export(run: Run) -> None:
    """Write the file anew; a turn that was broken off starts it again."""
    rows = narrowed(readable_by(run.by), run.arguments["filter"], run.by).order_by("-at", "-id")
    done = 0
    with tempfile.TemporaryFile() as file:
        text = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        lines = csv.writer(text, delimiter=";")
        lines.writerow(HEADS)
        chunk: list = []
        for event in rows.iterator(chunk_size=CHUNK):
            chunk.append(event)
            if len(chunk) == CHUNK:
                lines.writerows(_cells(chunk))
                done, chunk = done + CHUNK, []
                run.step(done)
        lines.writerows(_cells(chunk))
        done += len(chunk)
        text.flush()
        file.seek(0)
        kept = store(file, name="activiteitenlog.csv", purpose="export", mime="text/csv")
        text.detach()
    day = timezone.localdate()
    run.done({"text": f"{done} gebeurtenissen.", "filename": f"activiteitenlog {day:%Y-%m-%d}.csv"}, file=kept)


def _cells(events) -> list[list[str]]:
    return [
        [
            harmless(cell)
            for cell in (
                str(line.event.number or ""),
                f"{timezone.localtime(line.event.at):%d-%m-%Y %H:%M:%S}",
                line.who,
                line.event.on_behalf_of,
                line.what,
                line.event.subject_label,
                "; ".join(f"{key}: {value}" for key, value in line.details),
                line.event.ip or "",
                line.event.hash,
            )
        ]
        for line in told(events, links=False)
    ]


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


job_kinds.register(JobKind(EXPORT, _export))
