"""The folder tree of an office and the own folders of a relation: making, moving and removing folders."""

from django.db import models, transaction

from dossier import names
from dossier.enums import ItemStatus, PeriodSetting, Visibility
from dossier.models import DossierItem, Folder
from dossier.queries.tree import has_items, load_tree, path_of, uses_of
from dossier.registry import folder_moved
from dossier.rules import guards
from dossier.rules import tree_checks as checks
from dossier.rules.visibility import note_folder
from offices.audit import record
from offices.errors import RuleBroken

REST = "Overige"


def create_folder(
    name: str,
    *,
    by,
    parent: Folder | None = None,
    relation=None,
    period_setting: str | None = None,
    visibility: str | None = None,
    payroll_only: bool = False,
    allow_relation_children: bool = False,
    move_items: bool = False,
) -> Folder:
    """Make a folder of the office tree, or with a relation an own folder of that relation.

    What is not given comes from the parent. A parent that holds items asks `move_items`: they then go to a new
    folder *Overige* beside it. Raises DOS05 without that, DOS06 and DOS08.
    """
    name = names.folder_name(name)
    with transaction.atomic():
        guards.hold_tree()
        parent = Folder.objects.get(pk=parent.pk) if parent else None
        checks.require_right(by, relation)
        checks.require_place(parent, relation)
        if parent is not None and has_items(parent, **({"relation": relation} if relation else {})):
            _make_room(parent, relation, by=by, move_items=move_items)
        return _make(
            name,
            parent,
            relation,
            by=by,
            period_setting=period_setting,
            visibility=visibility,
            payroll_only=payroll_only,
            allow_relation_children=allow_relation_children,
        )


def rename_folder(folder: Folder, *, by, name: str) -> Folder:
    """Give a folder another name; nothing that points to it changes. Raises DOS08."""
    with transaction.atomic():
        folder = checks.locked(folder, by)
        before, path = folder.name, path_of(folder)
        # The folders that come with the product keep their slash.
        folder.name = name if name == before else names.folder_name(name)
        if folder.name != before:
            checks.require_free(folder)
            checks.save(folder, "name")
            record(by, "folder.changed", folder, data={"from": before, "to": folder.name})
            _follow(folder, path, by=by)
    return folder


def place_folder(folder: Folder, *, by, parent: Folder | None, order: int) -> Folder:
    """Put a folder below another one (or at the top) and at a place among its neighbours.

    Raises DOS05 when the new parent holds items, DOS06 and DOS08, and refuses a circle and a ninth level.
    """
    with transaction.atomic():
        folder = checks.locked(folder, by)
        parent = Folder.objects.get(pk=parent.pk) if parent else None
        path = path_of(folder)
        if parent is None and folder.relation_id:
            raise RuleBroken(
                "Een eigen map van een relatie staat altijd onder een map van het kantoor.", field="parent"
            )
        if (parent.pk if parent else None) != folder.parent_id:
            checks.require_movable(folder, parent)
            checks.require_unfrozen(folder)
        folder.parent, folder.order = parent, order
        checks.require_free(folder)
        _set_depth(folder, parent.depth + 1 if parent else 1)
        checks.save(folder, "parent", "order")
        record(by, "folder.changed", folder, data={"parent": parent.name if parent else "", "order": order})
        _follow(folder, path, by=by)
    return folder


def delete_folder(folder: Folder, *, by) -> None:
    """Remove an empty folder. Folders of the system and folders that a setting uses stay."""
    with transaction.atomic():
        folder = checks.locked(folder, by)
        if folder.system_role:
            raise RuleBroken(
                f"{folder.name} hoort bij het portaal en kan niet weg. U kunt de map wel hernoemen."
            )
        if Folder.objects.filter(parent=folder).exists():
            raise RuleBroken(f"{folder.name} bevat submappen. Verwijder of verplaats die eerst.")
        if has_items(folder):
            raise RuleBroken(
                f"{folder.name} is niet leeg, of er liggen stukken van in de prullenbak. Verplaats die eerst."
            )
        if uses := uses_of([load_tree().nodes[folder.pk]] if folder.relation_id is None else []).get(
            path_of(folder)
        ):
            raise RuleBroken(
                f"{folder.name} wordt gebruikt in {', '.join(uses)}. Kies daar eerst een andere map."
            )
        try:
            with transaction.atomic():
                record(by, "folder.changed", folder, data={"deleted": folder.name})
                folder.delete()
        except models.ProtectedError:
            raise RuleBroken(
                f"{folder.name} wordt nog gebruikt in een instelling. Kies daar eerst een andere map."
            ) from None


def _follow(folder: Folder, before: str, *, by) -> None:
    """Settings that name the folder, or one below it, by its path keep finding it."""
    after = path_of(folder)
    if after != before:
        folder_moved.call(before, after, by=by)


def _make(
    name,
    parent,
    relation,
    *,
    by,
    period_setting=None,
    visibility=None,
    payroll_only=False,
    allow_relation_children=False,
) -> Folder:
    neighbours = Folder.objects.filter(parent=parent).aggregate(last=models.Max("order"))["last"]
    folder = Folder(
        name=name,
        parent=parent,
        relation=relation,
        depth=parent.depth + 1 if parent else 1,
        period_setting=period_setting or (parent.period_setting if parent else PeriodSetting.NONE),
        visibility=visibility or (parent.visibility if parent else Visibility.OFFICE),
        payroll_only=payroll_only or bool(parent and parent.payroll_only),
        allow_relation_children=allow_relation_children and relation is None,
        order=(neighbours or 0) + 10,
        created_by=guards.member_of(by),
    )
    checks.require_free(folder)
    folder.save(force_insert=True)
    if folder.visibility == Visibility.CLIENT:
        note_folder(folder, by=by)
    record(by, "folder.changed", folder, data={"made": folder.name}, relation=relation)
    return folder


def _make_room(parent: Folder, relation, *, by, move_items: bool) -> None:
    """A folder with items becomes a branch: its items go to a leaf of their own."""
    if not move_items:
        raise RuleBroken(
            f"In {parent.name} liggen stukken. Bevestig dat die naar een nieuwe map {REST} gaan.",
            code="DOS05",
            field="move_items",
        )
    checks.require_unfrozen(parent)
    rest = _make(REST, parent, relation, by=by)
    items = DossierItem.objects.filter(folder=parent)
    if relation is not None:
        items = items.filter(relation=relation)
    items.exclude(status=ItemStatus.DESTROYED, folder=rest).update(
        folder=rest, version=models.F("version") + 1
    )


def _set_depth(folder: Folder, depth: int) -> None:
    step = depth - folder.depth
    if step:
        pks = [node.pk for node in checks.branch(folder)]
        Folder.objects.filter(pk__in=pks).update(depth=models.F("depth") + step)
        folder.depth = depth
