"""The page of one item: preview, facts, versions, who saw it, and what can be done with it."""

from django.http import Http404
from django.shortcuts import redirect

from dossier.enums import AccessKind
from dossier.forms import RenameForm
from dossier.models import DossierItem, ItemAccess
from dossier.rules.access import note_access
from dossier.views.base import DossierPage
from dossier.views.tab import RIGHTS, preview_of
from offices.urls_helpers import desk_url
from offices.views import DeskView

ACCESS_MOST = 50


class ItemPage(DossierPage):
    """Everything about one item."""

    def get(self, request, relation_id, pk):
        """Write down that it was seen; show it."""
        self.relation  # noqa: B018  (the door: 404 or 403 before anything is read)
        item = self.item(pk)
        note_access(item.current, item, by=self.member, kind=AccessKind.SEEN)
        context = {
            "item": item,
            "folder_path": self.node(item.folder_id).path,
            "preview": preview_of(item.current),
            "versions": item.versions.order_by("-number")[:100],
            "intervals": item.visibility_intervals.order_by("-valid_from")[:20],
            "rename_form": RenameForm(initial={"name": item.name, "version": item.version}),
            "may": {key.removeprefix("dossier.").replace(".", "_"): self.reach.may(key) for key in RIGHTS},
            "frozen": self.node(item.folder_id).frozen(item.year),
            "here": request.get_full_path(),
        }
        if self.reach.may("dossier.access_log.view"):
            log = ItemAccess.objects.filter(item_version__item=item)
            log = log.select_related("item_version", "member__user", "account__user")
            context["accesses"] = log.order_by("-at")[:ACCESS_MOST]
        return self.render("dossier/item.html", context)


class ItemOpen(DeskView):
    """The address of an item without its relation, as the timeline and a search know it."""

    permission = "dossier.item.view"

    def get(self, request, pk):
        """Go on to the page of the item."""
        item = DossierItem.objects.visible_to(self.member).filter(pk=pk).only("pk", "relation_id").first()
        if item is None:
            raise Http404("No such item for this member.")
        return redirect(desk_url("dossier:item", item.relation_id, item.pk))
