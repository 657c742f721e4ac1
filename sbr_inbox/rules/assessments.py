"""Incoming assessments: what they ask becomes dated rows, and somebody says when each was done."""

from django.db import transaction
from django.utils import timezone

from crm.access import require_on
from crm.enums import FilingKind
from crm.timeline import write_entry
from offices.audit import record
from offices.errors import RuleBroken
from sbr_inbox.assessments import dates_read, dues_of
from sbr_inbox.models import Filing, FilingAction, FilingReading
from workflows.models import OfficeHoliday

RIGHT = "filing.review"


class ActionFault(RuleBroken):
    """An act that does not fit what is asked."""

    code = "SBR50"
    status = 409


def ask_actions(filing: Filing, *, ledger) -> list[FilingAction]:
    """Note what an assessment asks, in the caller's transaction; doing it again adds nothing.

    Written when the message goes to the dossier of its relation, with one line on the timeline that names the days.
    """
    if filing.kind != FilingKind.SBA or filing.relation_id is None:
        return []
    reading = FilingReading.objects.filter(filing=filing).order_by("-reader_version").first()
    free = frozenset(OfficeHoliday.objects.filter(by_decree=True).values_list("day", flat=True))
    dues = dues_of(dates_read(reading), filing.amount, free=free)
    rows = [
        FilingAction(filing=filing, relation_id=filing.relation_id, kind=due.kind, due_on=due.on, reckoned=due.reckoned)
        for due in dues
    ]
    FilingAction.objects.bulk_create(rows, ignore_conflicts=True)
    text = "; ".join(f"{row.get_kind_display().lower()} uiterlijk {row.due_on:%d-%m-%Y}" for row in rows)
    ledger.note(filing, "assessment.received", text=f"{text[:1].upper()}{text[1:]}.".lstrip(".") if text else "")
    return rows


def finish_action(action: FilingAction, *, by, note: str = "") -> FilingAction:
    """Say that this was done (or is not needed, with a note)."""
    return _set(action, by, note.strip()[:300], done=True)


def reopen_action(action: FilingAction, *, by) -> FilingAction:
    """Take back that it was done."""
    return _set(action, by, "", done=False)


@transaction.atomic
def _set(action: FilingAction, by, note: str, *, done: bool) -> FilingAction:
    row = FilingAction.objects.select_for_update(of=("self",)).select_related("relation", "filing").get(pk=action.pk)
    require_on(by, RIGHT, row.relation)
    if (row.done_at is not None) == done:
        raise ActionFault("Dit is al afgehandeld. Ververs de pagina." if done else "Dit staat al open. Ververs de pagina.")
    row.done_at, row.done_by, row.note = (timezone.now(), by, note) if done else (None, None, "")
    row.save(update_fields=["done_at", "done_by", "note"])
    record(by, "assessment.handled" if done else "assessment.reopened", row.filing, data={"kind": row.kind, "due": f"{row.due_on}"})
    said = "afgehandeld" if done else "weer geopend"
    write_entry(
        row.relation, "assessment.handled" if done else "assessment.reopened", by=by,
        title=f"{row.get_kind_display()} bij {row.filing.title} {said}", object=row.filing,
    )  # fmt: skip
    return row
