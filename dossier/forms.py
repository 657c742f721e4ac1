"""Shape of what people type about folders and items."""

from django import forms
from django.utils import timezone

from dossier import periods
from dossier.enums import PeriodSetting, Visibility
from dossier.queries.tree import Tree

DEEPER = "\u2003"


def folder_choices(tree: Tree, *, leaves_only: bool) -> list[tuple[str, str]]:
    """Folders with their depth; branches only where a branch may be chosen."""
    if leaves_only:
        return [(str(node.folder.pk), node.path) for node in tree.leaves()]
    return [(str(node.folder.pk), DEEPER * (len(node.names) - 1) + node.folder.name) for node in tree]


class RenameForm(forms.Form):
    """Another name for an item; the ending stays."""

    name = forms.CharField(label="Naam", max_length=200, strip=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class PlaceForm(forms.Form):
    """Where one or more items go."""

    folder = forms.ChoiceField(label="Map")
    year = forms.TypedChoiceField(label="Jaar", coerce=int, empty_value=None, required=False)
    period = forms.ChoiceField(label="Tijdvak", required=False)

    def __init__(self, *args, tree: Tree, **kwargs):
        super().__init__(*args, **kwargs)
        self.tree = tree
        now = timezone.localdate().year
        self.fields["folder"].choices = folder_choices(tree, leaves_only=True)
        self.fields["year"].choices = [
            ("", "Geen jaar"),
            *((y, y) for y in range(periods.last_year(), now - 15, -1)),
        ]
        self.fields["period"].choices = [("", "Geen tijdvak"), *periods.LABELS.items()]

    def place(self) -> dict:
        """Keyword arguments for the rule."""
        node = next(node for node in self.tree.leaves() if str(node.folder.pk) == self.cleaned_data["folder"])
        return {
            "folder": node.folder,
            "year": self.cleaned_data["year"],
            "period": self.cleaned_data["period"],
        }


class ReasonForm(forms.Form):
    """Why something is closed, opened or destroyed."""

    reason = forms.CharField(label="Reden", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class OwnFolderForm(forms.Form):
    """A folder of one relation."""

    parent = forms.ChoiceField(label="Onder de map")
    name = forms.CharField(label="Naam", max_length=200)
    move_items = forms.BooleanField(
        label="Stukken in die map gaan naar een nieuwe map Overige", required=False
    )

    def __init__(self, *args, tree: Tree, relation, **kwargs):
        super().__init__(*args, **kwargs)
        self.tree = tree
        allowed = [
            node
            for node in tree
            if node.folder.allow_relation_children or node.folder.relation_id == relation.pk
        ]
        self.fields["parent"].choices = [(str(node.folder.pk), node.path) for node in allowed]

    def clean_parent(self):
        """The folder that was chosen."""
        return next(n.folder for n in self.tree if str(n.folder.pk) == self.cleaned_data["parent"])


class FolderForm(forms.Form):
    """A folder of the office tree."""

    name = forms.CharField(label="Naam", max_length=200)
    parent = forms.ChoiceField(label="Onder de map", required=False)
    order = forms.IntegerField(
        label="Volgorde",
        min_value=0,
        max_value=30_000,
        help_text="Laag getal staat boven. Mappen tellen per tien.",
    )
    period_setting = forms.ChoiceField(label="Periode vragen", choices=PeriodSetting.choices)
    visibility = forms.ChoiceField(
        label="Zichtbaar voor", choices=Visibility.choices, widget=forms.RadioSelect
    )
    payroll_only = forms.BooleanField(
        label="Alleen voor contacten die loongegevens mogen zien", required=False
    )
    allow_relation_children = forms.BooleanField(label="Eigen submappen per relatie toestaan", required=False)
    move_items = forms.BooleanField(
        label="Stukken in de bovenliggende map gaan naar een nieuwe map Overige", required=False
    )

    def __init__(self, *args, tree: Tree, folder=None, closed: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.tree = tree
        self.fields["parent"].choices = [("", "Bovenaan de boom"), *folder_choices(tree, leaves_only=False)]
        if closed:
            del self.fields["visibility"], self.fields["payroll_only"]
        if folder is not None:
            del self.fields["move_items"]

    def clean_parent(self):
        """The folder that was chosen; None for the top."""
        chosen = self.cleaned_data["parent"]
        return next((n.folder for n in self.tree if str(n.folder.pk) == chosen), None)
