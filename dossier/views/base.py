"""What the pages of one dossier share: the relation, its tree, its items, each only as far as this member sees."""

from functools import cached_property

from django.db.models import Q
from django.http import Http404

from crm.access import Reach
from crm.card import CardView
from crm.models import Relation
from dossier.models import DossierItem, Folder
from dossier.queries.tree import Node, Tree, load_tree
from dossier.querysets import opens
from offices.urls_helpers import desk_url
from offices.views import DeskView


class DossierParts:
    """The tree and the items of `self.relation`."""

    @cached_property
    def tree(self) -> Tree:
        """Folders this member may open, for this relation."""
        return load_tree(self.relation, member=self.member)

    @cached_property
    def items(self):
        """Every item of the relation this member may see, also in the bin."""
        return DossierItem.objects.visible_to(self.member).filter(relation=self.relation)

    def node(self, pk) -> Node:
        """A folder of this tree; 404 otherwise."""
        node = self.tree.get(pk)
        if node is None:
            raise Http404("No such folder for this member.")
        return node

    def folder(self, pk) -> Folder:
        """A folder of this tree without the tree around it; 404 otherwise."""
        here = Q(relation__isnull=True) | Q(relation=self.relation)
        folder = Folder.objects.filter(here, pk=pk).first()
        if folder is None or not opens(self.member, folder.system_role, self.relation):
            raise Http404("No such folder for this member.")
        return folder

    def item(self, pk) -> DossierItem:
        """An item of this relation; 404 otherwise."""
        rows = self.items.select_related("folder", "relation", "current__stored_file", "created_by__user")
        item = rows.filter(pk=pk).first()
        if item is None:
            raise Http404("No such item for this member.")
        return item

    def url(self, name: str, *args, query: str = "") -> str:
        """A page of this dossier."""
        return desk_url(name, self.relation.pk, *args, query=query)

    def list_url(self, item: DossierItem) -> str:
        """The folder an item lies in."""
        return self.url("dossier:tab", query=f"map={item.folder_id}")


class DossierPage(DossierParts, CardView):
    """A page inside the card of the relation."""

    permission = "dossier.item.view"
    tab = "dossier"


class DossierAct(DossierParts, DeskView):
    """A click, a file or a part of a page: the relation without the head of its card."""

    permission = "dossier.item.view"
    nav = "crm"

    @cached_property
    def relation(self) -> Relation:
        """The relation of the address."""
        relation, self.reach = plain_relation(self)
        return relation


def plain_relation(view) -> tuple[Relation, Reach]:
    """The relation of the address without what the head of its card shows, and what the member may do on it.

    404 when this member does not see it, 403 when the right of the view is missing.
    """
    row = Relation.objects.visible_to(view.member).filter(pk=view.kwargs["relation_id"]).first()
    if row is None:
        raise Http404("No such relation for this member.")
    reach = Reach(view.member, row)
    reach.require(view.permission)
    return row, reach
