"""The folder tree of an office and the own folders of a relation: making, changing and removing folders."""

from django.db import IntegrityError, models, transaction

from crm.access import require_on
from dossier import names
from dossier.enums import OFFICE_ONLY, ItemStatus, PeriodSetting, Visibility
from dossier.models import DossierItem, Folder, FolderFreeze
from dossier.models.folders import DEPTH_MOST
from dossier.queries.tree import has_items
from dossier.registry import folder_uses
from dossier.rules import guards
from dossier.rules.visibility import note_folder
from dossier.texts import name_taken
from offices.audit import record
from offices.errors import RuleBroken
from offices.permissions import require

REST = "Overige"


def create_folder(
    name: str,
    *,
    by,
    parent: Folder | None = None,
    relation=None,
    period_setting: str | None = None,
    visibility: str | None = None,
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
        _require_right(by, relation)
        _require_place(parent, relation)
        if parent is not None and has_items(parent, **({"relation": relation} if relation else {})):
            _make_room(parent, relation, by=by, move_items=move_items)
        return _make(name, parent, relation, by=by, period_setting=period_setting, visibility=visibility)


def rename_folder(folder: Folder, *, by, name: str) -> Folder:
    """Give a folder another name; nothing that points to it changes. Raises DOS08."""
    with transaction.atomic():
        folder = _locked(folder, by)
        before = folder.name
        # The folders that come with the product keep their slash.
        folder.name = name if name == before else names.folder_name(name)
        if folder.name != before:
            _require_free(folder)
            _save(folder, "name")
            record(by, "folder.changed", folder, data={"from": before, "to": folder.name})
    return folder


def place_folder(folder: Folder, *, by, parent: Folder | None, order: int) -> Folder:
    """Put a folder below another one (or at the top) and at a place among its neighbours.

    Raises DOS05 when the new parent holds items, DOS06 and DOS08, and refuses a circle and a ninth level.
    """
    with transaction.atomic():
        folder = _locked(folder, by)
        parent = Folder.objects.get(pk=parent.pk) if parent else None
        if parent is None and folder.relation_id:
            raise RuleBroken(
                "Een eigen map van een relatie staat altijd onder een map van het kantoor.", field="parent"
            )
        if (parent.pk if parent else None) != folder.parent_id:
            _require_movable(folder, parent)
            _require_unfrozen(folder)
        folder.parent, folder.order = parent, order
        _require_free(folder)
        _set_depth(folder, parent.depth + 1 if parent else 1)
        _save(folder, "parent", "order")
        record(by, "folder.changed", folder, data={"parent": parent.name if parent else "", "order": order})
    return folder


def set_visibility(folder: Folder, *, by, visibility: str, payroll_only: bool | None = None) -> list[Folder]:
    """Open a leaf, or all leaves of a branch, to the client or close them. Gives the folders that changed."""
    with transaction.atomic():
        folder = _locked(folder, by)
        leaves = [leaf for leaf in _below(folder) if leaf.system_role not in OFFICE_ONLY]
        if not leaves:
            raise RuleBroken(f"{folder.name} is altijd alleen voor het kantoor.", field="visibility")
        changed = []
        for leaf in leaves:
            payroll = leaf.payroll_only if payroll_only is None else payroll_only
            if (leaf.visibility, leaf.payroll_only) == (visibility, payroll):
                continue
            opened = leaf.visibility != visibility
            leaf.visibility, leaf.payroll_only = visibility, payroll
            _save(leaf, "visibility", "payroll_only")
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
        folder = _locked(folder, by)
        folder.period_setting = PeriodSetting(period_setting)
        if allow_relation_children is not None and folder.relation_id is None:
            folder.allow_relation_children = allow_relation_children
        _save(folder, "period_setting", "allow_relation_children")
        data = {"period_setting": folder.period_setting, "own_folders": folder.allow_relation_children}
        record(by, "folder.changed", folder, data=data)
    return folder


def delete_folder(folder: Folder, *, by) -> None:
    """Remove an empty folder. Folders of the system and folders that a setting uses stay."""
    with transaction.atomic():
        folder = _locked(folder, by)
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
        if uses := [use for ask in folder_uses for use in ask(folder)]:
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


def _make(name, parent, relation, *, by, period_setting=None, visibility=None) -> Folder:
    neighbours = Folder.objects.filter(parent=parent).aggregate(last=models.Max("order"))["last"]
    folder = Folder(
        name=name,
        parent=parent,
        relation=relation,
        depth=parent.depth + 1 if parent else 1,
        period_setting=period_setting or (parent.period_setting if parent else PeriodSetting.NONE),
        visibility=visibility or (parent.visibility if parent else Visibility.OFFICE),
        payroll_only=parent.payroll_only if parent else False,
        order=(neighbours or 0) + 10,
        created_by=guards.member_of(by),
    )
    _require_free(folder)
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
    _require_unfrozen(parent)
    rest = _make(REST, parent, relation, by=by)
    items = DossierItem.objects.filter(folder=parent)
    if relation is not None:
        items = items.filter(relation=relation)
    items.exclude(status=ItemStatus.DESTROYED, folder=rest).update(
        folder=rest, version=models.F("version") + 1
    )


def _require_right(by, relation) -> None:
    member = guards.member_of(by)
    if member is None:
        return
    if relation is None:
        require(member, "dossier.folder.manage")
    else:
        require_on(member, "dossier.folder.relation", relation)


def _require_place(parent: Folder | None, relation) -> None:
    if parent is not None and parent.depth >= DEPTH_MOST:
        raise RuleBroken(
            f"Mappen gaan hoogstens {DEPTH_MOST} lagen diep. Kies een map hoger in de boom.", field="parent"
        )
    if relation is None and parent is not None and parent.relation_id:
        raise RuleBroken(
            "Een map van het kantoor kan niet onder een eigen map van een relatie staan.", field="parent"
        )
    if relation is not None and not _allows_own(parent, relation):
        raise RuleBroken(
            "Op deze plek zijn geen eigen mappen toegestaan. Kies een map waar dat in Beheer > Dossier is aangezet.",
            field="parent",
        )


def _allows_own(parent: Folder | None, relation) -> bool:
    if parent is None:
        return False
    return parent.relation_id == relation.pk or (
        parent.relation_id is None and parent.allow_relation_children
    )


def _require_movable(folder: Folder, parent: Folder | None) -> None:
    below = _branch(folder)
    if parent is None:
        return
    if parent.pk in {node.pk for node in below}:
        raise RuleBroken(
            f"{folder.name} kan niet onder een eigen submap staan. Kies een andere map.", field="parent"
        )
    _require_place(parent, folder.relation)
    deepest = max(node.depth for node in below) - folder.depth
    if parent.depth + 1 + deepest > DEPTH_MOST:
        raise RuleBroken(
            f"Mappen gaan hoogstens {DEPTH_MOST} lagen diep. Kies een map hoger in de boom.", field="parent"
        )
    if has_items(parent):
        raise RuleBroken(
            f"In {parent.name} liggen stukken; kies een map zonder stukken.", code="DOS05", field="parent"
        )


def _require_free(folder: Folder) -> None:
    """DOS08: no folder of this name in this place, of the office or of the same relation."""
    beside = Folder.objects.filter(parent=folder.parent, name__iexact=folder.name).exclude(pk=folder.pk)
    if folder.relation_id:
        beside = beside.filter(models.Q(relation__isnull=True) | models.Q(relation_id=folder.relation_id))
    if beside.exists():
        raise name_taken(folder.name)


def _require_unfrozen(folder: Folder) -> None:
    if FolderFreeze.objects.filter(folder__in=_branch(folder), thawed_at__isnull=True).exists():
        raise RuleBroken(
            f"{folder.name} is bevroren. Vraag een manager de map te openen.", code="DOS06", field="folder"
        )


def _branch(folder: Folder) -> list[Folder]:
    """The folder and all below it, of the office and of relations."""
    found, edge = [folder], [folder]
    while edge:
        edge = list(Folder.objects.filter(parent__in=[node.pk for node in edge]))
        found += edge
    return found


def _below(folder: Folder) -> list[Folder]:
    """The leaves of a branch."""
    branch = _branch(folder)
    parents = {node.parent_id for node in branch}
    return [node for node in branch if node.pk not in parents]


def _set_depth(folder: Folder, depth: int) -> None:
    step = depth - folder.depth
    if step:
        pks = [node.pk for node in _branch(folder)]
        Folder.objects.filter(pk__in=pks).update(depth=models.F("depth") + step)
        folder.depth = depth


def _locked(folder: Folder, by) -> Folder:
    guards.hold_tree()
    folder = (
        Folder.objects.select_related("relation", "parent").select_for_update(of=("self",)).get(pk=folder.pk)
    )
    _require_right(by, folder.relation)
    return folder


def _save(folder: Folder, *fields: str) -> None:
    folder.version += 1
    try:
        with transaction.atomic():
            folder.save(update_fields=[*fields, "version", "updated_at"])
    except IntegrityError:
        raise name_taken(folder.name) from None
