"""*Beheer > SBR > Soorten*: the table per kind of filing, and the frame of the other tables."""

from django import forms
from django.shortcuts import get_object_or_404

from dossier.queries import load_tree
from offices.errors import RuleBroken
from offices.settings_registry import change_setting, setting
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView
from sbr_inbox.delivery_enums import SignatureAlgorithm
from sbr_inbox.digipoort.client import CallFailed
from sbr_inbox.enums import Route, SendAfterApproval
from sbr_inbox.models import KindSetting
from sbr_inbox.row_history import changes_of
from sbr_inbox.rules.self_test import ask_kinds
from sbr_inbox.rules.settings import ALGORITHM, save_kind

RIGHT = "sbr.settings.manage"


class SourceForm(forms.Form):
    """The foot of each row: where it was found, when it was last checked, and which version was opened."""

    source = forms.CharField(label="Bron", max_length=300, required=False, help_text="Waar u dit vond, bijvoorbeeld een pagina van Logius.")
    checked_on = forms.DateField(label="Gecontroleerd op", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)


class RowEdit(DeskForm):
    """A page that changes one row of a table, with what it was before."""

    permission = RIGHT
    nav = "settings"
    template_name = "sbr_inbox/settings_row.html"
    # Fields of the form that are fields of the row.
    names: tuple[str, ...] = ()
    back = ""

    @property
    def row(self):
        """The row of the address; None for a new one."""
        raise NotImplementedError

    def form_arguments(self):
        """What is set now."""
        row = self.row
        return {"initial": {name: getattr(row, name) for name in (*self.names, "version")}} if row else {}

    def context(self):
        """The row, its changes, and the way back."""
        row = self.row
        return {"row": row, "title": str(row) if row else self.title, "cancel_url": desk_url(self.back), "changes": changes_of(row, self.names) if row else []}

    def saved_text(self, result):
        """Said on the list."""
        return f"{result} is opgeslagen."

    def success_url(self, result):
        """Back to the table."""
        return desk_url(self.back)


class KindList(DeskView):
    """Every kind with how it is named towards Digipoort and where it goes."""

    permission = RIGHT
    nav = "settings"
    tab = "kinds"

    def get(self, request):
        """The table; a row that cannot be sent yet says what is missing."""
        rows = list(KindSetting.objects.all())
        place = {kind: number for number, (kind, _) in enumerate(KindSetting._meta.get_field("kind").choices)}
        rows.sort(key=lambda row: place[row.kind])
        return self.render("sbr_inbox/kind_list.html", {"rows": rows, "algorithm": SignatureAlgorithm(setting(ALGORITHM))})


