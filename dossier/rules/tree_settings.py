"""What a folder asks and to whom it is open."""

from django.db import transaction

from dossier.enums import OFFICE_ONLY, PeriodSetting
from dossier.models import Folder
from dossier.rules import tree_checks as checks
from dossier.rules.tree import place_folder, rename_folder
from dossier.rules.visibility import note_folder
from offices.audit import record
from offices.errors import RuleBroken


def change_folder(
    folder: Folder,
    *,
    by,
    name: str,
    parent: Folder | None,
    order: int,
    period_setting: str,
    visibility: str | None = None,
    payroll_only: bool = False,
    allow_relation_children: bool = False,
) -> Folder:
    """Everything the form of a folder holds, all or nothing. Without a visibility that stays as it is."""
    with transaction.atomic():
        folder = rename_folder(folder, by=by, name=name)
        if (parent.pk if parent else None, order) != (folder.parent_id, folder.order):
            folder = place_folder(folder, by=by, parent=parent, order=order)
        asked = (PeriodSetting(period_setting), allow_relation_children)
        if asked != (folder.period_setting, folder.allow_relation_children):
            set_period(
                folder, by=by, period_setting=period_setting, allow_relation_children=allow_relation_children
            )
        if visibility is not None:
            set_visibility(folder, by=by, visibility=visibility, payroll_only=payroll_only)
    return folder


def set_visibility(folder: Folder, *, by, visibility: str, payroll_only: bool | None = None) -> list[Folder]:
    """Open a leaf, or all leaves of a branch, to the client or close them. Gives the folders that changed."""
    with transaction.atomic():
        folder = checks.locked(folder, by)
        leaves = [leaf for leaf in checks.below(folder) if leaf.system_role not in OFFICE_ONLY]
        if not leaves:
            raise RuleBroken(f"{folder.name} is altijd alleen voor het kantoor.", field="visibility")
        changed = []
        for leaf in leaves:
            payroll = leaf.payroll_only if payroll_only is None else payroll_only
            if (leaf.visibility, leaf.payroll_only) == (visibility, payroll):
                continue
            opened = leaf.visibility != visibility
            leaf.visibility, leaf.payroll_only = visibility, payroll
            checks.save(leaf, "visibility", "payroll_only")
            if opened:
                note_folder(leaf, by=by)
            record(by, "folder.changed", leaf, data={"visibility": visibility, "payroll_only": payroll})
            changed.append(leaf)
    return changed


def set_period(
    folder: Folder, *, by, period_setting: str, allow_relation_children: bool | None = None
) -> Folder:
    """Choose what a folder asks on filing and whether relations may have own folders below it."""
    with transaction.atomic():
        folder = checks.locked(folder, by)
        folder.period_setting = PeriodSetting(period_setting)
        if allow_relation_children is not None and folder.relation_id is None:
            folder.allow_relation_children = allow_relation_children
        checks.save(folder, "period_setting", "allow_relation_children")
        data = {"period_setting": folder.period_setting, "own_folders": folder.allow_relation_children}
        record(by, "folder.changed", folder, data=data)
    return folder
