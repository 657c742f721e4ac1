"""Closing a folder so that nothing in it changes, and opening it again: manager, reason, on record."""

from django.db import transaction
from django.utils import timezone

from crm.access import require_on
from crm.timeline import write_entry
from dossier.models import Folder, FolderFreeze
from dossier.periods import FIRST_YEAR, last_year
from dossier.rules import guards
from offices.audit import record
from offices.errors import RuleBroken
from offices.permissions import require
from offices.texts import required


def freeze(folder: Folder, *, by, reason: str, relation=None, year: int | None = None) -> FolderFreeze:
    """Freeze a folder and all below it, for one relation or all, one year or all. A repeat gives the live freeze."""
    reason = _reason(reason)
    if year is not None and not FIRST_YEAR <= year <= last_year():
        raise RuleBroken(
            f"Jaar ligt tussen {FIRST_YEAR} en {last_year()}; u koos {year}.", code="DOS07", field="year"
        )
    with transaction.atomic():
        guards.hold_tree()
        _require_right(by, relation)
        live = FolderFreeze.objects.filter(
            folder=folder, relation=relation, year=year, thawed_at__isnull=True
        ).first()
        if live:
            return live
        made = FolderFreeze.objects.create(
            folder=folder, relation=relation, year=year, reason=reason, frozen_by=by
        )
        data = {"folder": folder.name, "year": year, "reason": reason}
        record(by, "folder.frozen", folder, data=data, relation=relation)
        if relation is not None:
            write_entry(
                relation, "folder.frozen", by=by, title=f"{_where(made)} bevroren: {reason}", object=folder
            )
    return made


def thaw(frozen: FolderFreeze, *, by, reason: str) -> FolderFreeze:
    """Open a frozen folder again."""
    reason = _reason(reason)
    with transaction.atomic():
        guards.hold_tree()
        frozen = FolderFreeze.objects.select_related("relation", "folder").get(pk=frozen.pk)
        _require_right(by, frozen.relation)
        if frozen.thawed_at:
            return frozen
        frozen.thawed_by, frozen.thawed_at, frozen.thaw_reason = by, timezone.now(), reason
        frozen.save(update_fields=["thawed_by", "thawed_at", "thaw_reason"])
        data = {"folder": frozen.folder.name, "year": frozen.year, "reason": reason}
        record(by, "folder.thawed", frozen.folder, data=data, relation=frozen.relation)
        if frozen.relation is not None:
            title = f"{_where(frozen)} weer geopend: {reason}"
            write_entry(frozen.relation, "folder.thawed", by=by, title=title, object=frozen.folder)
    return frozen


def _where(frozen: FolderFreeze) -> str:
    return f"{frozen.folder.name} {frozen.year}" if frozen.year else frozen.folder.name


def _reason(reason: str) -> str:
    if not reason.strip():
        raise RuleBroken(required("Reden"), code="G01", field="reason")
    return reason.strip()[:200]


def _require_right(by, relation) -> None:
    if relation is None:
        require(by, "dossier.freeze")
    else:
        require_on(by, "dossier.freeze", relation)