class KindForm(SourceForm):
    """What an office decides about a kind."""

    berichtsoort = forms.CharField(label="Berichtsoort bij Digipoort", max_length=60, required=False, help_text="Leeg: deze soort wordt niet verzonden.")
    identity_type = forms.CharField(label="Soort identiteit", max_length=20, required=False, help_text="Het woord voor het nummer, bijvoorbeeld BTW of LHnr.")
    role = forms.CharField(label="Rol belanghebbende", max_length=40, required=False, help_text="Intermediair als u voor een cliënt indient.")
    route = forms.ChoiceField(label="Route", choices=Route.choices)
    send_after_approval = forms.ChoiceField(label="Na akkoord", choices=SendAfterApproval.choices)
    accepted_codes = forms.CharField(label="Codes voor geaccepteerd", required=False, help_text="Alleen als deze soort andere eindcodes heeft dan de lijst Statuscodes. Komma ertussen.")
    rejected_codes = forms.CharField(label="Codes voor afgekeurd", required=False)
    own_certificate = forms.BooleanField(label="De ontvanger vraagt een certificaat van uw eigen kantoor", required=False)
    folder = forms.ChoiceField(label="Map in het dossier")
    field_order = (
        "berichtsoort", "identity_type", "role", "route", "send_after_approval", "accepted_codes", "rejected_codes",
        "own_certificate", "folder", "source", "checked_on",
    )  # fmt: skip

    def __init__(self, *args, folders=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["folder"].choices = folders

    def clean_accepted_codes(self):
        """Codes as a list."""
        return _codes(self.cleaned_data["accepted_codes"])

    def clean_rejected_codes(self):
        """Codes as a list."""
        return _codes(self.cleaned_data["rejected_codes"])


def _codes(text: str) -> list[str]:
    found = [code.strip() for code in text.split(",") if code.strip()]
    if any(len(code) > 20 for code in found):
        raise forms.ValidationError("Een code heeft ten hoogste 20 tekens. Zet een komma tussen de codes.")
    return list(dict.fromkeys(found))


class KindEdit(RowEdit):
    """Change the row of one kind."""

    form_class = KindForm
    tab = "kinds"
    back = "sbr_inbox:kind_list"
    names = (
        "berichtsoort", "identity_type", "role", "route", "send_after_approval", "accepted_codes", "rejected_codes",
        "own_certificate", "folder", "source", "checked_on",
    )  # fmt: skip

    @property
    def row(self) -> KindSetting:
        """The row of the address."""
        return get_object_or_404(KindSetting, kind=self.kwargs["kind"])

    def form_arguments(self):
        """The folders where files can lie, and what is set now."""
        arguments = super().form_arguments()
        initial = arguments["initial"]
        initial |= {name: ", ".join(initial[name]) for name in ("accepted_codes", "rejected_codes")}
        paths = sorted({initial["folder"], *leaf_paths()})
        return arguments | {"folders": [(path, path.replace("/", " › ")) for path in paths]}

    def save(self, form):
        """One rule."""
        return save_kind(self.row, by=self.member, **form.cleaned_data)


class AskKinds(DeskView):
    """The button that asks Digipoort which berichtsoorten there are; it changes nothing here."""

    permission = RIGHT
    nav = "settings"
    tab = "kinds"
    http_method_names = ["post"]

    def post(self, request):
        """The names Digipoort gave, beside those that are filled in."""
        try:
            found = ask_kinds()
        except RuleBroken as fault:
            return self.failed(fault, desk_url("sbr_inbox:kind_list"))
        except CallFailed as failed:
            return self.failed(RuleBroken(f"{failed.foutcode} {failed.text}".strip()), desk_url("sbr_inbox:kind_list"))
        used = dict(KindSetting.objects.exclude(berichtsoort="").values_list("berichtsoort", "kind"))
        labels = dict(KindSetting._meta.get_field("kind").choices)
        rows = [{"name": name, "kind": labels.get(used.get(name), "")} for name in found]
        return self.render("sbr_inbox/kinds_asked.html", {"rows": rows, "unknown": sorted(set(used) - set(found))})


class AlgorithmForm(forms.Form):
    """How messages are signed."""

    algorithm = forms.ChoiceField(
        label="Handtekening", choices=SignatureAlgorithm.choices,
        help_text="De beschrijving van Digipoort noemt RSA met SHA-1. Kies SHA-256 alleen als Logius zegt dat het kan.",
    )  # fmt: skip


class AlgorithmEdit(DeskForm):
    """Choose the signature algorithm."""

    permission = RIGHT
    nav = "settings"
    tab = "kinds"
    form_class = AlgorithmForm
    template_name = "sbr_inbox/settings_row.html"
    title = "Handtekening naar Digipoort"

    def form_arguments(self):
        """What is set now."""
        return {"initial": {"algorithm": setting(ALGORITHM)}}

    def context(self):
        """The way back."""
        return {"cancel_url": desk_url("sbr_inbox:kind_list")}

    def save(self, form):
        """One rule."""
        change_setting(ALGORITHM, form.cleaned_data["algorithm"], by=self.member)

    def saved_text(self, result):
        """Said on the list."""
        return "De handtekening is ingesteld. Doe de zelftest om te zien of zij werkt."

    def success_url(self, result):
        """Back to the table."""
        return desk_url("sbr_inbox:kind_list")


def leaf_paths() -> list[str]:
    """The paths of the folders of the office tree in which files can lie."""
    return ["/".join(node.names) for node in load_tree().leaves() if not node.folder.system_role]
