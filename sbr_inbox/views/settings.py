"""*Beheer > SBR*: the table per kind of filing."""

from django import forms
from django.shortcuts import get_object_or_404

from dossier.queries import load_tree
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView
from sbr_inbox.models import KindSetting
from sbr_inbox.rules.settings import save_kind


class KindList(DeskView):
    """Every kind with its folder and message type."""

    permission = "sbr.settings.manage"
    nav = "settings"

    def get(self, request):
        """The table; a row without a berichtsoort says so."""
        return self.render("sbr_inbox/kind_list.html", {"rows": KindSetting.objects.all()})


class KindForm(forms.Form):
    """What an office decides about a kind."""

    folder = forms.ChoiceField(label="Map in het dossier")
    berichtsoort = forms.CharField(label="Berichtsoort bij Digipoort", max_length=60, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, folders=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["folder"].choices = folders


class KindEdit(DeskForm):
    """Change the row of one kind."""

    permission = "sbr.settings.manage"
    nav = "settings"
    template_name = "sbr_inbox/act_form.html"
    form_class = KindForm
    submit_label = "Opslaan"

    @property
    def setting(self) -> KindSetting:
        """The row of the address."""
        return get_object_or_404(KindSetting, kind=self.kwargs["kind"])

    def form_arguments(self):
        """The folders where files can lie, and what is set now."""
        setting = self.setting
        paths = sorted({setting.folder, *leaf_paths()})
        initial = {"folder": setting.folder, "berichtsoort": setting.berichtsoort, "version": setting.version}
        return {"folders": [(path, path.replace("/", " › ")) for path in paths], "initial": initial}

    def context(self):
        """The kind it is about."""
        return {"title": f"SBR: {self.setting}", "cancel_url": desk_url("sbr_inbox:kind_list"), "lead": ""}

    def save(self, form):
        """One rule."""
        return save_kind(self.setting, by=self.member, **form.cleaned_data)

    def saved_text(self, result):
        """Said on the list."""
        return f"{result} is opgeslagen."

    def success_url(self, result):
        """Back to the table."""
        return desk_url("sbr_inbox:kind_list")


def leaf_paths() -> list[str]:
    """The paths of the folders of the office tree in which files can lie."""
    return ["/".join(node.names) for node in load_tree().leaves() if not node.folder.system_role]
