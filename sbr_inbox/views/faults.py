"""*Beheer > SBR > Foutcodes*: what a fault code means, with the note of the office."""

from django import forms
from django.shortcuts import get_object_or_404

from offices.views import DeskView
from sbr_inbox.models import FaultText
from sbr_inbox.rules.faults import save_fault
from sbr_inbox.views.settings import RIGHT, RowEdit, SourceForm


class FaultList(DeskView):
    """Every fault code that was ever seen or added."""

    permission = RIGHT
    nav = "settings"
    tab = "faults"

    def get(self, request):
        """The table in the order of the codes."""
        return self.render("sbr_inbox/fault_list.html", {"rows": FaultText.objects.all()})


class FaultForm(SourceForm):
    """One code."""

    meaning = forms.CharField(
        label="Uitleg", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Staat bij een geweigerde aangifte, naast de tekst van Digipoort.",
    )  # fmt: skip
    note = forms.CharField(
        label="Notitie van uw kantoor", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Bijvoorbeeld wie u belt, of wat de vorige keer hielp.",
    )  # fmt: skip
    same_file = forms.BooleanField(
        label="Hetzelfde bestand mag opnieuw worden verzonden", required=False,
        help_text="Alleen als de oorzaak buiten de aangifte ligt.",
    )  # fmt: skip
    field_order = ("code", "meaning", "note", "same_file", "source", "checked_on")


class NewFaultForm(FaultForm):
    """A code that is not there yet."""

    code = forms.RegexField(
        r"^[A-Za-z0-9._-]{1,20}$", label="Code", error_messages={"invalid": "Vul de code in zonder spaties, zoals ALS100."}
    )


class FaultEdit(RowEdit):
    """Change or add a code."""

    tab = "faults"
    back = "sbr_inbox:fault_list"
    title = "Nieuwe foutcode"
    names = ("meaning", "note", "same_file", "source", "checked_on")

    @property
    def row(self):
        """The row of the address; None for a new one."""
        return get_object_or_404(FaultText, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    @property
    def form_class(self):
        """A code keeps its name."""
        return FaultForm if "pk" in self.kwargs else NewFaultForm

    def save(self, form):
        """One rule."""
        values = dict(form.cleaned_data)
        if self.row is None:
            values.pop("version")
        return save_fault(self.row, by=self.member, **values)
