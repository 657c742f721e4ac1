"""Own folders of one relation, below the folders where the office allows them."""

from crm.card import RelationMixin
from dossier.forms import OwnFolderForm, RenameForm
from dossier.rules.tree import create_folder, delete_folder, rename_folder
from dossier.views.base import DossierAct, DossierParts
from offices.errors import RuleBroken
from offices.views import DeskForm


class OwnFolderForms(DossierParts, RelationMixin, DeskForm):
    """Forms about own folders."""

    permission = "dossier.folder.relation"
    nav = "crm"

    def context(self):
        return {
            "cancel_url": self.url("dossier:tab"),
            "lead": f"Een map alleen voor het dossier van {self.relation.name}",
        }

    def success_url(self, result):
        """The folder itself."""
        return self.url("dossier:tab", query=f"map={result.pk}")


class OwnFolderCreate(OwnFolderForms):
    """Make an own folder."""

    form_class = OwnFolderForm
    title, submit_label = "Nieuwe map", "Map aanmaken"

    def form_arguments(self):
        return {
            "tree": self.tree,
            "relation": self.relation,
            "initial": {"parent": self.request.GET.get("onder", "")},
        }

    def save(self, form):
        """Call the rule."""
        data = form.cleaned_data
        return create_folder(
            data["name"],
            by=self.member,
            parent=data["parent"],
            relation=self.relation,
            move_items=data["move_items"],
        )

    def saved_text(self, result):
        return f"Map {result.name} aangemaakt"


class OwnFolderRename(OwnFolderForms):
    """Rename an own folder."""

    form_class = RenameForm
    title, submit_label = "Map hernoemen", "Naam opslaan"
    template_name = "dossier/own_folder.html"

    @property
    def folder(self):
        """The own folder of the address; a folder of the office is changed in Beheer."""
        folder = self.node(self.kwargs["folder_id"]).folder
        if folder.relation_id is None:
            raise RuleBroken("Dit is een map van het kantoor. Wijzig die in Beheer > Dossier.")
        return folder

    def form_arguments(self):
        return {"initial": {"name": self.folder.name}}

    def save(self, form):
        """Call the rule."""
        return rename_folder(self.folder, by=self.member, name=form.cleaned_data["name"])

    def context(self):
        return super().context() | {"folder": self.folder, "relation": self.relation}

    def saved_text(self, result):
        return f"De map heet nu {result.name}"


class OwnFolderDelete(DossierAct):
    """Remove an empty own folder."""

    http_method_names = ["post"]
    permission = "dossier.folder.relation"

    def post(self, request, relation_id, folder_id):
        """Remove it, or say why not."""
        folder = self.node(folder_id).folder
        back = self.url("dossier:tab")
        try:
            delete_folder(folder, by=self.member)
        except RuleBroken as fault:
            return self.failed(fault, back)
        return self.done(f"Map {folder.name} verwijderd", back)
