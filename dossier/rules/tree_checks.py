"""What must hold before the tree may change: right, place, name, and nothing frozen below."""

from django.db import IntegrityError, models, transaction

from crm.access import require_on
from dossier.models import Folder, FolderFreeze
from dossier.models.folders import DEPTH_MOST
from dossier.queries.tree import has_items
from dossier.rules import guards
from dossier.texts import name_taken
from offices.errors import RuleBroken
from offices.permissions import require


def require_right(by, relation) -> None:
    """A member needs the right over the office tree, or over own folders of this relation."""
    member = guards.member_of(by)
    if member is None:
        return
    if relation is None:
        require(member, "dossier.folder.manage")
    else:
        require_on(member, "dossier.folder.relation", relation)


def require_place(parent: Folder | None, relation) -> None:
    """A folder may stand below this parent."""
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


def require_movable(folder: Folder, parent: Folder | None) -> None:
    """A folder with all below it may go to this parent."""
    if parent is None:
        return
    nodes = branch(folder)
    if parent.pk in {node.pk for node in nodes}:
        raise RuleBroken(
            f"{folder.name} kan niet onder een eigen submap staan. Kies een andere map.", field="parent"
        )
    require_place(parent, folder.relation)
    deepest = max(node.depth for node in nodes) - folder.depth
    if parent.depth + 1 + deepest > DEPTH_MOST:
        raise RuleBroken(
            f"Mappen gaan hoogstens {DEPTH_MOST} lagen diep. Kies een map hoger in de boom.", field="parent"
        )
    if has_items(parent):
        raise RuleBroken(
            f"In {parent.name} liggen stukken; kies een map zonder stukken.", code="DOS05", field="parent"
        )


def require_free(folder: Folder) -> None:
    """DOS08: no folder of this name in this place, of the office or of the same relation."""
    beside = Folder.objects.filter(parent=folder.parent, name__iexact=folder.name).exclude(pk=folder.pk)
    if folder.relation_id:
        beside = beside.filter(models.Q(relation__isnull=True) | models.Q(relation_id=folder.relation_id))
    if beside.exists():
        raise name_taken(folder.name)


def require_unfrozen(folder: Folder) -> None:
    """DOS06: nothing in the branch is frozen, for any relation or year."""
    if FolderFreeze.objects.filter(folder__in=branch(folder), thawed_at__isnull=True).exists():
        raise RuleBroken(
            f"{folder.name} is bevroren. Vraag een manager de map te openen.", code="DOS06", field="folder"
        )


def branch(folder: Folder) -> list[Folder]:
    """The folder and all below it, of the office and of relations."""
    found, edge = [folder], [folder]
    while edge:
        edge = list(Folder.objects.filter(parent__in=[node.pk for node in edge]))
        found += edge
    return found


def below(folder: Folder) -> list[Folder]:
    """The leaves of a branch."""
    nodes = branch(folder)
    parents = {node.parent_id for node in nodes}
    return [node for node in nodes if node.pk not in parents]


def locked(folder: Folder, by) -> Folder:
    """The folder with the tree held, after the question whether this person may change it."""
    guards.hold_tree()
    folder = (
        Folder.objects.select_related("relation", "parent").select_for_update(of=("self",)).get(pk=folder.pk)
    )
    require_right(by, folder.relation)
    return folder


def save(folder: Folder, *fields: str) -> None:
    """Write fields of a folder; a name that was taken meanwhile is DOS08."""
    folder.version += 1
    try:
        with transaction.atomic():
            folder.save(update_fields=[*fields, "version", "updated_at"])
    except IntegrityError:
        raise name_taken(folder.name) from None
