"""What every write asks first: who, may he, is it sealed, is the folder frozen, is it a leaf."""

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from crm.access import require_on
from dossier.enums import ItemStatus
from dossier.models import Folder
from dossier.queries.tree import live_freezes, load_tree
from dossier.querysets import opens
from dossier.texts import frozen, has_children, is_sealed
from offices.audit import actor_parts
from offices.errors import NotHere, RuleBroken
from offices.models import TeamMember
from offices.scope import require_office_id

# Filing shares this lock of an office, changing the tree or a freeze holds it: a folder cannot get children or
# freeze between the check and the write of an item.
TREE_LOCK = 470_100


def share_tree() -> None:
    """The tree stays as it is until the transaction ends."""
    _lock("pg_advisory_xact_lock_shared")


def hold_tree() -> None:
    """Nobody files anything until the transaction ends."""
    _lock("pg_advisory_xact_lock")


def _lock(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [TREE_LOCK, require_office_id()])


def member_of(by) -> TeamMember | None:
    """The team member behind an act; None for a client or a program."""
    return by if isinstance(by, TeamMember) else None


def label_of(by) -> str:
    """The name people read for who acted."""
    return actor_parts(by)[2][:160]


def require_for(by, key: str, relation) -> None:
    """A member needs the right on this relation; programs act for a rule that asked already."""
    if member := member_of(by):
        require_on(member, key, relation)


def require_open(by, folder: Folder, relation) -> None:
    """A folder closed to this member does not exist for him."""
    member = member_of(by)
    if member and not opens(member, folder.system_role, relation):
        raise NotHere("Deze map bestaat niet. Kies een andere map.", field="folder")


def require_unsealed(item) -> None:
    """DOS10: sealed items stay as they are."""
    if item.sealed:
        raise is_sealed()


def fresh_leaf(folder: Folder, relation) -> Folder:
    """The folder as it is now, in one query. DOS05 when a folder lies below it, for this relation."""
    below = Folder.objects.filter(Q(relation__isnull=True) | Q(relation=relation), parent=OuterRef("pk"))
    fresh = Folder.objects.annotate(is_branch=Exists(below)).get(pk=folder.pk)
    if fresh.relation_id and fresh.relation_id != relation.pk:
        raise NotHere("Deze map bestaat niet. Kies een andere map.", field="folder")
    if fresh.is_branch:
        raise has_children(fresh.name)
    return fresh


def require_thawed(folder: Folder, relation, year: int | None) -> None:
    """DOS06: neither this folder nor one above it is frozen for this relation and year."""
    freezes = [freeze for freeze in live_freezes(relation) if freeze.year in (None, year)]
    if not freezes:
        return
    node = load_tree(relation).get(folder.pk)
    if node and (freeze := node.frozen(year)):
        raise frozen(folder.name, freeze.year, str(freeze.frozen_by), freeze.reason)


def require_in_dossier(item) -> None:
    """An item in the bin, or destroyed, is first restored."""
    if item.status != ItemStatus.AVAILABLE:
        raise RuleBroken(f"{item.name} ligt in de prullenbak. Zet het stuk eerst terug.", code="DOS10")
