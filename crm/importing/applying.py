"""Carrying out an import: one at a time per office, in the background, resumable, and back within 30 days."""

from django.db import IntegrityError, transaction

from crm.enums import ImportState, ItemResult, PlanState
from crm.importing.batches import RUNS_ALREADY, ImportFault, close, refuse_beside_running, require_import
from crm.importing.outdated import COMPARED_ANEW, PLAN_OUTDATED, compare_again, is_outdated
from crm.importing.planning import plan_import
from crm.models import ChangePlan, ImportBatch
from crm.rules.plans import apply_plan, refuse_late_undo, refuse_over, undo_plan
from offices.audit import record
from offices.jobs import Interrupted, Run, start_job


def start_planning(batch: ImportBatch, *, by) -> ImportBatch:
    """Write the plan down in the background; gives the import with its job.

    After another import ended the rows are compared anew instead, to be looked at again. Raises IMP15 while one is at work.
    """
    require_import(by)
    refuse_beside_running(by=by)
    with transaction.atomic():
        batch = _lock(batch, ImportState.REVIEW)
        batch.job = start_job("crm.import.plan", by=by, title=f"Plan maken voor {batch.name}", arguments={"batch": str(batch.pk)})
        batch.plan = None
        batch.save()
    return batch


def write_plan(run: Run) -> None:
    """The job: the plan of an import. A second turn starts it again; an unfinished plan is nowhere."""
    batch = ImportBatch.objects.get(pk=run.arguments["batch"])
    if is_outdated(batch):
        compare_again(batch, run)
        run.done({"text": COMPARED_ANEW, "anew": True})
        return
    with transaction.atomic():
        batch = _lock(batch, ImportState.REVIEW)
        batch.plan = plan_import(batch, by=run.by)
        batch.save()
    run.done({"text": "Het plan is klaar. Bekijk het en voer het uit."})


def start_applying(batch: ImportBatch, *, by, plan_hash: str) -> ImportBatch:
    """Carry out the plan that was shown. Refuses another plan, an empty one, and a second import beside a running one."""
    require_import(by)
    refuse_beside_running(by=by)
    try:
        with transaction.atomic():
            batch = _lock(batch, ImportState.REVIEW)
            plan = batch.plan
            if plan is None or plan.hash != plan_hash:
                raise ImportFault("Uw keuzes zijn gewijzigd nadat dit plan is gemaakt. Maak het plan opnieuw en bekijk het.", code="PLN03")
            if not plan.counts.get("items"):
                raise ImportFault("Er is niets om uit te voeren. Kies regels of velden, of sluit deze import.")
            refuse_over(plan)
            batch.state = ImportState.APPLYING
            batch.job = start_job(
                "crm.import.apply", by=by, title=f"{batch.name} importeren", arguments={"batch": str(batch.pk)}, total=plan.counts["items"]
            )
            batch.save()
            plan.job = batch.job
            plan.save(update_fields=["job"])
            # Asked after this import stands as the one at work: no other can end from here on.
            if is_outdated(batch):
                raise ImportFault(PLAN_OUTDATED, code="IMP17")
    except IntegrityError:
        raise ImportFault(RUNS_ALREADY, code="IMP15") from None
    return batch


def apply_import(run: Run) -> None:
    """The job: the plan, chunk by chunk. Killed, it goes on at the first item without a result."""
    batch = ImportBatch.objects.select_related("plan").get(pk=run.arguments["batch"])
    plan = batch.plan
    try:
        if plan.state in (PlanState.MADE, PlanState.APPLYING):
            apply_plan(plan, by=run.by, run=run)
    except Interrupted:
        plan.refresh_from_db()
        if plan.state == PlanState.CANCELLED:
            close(batch, plan)
        raise
    plan.refresh_from_db()
    close(batch, plan)
    results = plan.counts["results"]
    failed = results.get(ItemResult.FAILED, 0) + results.get(ItemResult.STALE, 0)
    text = f"{results.get(ItemResult.DONE, 0)} relaties en contacten aangemaakt of gewijzigd. Niemand heeft een mail gekregen."
    run.done({"text": f"{text} {failed} niet gelukt: bekijk het verslag." if failed else text})


def start_undo(batch: ImportBatch, *, by) -> ImportBatch:
    """Take an import back in the background, up to 30 days after it."""
    require_import(by)
    refuse_beside_running(by=by)
    try:
        with transaction.atomic():
            batch = _lock(batch, ImportState.DONE, ImportState.DONE_WITH_ERRORS)
            refuse_late_undo(batch.plan)
            batch.state = ImportState.UNDOING
            batch.job = start_job(
                "crm.import.undo", by=by, title=f"{batch.name} terugdraaien", arguments={"batch": str(batch.pk)}, total=batch.plan.counts["items"]
            )
            batch.save()
    except IntegrityError:
        raise ImportFault(RUNS_ALREADY, code="IMP15") from None
    return batch


def undo_import(run: Run) -> None:
    """The job: back to what it was, in three buckets."""
    batch = ImportBatch.objects.select_related("plan").get(pk=run.arguments["batch"])
    if batch.plan.state != PlanState.ROLLED_BACK:
        undo_plan(batch.plan, by=run.by, run=run)
    plan = ChangePlan.objects.get(pk=batch.plan_id)
    close(batch, plan)
    results = plan.counts["results"]
    kept = results.get(ItemResult.KEPT, 0) + results.get(ItemResult.STUCK, 0)
    text = f"{results.get(ItemResult.UNDONE, 0)} teruggedraaid."
    if kept:
        text = f"Terugdraaien kan niet voor {kept} regels: ze zijn daarna gewijzigd. De rest is teruggedraaid."
    run.done({"text": text})


def start_again(batch: ImportBatch, *, by) -> ImportBatch:
    """A new import of the same file, for what was not taken over or changed meanwhile; the first keeps its report."""
    require_import(by)
    with transaction.atomic():
        again = ImportBatch.objects.create(
            name=batch.name, file=batch.file, sha256=batch.sha256, template=batch.template, mapping=batch.mapping,
            scope=batch.scope, defaults=batch.defaults, state=ImportState.PARSED, created_by=batch.created_by,
        )  # fmt: skip
        record(by, "import.received", again, data={"file": again.name, "sha256": again.sha256})
    return again


def _lock(batch: ImportBatch, *states) -> ImportBatch:
    row = ImportBatch.objects.select_for_update(of=("self",)).select_related("plan").get(pk=batch.pk)
    if row.state not in states:
        raise ImportFault(f"Deze import is {row.get_state_display().lower()}; dit kan nu niet meer.")
    return row
