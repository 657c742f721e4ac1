"""Rows that were compared before another import ended: what they were compared with may be gone, so they are compared anew."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from crm.enums import ImportSheet
from crm.importing.batches import count_groups
from crm.importing.deciding import drop_plan, judge_again, open_batch
from crm.importing.repeats import mark_repeats
from crm.models import ImportBatch, ImportRow
from crm.rules.plans import PlanOver, refuse_over
from offices.jobs import Run

_CHUNK = 1_000
COMPARED_ANEW = (
    "Sinds het vergelijken is een andere import uitgevoerd of teruggedraaid. De regels zijn opnieuw vergeleken; uw keuzes en "
    "herstelde regels zijn gebleven. Kijk de groepen na en maak dan het plan."
)
PLAN_OUTDATED = (
    "Sinds dit plan is gemaakt is een andere import uitgevoerd of teruggedraaid. Maak het plan opnieuw; de regels worden dan "
    "eerst opnieuw vergeleken."
)


def is_outdated(batch: ImportBatch) -> bool:
    """Whether another import of this office was carried out or taken back after this one was compared.

    A row that was equal to a record stays out of the plan, also when an undo has removed that record since.
    """
    others = ImportBatch.objects.exclude(pk=batch.pk)
    return others.filter(Q(plan__applied_at__gte=batch.compared_at) | Q(plan__undone_at__gte=batch.compared_at)).exists()


def why_not(batch: ImportBatch) -> str:
    """Why the plan of this import can no longer be carried out; nothing when it can, or when there is none."""
    if batch.plan is None:
        return ""
    try:
        refuse_over(batch.plan)
    except PlanOver as over:
        return over.text
    return PLAN_OUTDATED if is_outdated(batch) else ""


def compare_again(batch: ImportBatch, run: Run) -> None:
    """Judge every row anew and drop the plan. What was decided, typed and skipped stays. A second turn begins again."""
    begun, done, total = timezone.now(), 0, ImportRow.objects.filter(batch=batch).count()
    for sheet in ImportSheet:
        last = 0
        while page := _page(batch, sheet, last, by=run.by):
            last, done = page[-1].number, done + len(page)
            run.step(done, total)
    with transaction.atomic():
        batch = open_batch(batch, by=run.by)
        mark_repeats(batch)
        batch.counts, batch.compared_at = count_groups(batch), begun
        drop_plan(batch)


def _page(batch: ImportBatch, sheet, last: int, *, by) -> list[ImportRow]:
    with transaction.atomic():
        batch = open_batch(batch, by=by)
        rows = ImportRow.objects.select_for_update(of=("self",)).filter(batch=batch, sheet=sheet, number__gt=last)
        page = list(rows.order_by("number")[:_CHUNK])
        judge_again(batch, page, by=by)
    return page
