"""Beheer > Dossier: the folder tree of the office."""

from functools import cached_property

from django.http import Http404

from dossier.enums import OFFICE_ONLY
from dossier.forms import FolderForm
from dossier.models import FolderFreeze
from dossier.queries.tree import load_tree, uses_of
from dossier.rules.freezing import freeze, thaw
from dossier.rules.tree import create_folder, delete_folder, place_folder
from dossier.rules.tree_settings import change_folder
from offices.errors import RuleBroken
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView


class TreeParts:
    """The office tree and a folder of it."""

    permission = "dossier.folder.manage"
    nav = "settings"

    @cached_property
    def tree(self):
        """Every folder of the office, without own folders of relations."""
        return load_tree()

    @cached_property
    def node(self):
        """The folder of the address; 404 otherwise."""
        node = self.tree.get(self.kwargs["pk"])
        if node is None:
            raise Http404("No such folder in the tree of this office.")
        return node


class FolderTree(TreeParts, DeskView):
    """The whole tree with what each folder asks and to whom it is open."""

    def get(self, request):
        """One row per folder."""
        uses = uses_of(list(self.tree))
        for node in self.tree:
            node.uses = uses.get(node.key, [])
            neighbours = node.parent.children if node.parent else self.tree.roots
            node.first, node.last = neighbours[0] is node, neighbours[-1] is node
            node.shut = node.folder.system_role in OFFICE_ONLY
        context = {
            "tree": self.tree,
            "may_freeze": self.may("dossier.freeze"),
            "may_restore": self.may("trash.restore"),
        }
        return self.render("dossier/folders.html", context)


class FolderForms(TreeParts, DeskForm):
    """Forms about folders of the office tree."""

    form_class = FolderForm
    template_name = "dossier/folder_form.html"

    def success_url(self, result):
        return desk_url("dossier:folders")

    def context(self):
        return {"cancel_url": desk_url("dossier:folders")}


class FolderCreate(FolderForms):
    """Make a folder."""

    title, submit_label = "Nieuwe map", "Map aanmaken"

    def form_arguments(self):
        start = {
            "parent": self.request.GET.get("onder", ""),
            "order": 0,
            "period_setting": "NONE",
            "visibility": "OFFICE",
        }
        return {"tree": self.tree, "initial": start}

    def save(self, form):
        """Call the rule."""
        data = form.cleaned_data
        return create_folder(
            data["name"],
            by=self.member,
            parent=data["parent"],
            period_setting=data["period_setting"],
            visibility=data["visibility"],
            payroll_only=data["payroll_only"],
            allow_relation_children=data["allow_relation_children"],
            move_items=data["move_items"],
        )

    def saved_text(self, result):
        return f"Map {result.name} aangemaakt"


class FolderEdit(FolderForms):
    """Change a folder."""

    submit_label = "Map opslaan"

    @property
    def title(self):
        """The name of the folder."""
        return self.node.folder.name

    @property
    def closed(self):
        """Whether the folder can never be opened to clients."""
        return self.node.is_leaf and self.node.folder.system_role in OFFICE_ONLY

    def form_arguments(self):
        folder = self.node.folder
        names = ("name", "order", "period_setting", "payroll_only", "allow_relation_children")
        start = {name: getattr(folder, name) for name in names}
        start |= {
            "parent": str(folder.parent_id or ""),
            "visibility": "CLIENT" if self.node.for_client else "OFFICE",
        }
        return {"tree": self.tree, "folder": folder, "closed": self.closed, "initial": start}

    def save(self, form):
        """Call the rule; the visibility of a branch is only touched when it was changed."""
        data = dict(form.cleaned_data)
        if not {"visibility", "payroll_only"} & set(form.changed_data):
            data.pop("visibility", None)
        return change_folder(self.node.folder, by=self.member, **data)

    def context(self):
        uses = uses_of([self.node]).get(self.node.key, [])
        return super().context() | {"node": self.node, "uses": uses, "may_freeze": self.may("dossier.freeze")}

    def saved_text(self, result):
        return f"Map {result.name} opgeslagen"


class FolderAct(TreeParts, DeskView):
    """One click on a folder of the tree."""

    http_method_names = ["post"]

    def post(self, request, **place):
        """Do it, or say why not."""
        back = self.back_url(desk_url("dossier:folders"))
        try:
            said = self.act(**place)
        except RuleBroken as fault:
            if fault.status == 403:
                raise
            return self.failed(fault, back)
        return self.done(said, back)


class FolderStep(FolderAct):
    """Move a folder one place up or down among its neighbours."""

    def act(self, pk, way):
        """Swap with the neighbour."""
        neighbours = [n.folder for n in (self.node.parent.children if self.node.parent else self.tree.roots)]
        at = neighbours.index(self.node.folder)
        to = at + (1 if way == "omlaag" else -1)
        if not 0 <= to < len(neighbours):
            raise RuleBroken(f"{self.node.folder.name} staat al aan het eind.")
        neighbours[at], neighbours[to] = neighbours[to], neighbours[at]
        for place, folder in enumerate(neighbours, 1):
            if folder.order != place * 10:
                place_folder(folder, by=self.member, parent=folder.parent, order=place * 10)
        return f"{self.node.folder.name} is verplaatst"


class FolderDelete(FolderAct):
    """Remove an empty folder."""

    def act(self, pk):
        """Call the rule."""
        delete_folder(self.node.folder, by=self.member)
        return f"Map {self.node.folder.name} verwijderd"


class OfficeFreeze(FolderAct):
    """Freeze a folder for every relation."""

    permission = "dossier.freeze"

    def act(self, pk):
        """Call the rule."""
        year = self.request.POST.get("year", "")
        freeze(
            self.node.folder,
            by=self.member,
            reason=self.request.POST.get("reason", ""),
            year=int(year) if year.isdigit() else None,
        )
        return f"{self.node.folder.name} is bevroren voor alle relaties"


class OfficeThaw(FolderAct):
    """Open a folder that was frozen for every relation."""

    permission = "dossier.freeze"

    def act(self, pk):
        """Call the rule."""
        frozen = FolderFreeze.objects.filter(pk=pk, relation__isnull=True).select_related("folder").first()
        if frozen is None:
            raise Http404("No such freeze.")
        thaw(frozen, by=self.member, reason=self.request.POST.get("reason", ""))
        return f"{frozen.folder.name} is weer open"
