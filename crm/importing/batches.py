"""One import from file to report: received, looked at, matched, decided, applied, undone."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from crm.enums import ImportGroup, ImportSheet, ImportState, PlanState
from crm.importing.book import read_book, tab_of
from crm.importing.columns import CLIENTS
from crm.importing.judging import judge_rows
from crm.importing.mapping import doubled, guess, lacking, learn, remembered, sheet_for
from crm.importing.reading import FileFault, read_tabs
from crm.importing.reading.cells import MAX_ROWS
from crm.importing.repeats import mark_repeats
from crm.models import ImportBatch, ImportRow
from crm.rules.plans import UNDO_DAYS, settle_plan
from offices.audit import record
from offices.errors import RuleBroken
from offices.files import open_file
from offices.jobs import Run, start_job
from offices.models import TeamMember
from offices.permissions import require
from offices.pour import pour

RIGHT = "import.run"
MAX_BYTES = 200 << 20
CHUNK = 1_000
SAMPLES = 5
SKIP = "SKIP"
# One of these stands for an office at a time; a constraint sees to it.
RUNNING = (ImportState.APPLYING, ImportState.UNDOING)
RUNS_ALREADY = "In uw kantoor wordt al een import uitgevoerd of teruggedraaid. Wacht tot dat klaar is, of annuleer het."
_OPEN = (ImportState.PARSED, ImportState.MATCHED, ImportState.REVIEW)


class ImportFault(RuleBroken):
    """An import that cannot go on like this."""

    code, status = "IMP14", 409


def receive(stored, *, by, name: str) -> ImportBatch:
    """Take in a file and look at its tabs and headings; gives the import. Raises FileFault, and IMP14 for an empty one."""
    require_import(by)
    batch = ImportBatch(name=name[:200], file=stored, sha256=stored.sha256, created_by=_member(by))
    with open_file(stored) as source, read_tabs(source, name) as tabs:
        looked, samples = [], []
        for place, tab in enumerate(tabs):
            sheet = sheet_for(tab.name, tab.headings, place)
            some = [cells for _, cells in zip(range(SAMPLES), (cells for _, cells in tab.rows), strict=False)]
            looked.append({"name": tab.name, "sheet": str(sheet), "headings": tab.headings, "place": place})
            samples.append(some)
    if len({tab["sheet"] for tab in looked}) < len(looked):
        looked[1]["sheet"] = str(ImportSheet.CONTACTS if looked[0]["sheet"] == CLIENTS else ImportSheet.CLIENTS)
    profile = remembered(looked)
    for seen, some in zip(looked, samples, strict=True):
        known = profile.columns.get(seen["sheet"]) if profile else None
        seen["columns"] = guess(seen["sheet"], seen["headings"], known, some)
    with transaction.atomic():
        batch.mapping = {"tabs": looked, "values": profile.value_maps if profile else {}}
        batch.template, batch.state = profile, ImportState.PARSED
        batch.save(force_insert=True)
        for seen, some in zip(looked, samples, strict=True):
            ImportRow.objects.bulk_create(
                ImportRow(batch=batch, sheet=seen["sheet"], number=number, raw=cells) for number, cells in enumerate(some, 1)
            )
        record(by, "import.received", batch, data={"file": name[:200], "sha256": stored.sha256})
    return batch


def earlier(batch: ImportBatch) -> ImportBatch | None:
    """An import of exactly the same file that was carried out, or nothing."""
    done = (ImportState.DONE, ImportState.DONE_WITH_ERRORS, ImportState.APPLYING)
    return ImportBatch.objects.filter(sha256=batch.sha256, state__in=done).exclude(pk=batch.pk).order_by("-created_at").first()


def start_matching(batch: ImportBatch, *, by, tabs: list[dict], values: dict, defaults: dict, scope: dict) -> ImportBatch:
    """Keep what the columns mean and compare the whole file in the background.

    `tabs` are {place, sheet, columns} per tab; sheet may be SKIP. Raises IMP01 for a missing minimum column.
    """
    require_import(by)
    refuse_beside_running(by=by)
    with transaction.atomic():
        batch = _lock(batch, *_OPEN)
        mapping = batch.mapping
        for tab, chosen in zip(mapping["tabs"], tabs, strict=True):
            tab["sheet"], tab["columns"] = chosen["sheet"], chosen["columns"]
        used = [tab for tab in mapping["tabs"] if tab["sheet"] != SKIP]
        _refuse_bad_mapping(used)
        batch.template = learn(used, values, name=f"Zoals {batch.name}", by=_member(by))
        batch.mapping = {"tabs": mapping["tabs"], "values": values}
        batch.defaults, batch.scope, batch.plan, batch.fault = defaults, scope, None, ""
        batch.state, batch.counts, batch.compared_at = ImportState.PARSED, {}, timezone.now()
        ImportRow.objects.filter(batch=batch).delete()
        batch.job = start_job("crm.import.match", by=by, title=f"{batch.name} vergelijken", arguments={"batch": str(batch.pk)})
        batch.save()
    return batch


def _refuse_bad_mapping(tabs: list[dict]) -> None:
    if not tabs:
        raise ImportFault("Kies minstens één tabblad om te importeren.", field="tabs")
    if len({tab["sheet"] for tab in tabs}) < len(tabs):
        raise ImportFault("Beide tabbladen staan op dezelfde soort. Kies één keer Cliënten en één keer Contacten.", field="tabs")
    for tab in tabs:
        for name in lacking(tab["sheet"], tab["columns"]):
            raise ImportFault(f"Kolom {name} ontbreekt. Gebruik het sjabloon of wijs een kolom toe.", code="IMP01", field=tab["sheet"])
        for name in doubled(tab["columns"]):
            raise ImportFault(f"Twee kolommen wijzen naar {name}. Laat er een op 'niet overnemen' staan.", code="IMP01", field=tab["sheet"])


def match_file(run: Run) -> None:
    """The job: every row of the file becomes a row of the import. Goes on after the last row that was kept."""
    batch = ImportBatch.objects.select_related("file").get(pk=run.arguments["batch"])
    try:
        done = _match_tabs(batch, run)
    except FileFault as fault:
        ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.FAILED, fault=fault.text[:500])
        raise
    with transaction.atomic():
        mark_repeats(batch)
        batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        batch.state, batch.counts = ImportState.REVIEW, count_groups(batch)
        batch.save(update_fields=["state", "counts", "updated_at"])
    run.done({"text": f"{done} regels vergeleken. Kijk na wat er verandert."})


def _match_tabs(batch: ImportBatch, run: Run) -> int:
    book = read_book(batch.mapping.get("values"))
    chosen = sorted((tab for tab in batch.mapping["tabs"] if tab["sheet"] != SKIP), key=lambda tab: tab["sheet"] != CLIENTS)
    done = 0
    for known in chosen:
        tab = tab_of(known["sheet"], known["headings"], known["columns"])
        last = ImportRow.objects.filter(batch=batch, sheet=tab.sheet).order_by("-number").values_list("number", flat=True).first() or 0
        with open_file(batch.file) as source, read_tabs(source, batch.name) as found:
            waiting: list = []
            for number, cells in found[known["place"]].rows:
                done += 1
                if done > MAX_ROWS:
                    raise FileFault(f"Dit bestand heeft meer dan {MAX_ROWS} regels. Splits het in kleinere bestanden.")
                if number <= last:
                    continue
                waiting.append((number, cells, {}))
                if len(waiting) == CHUNK:
                    _keep(batch, tab, book, waiting, by=run.by)
                    waiting = []
                    run.step(done)
            if waiting:
                _keep(batch, tab, book, waiting, by=run.by)
            _remember_notes(batch, found[known["place"]].notes)
        run.step(done)
    return done


def _keep(batch, tab, book, given, *, by) -> None:
    with transaction.atomic():
        pour(judge_rows(batch, tab, book, given, by=by))


def _remember_notes(batch: ImportBatch, notes: list[str]) -> None:
    if notes:
        batch.mapping["notes"] = list(dict.fromkeys([*batch.mapping.get("notes", []), *notes]))[:10]
        ImportBatch.objects.filter(pk=batch.pk).update(mapping=batch.mapping)


def count_groups(batch: ImportBatch) -> dict:
    """How many rows stand in each group, per sheet."""
    rows = ImportRow.objects.filter(batch=batch).values_list("sheet", "group", "chosen").annotate(count=Count("pk"))
    counts: dict = {group.value: 0 for group in ImportGroup} | {"rows": 0, "skipped": 0}
    for sheet, group, chosen, count in rows.order_by():
        counts["rows"] += count
        counts[group] = counts.get(group, 0) + (count if chosen else 0)
        counts["skipped"] += 0 if chosen else count
        counts[f"{sheet}.{group}"] = counts.get(f"{sheet}.{group}", 0) + (count if chosen else 0)
    return counts


def recount(batch: ImportBatch) -> ImportBatch:
    """Count again after somebody repaired, skipped or chose."""
    counts = count_groups(batch)
    ImportBatch.objects.filter(pk=batch.pk).update(counts=counts, updated_at=timezone.now())
    batch.counts = counts
    return batch


def cancel(batch: ImportBatch, *, by) -> ImportBatch:
    """Put an import aside that changed nothing yet; its rows are gone at once."""
    require_import(by)
    with transaction.atomic():
        batch = _lock(batch, *_OPEN, ImportState.UPLOADED, ImportState.FAILED)
        ImportRow.objects.filter(batch=batch).delete()
        batch.state, batch.plan = ImportState.CANCELLED, None
        batch.save()
        record(by, "import.cancelled", batch)
    return batch


def settle(batch: ImportBatch, *, by) -> ImportBatch:
    """Give an import whose job was cancelled or gave up its true state."""
    if batch.state not in RUNNING or batch.plan is None or (batch.job is not None and not batch.job.is_over):
        # While its job is at work nothing is settled, and its plan is locked chunk by chunk.
        return batch
    plan = settle_plan(batch.plan, by=by)
    if plan.state in (PlanState.CANCELLED, PlanState.DONE, PlanState.DONE_WITH_ERRORS):
        close(batch, plan)
    elif plan.state == PlanState.MADE:
        # Refused before its first row: the groups can be looked at again, and the job says why.
        batch.state, batch.plan = ImportState.REVIEW, None
        batch.save(update_fields=["state", "plan", "updated_at"])
    return batch


def refuse_beside_running(*, by) -> None:
    """One import at a time is carried out or taken back; what is compared meanwhile is no longer so when that ends (IMP15)."""
    for running in ImportBatch.objects.filter(state__in=RUNNING).select_related("plan", "job"):
        if settle(running, by=by).state in RUNNING:
            raise ImportFault(RUNS_ALREADY, code="IMP15")


def close(batch: ImportBatch, plan) -> None:
    """The state of an import after its plan ended."""
    states = {
        PlanState.DONE: ImportState.DONE,
        PlanState.DONE_WITH_ERRORS: ImportState.DONE_WITH_ERRORS,
        PlanState.CANCELLED: ImportState.DONE_WITH_ERRORS,
        PlanState.ROLLED_BACK: ImportState.ROLLED_BACK,
    }
    batch.state = states[PlanState(plan.state)]
    batch.counts = batch.counts | {"results": plan.counts.get("results", {})}
    batch.save(update_fields=["state", "counts", "updated_at"])


def forget_rows() -> int:
    """Drop the rows of imports that can no longer be taken back: what they held stands on the cards by now."""
    over = (ImportState.DONE, ImportState.DONE_WITH_ERRORS, ImportState.ROLLED_BACK, ImportState.FAILED)
    late = ImportBatch.objects.filter(state__in=over, updated_at__lt=timezone.now() - timedelta(days=UNDO_DAYS))
    return ImportRow.objects.filter(batch__in=late.values("pk")).delete()[0]


def require_import(by) -> None:
    """Whoever imports holds the right for it at this moment."""
    if isinstance(by, TeamMember):
        require(by, RIGHT)


def _lock(batch: ImportBatch, *states) -> ImportBatch:
    row = ImportBatch.objects.select_for_update(of=("self",)).select_related("file").get(pk=batch.pk)
    if row.state not in states:
        raise ImportFault(f"Deze import is {row.get_state_display().lower()}; dit kan nu niet meer.")
    return row


def _member(by):
    return by if isinstance(by, TeamMember) else None
