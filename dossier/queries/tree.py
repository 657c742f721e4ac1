"""The folder tree of a relation: the office tree with the relation's own folders in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, OuterRef, Q

from dossier.enums import Visibility
from dossier.models import DossierItem, Folder, FolderFreeze
from dossier.querysets import CLOSED, opens
from dossier.registry import folder_uses
from dossier.texts import folder_gone

COUNT_MOST = 1_000


@dataclass
class Node:
    """A folder in its place. `count` is capped at 1,000; `freezes` are those that hold here, for any year."""

    folder: Folder
    parent: "Node | None" = None
    children: "list[Node]" = field(default_factory=list)
    freezes: list[FolderFreeze] = field(default_factory=list)
    count: int = 0

    @property
    def is_leaf(self) -> bool:
        """Files live only here."""
        return not self.children

    @property
    def names(self) -> list[str]:
        """Names from the top down to this folder."""
        return [*(self.parent.names if self.parent else []), self.folder.name]

    @property
    def path(self) -> str:
        """The names as people read them."""
        return " / ".join(self.names)

    @property
    def key(self) -> str:
        """The names with a slash between them, as settings keep them."""
        return "/".join(self.names)

    @property
    def for_client(self) -> bool:
        """Whether a client sees something here: a leaf by its own setting, a branch by what lies below."""
        if self.is_leaf:
            return self.folder.visibility == Visibility.CLIENT
        return any(child.for_client for child in self.children)

    def lines(self) -> "Iterator[Node]":
        """This folder and all below, in reading order."""
        yield self
        for child in self.children:
            yield from child.lines()

    def frozen(self, year: int | None) -> FolderFreeze | None:
        """The freeze that closes this folder for items of this year, or None."""
        return next((freeze for freeze in self.freezes if freeze.year in (None, year)), None)

    @property
    def count_label(self) -> str:
        """The count for people; «1.000+» when there are more."""
        return "1.000+" if self.count >= COUNT_MOST else str(self.count)


class Tree:
    """All folders at once: a tree is small and read whole."""

    def __init__(self, folders: list[Folder], freezes: list[FolderFreeze] = ()):
        self.nodes = {folder.pk: Node(folder) for folder in folders}
        self.roots: list[Node] = []
        for node in self.nodes.values():
            if node.folder.parent_id is None:
                self.roots.append(node)
            elif parent := self.nodes.get(node.folder.parent_id):
                node.parent = parent
                parent.children.append(node)
        for freeze in freezes:
            if start := self.nodes.get(freeze.folder_id):
                for node in start.lines():
                    node.freezes.append(freeze)

    def __iter__(self) -> Iterator[Node]:
        for root in self.roots:
            yield from root.lines()

    def get(self, pk) -> Node | None:
        """The node of a folder, or None when it is not in this tree."""
        return self.nodes.get(pk)

    def leaves(self) -> list[Node]:
        """Where files may live."""
        return [node for node in self if node.is_leaf]

    def by_path(self, path: str) -> Node | None:
        """The node with this path, names separated by slashes, whatever the case."""
        wanted = path.strip("/ ").casefold()
        return next((node for node in self if node.key.casefold() == wanted), None)


def load_tree(relation=None, *, member=None) -> Tree:
    """The tree of a relation, or the bare office tree. With a member, without folders closed to him. Two queries."""
    here = Q(relation__isnull=True) | Q(relation=relation) if relation else Q(relation__isnull=True)
    folders = list(Folder.objects.filter(here).order_by("order", "name", "pk"))
    if member is not None:
        shut = {role for role in CLOSED if not opens(member, role, relation)}
        folders = [folder for folder in folders if folder.system_role not in shut]
    return Tree(folders, live_freezes(relation))


def live_freezes(relation=None) -> list[FolderFreeze]:
    """Freezes that hold now, for all relations and for this one."""
    here = Q(relation__isnull=True) | Q(relation=relation) if relation else Q(relation__isnull=True)
    return list(FolderFreeze.objects.filter(here, thawed_at__isnull=True).select_related("frozen_by__user"))


def count_items(tree: Tree, relation, items, *, year: int | None = None) -> None:
    """Fill the counts of a tree from a query of visible items, each capped at 1,000. One query."""
    here = items.filter(relation=relation, folder_id=OuterRef("pk"))
    if year is not None:
        here = here.filter(Q(year=year) | Q(year__isnull=True))
    some = ArraySubquery(here.order_by().values("pk")[:COUNT_MOST])
    counts = Folder.objects.filter(pk__in=tree.nodes).values_list(
        "pk", Func(some, function="cardinality", output_field=IntegerField())
    )
    for pk, count in counts:
        tree.nodes[pk].count = count


def folder_by_path(relation, path: str) -> Folder:
    """The folder of a path such as «Belastingen/Omzetbelasting» in the tree of a relation.

    Raises DOS13 when it is not there.
    """
    node = load_tree(relation).by_path(path)
    if node is None:
        raise folder_gone(path, "Beheer > Dossier")
    return node.folder


def folder_by_role(role: str) -> Folder:
    """The folder with a system role.

    Raises DOS13 when it is not there.
    """
    folder = Folder.objects.filter(system_role=role).first()
    if folder is None:
        raise folder_gone(role, "Beheer > Dossier")
    return folder


def path_of(folder: Folder) -> str:
    """The path of a folder of the office tree as settings keep it; empty for an own folder of a relation."""
    return "" if folder.relation_id else load_tree().nodes[folder.pk].key


def uses_of(nodes: list[Node]) -> dict[str, list[str]]:
    """Path -> names of the settings that use the folder; one query per app that asks."""
    paths, found = [node.key for node in nodes], {}
    for ask in folder_uses:
        for path, names in ask(paths).items():
            found.setdefault(path, []).extend(names)
    return found


def has_items(folder, **narrow) -> bool:
    """Whether any item, also in the bin, lies in this folder."""
    return DossierItem.objects.filter(folder=folder, **narrow).exists()
