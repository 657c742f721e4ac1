"""*Beheer > SBR > Taxonomie*: packages with the official labels and the order of each form."""

from django import forms
from django.shortcuts import get_object_or_404

from offices.errors import NotHere, RuleBroken
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView
from sbr_inbox.content_tasks import index_package
from sbr_inbox.models import TaxonomyPackage
from sbr_inbox.rules import taxonomy as rules

ACTS = {
    "stoppen": (lambda row, by: rules.cancel_package(row, by=by), "wordt niet verder gelezen."),
    "opnieuw": (lambda row, by: rules.restart_package(row, by=by), "wordt opnieuw gelezen."),
    "aan": (lambda row, by: rules.switch_package(row, by=by, active=True), "is in gebruik."),
    "uit": (lambda row, by: rules.switch_package(row, by=by, active=False), "is uit gebruik."),
    "verwijderen": (lambda row, by: rules.remove_package(row, by=by), "is verwijderd."),
}


class PackageList(DeskView):
    """The packages, and how far each was read."""

    permission = rules.RIGHT
    tab = "taxonomy"
    nav = "settings"

    def get(self, request):
        """The table; it refreshes itself while something is read."""
        rows = list(TaxonomyPackage.objects.select_related("file"))
        busy = any(row.state in ("WAITING", "BUSY") for row in rows)
        return self.render("sbr_inbox/package_list.html", {"rows": rows, "busy": busy})


class PackageForm(forms.Form):
    """One zip of the publisher."""

    file = forms.FileField(
        label="Taxonomiepakket (zip)",
        help_text="Download het van sbr-nl.nl of van de uitvragende partij. Hoogstens 100 MB, zonder zip-bestanden erin.",
        widget=forms.ClearableFileInput(attrs={"accept": ".zip"}),
    )


class PackageAdd(DeskForm):
    """Upload a package."""

    permission = rules.RIGHT
    nav = "settings"
    template_name = "sbr_inbox/act_form.html"
    form_class = PackageForm
    title = "Taxonomiepakket toevoegen"
    submit_label = "Toevoegen"

    def context(self):
        """Where to go back."""
        lead = "Wij lezen er de Nederlandse namen en de volgorde uit. Een aangifte wordt nooit tegengehouden door een ontbrekend pakket."
        return {"cancel_url": desk_url("sbr_inbox:package_list"), "lead": lead}

    def save(self, form):
        """One rule; the reading begins at once."""
        content = form.cleaned_data["file"]
        package = rules.add_package(content, name=content.name, by=self.member)
        index_package.ring(package_id=str(package.pk))
        return package

    def saved_text(self, result):
        """Said on the list."""
        return f"{result} is toegevoegd en wordt gelezen."

    def success_url(self, result):
        """Back to the list."""
        return desk_url("sbr_inbox:package_list")


class PackageAct(DeskView):
    """Stop, read again, switch on or off, remove; POST only."""

    permission = rules.RIGHT
    nav = "settings"
    http_method_names = ["post"]

    def post(self, request, pk, act):
        """One rule."""
        if act not in ACTS:
            raise NotHere("Deze handeling bestaat niet. Ga terug naar de lijst.")
        package = get_object_or_404(TaxonomyPackage, pk=pk)
        name, (rule, said), back = str(package), ACTS[act], desk_url("sbr_inbox:package_list")
        try:
            rule(package, self.member)
        except RuleBroken as fault:
            return self.failed(fault, back)
        if act == "opnieuw":
            index_package.ring(package_id=str(pk))
        return self.done(f"{name} {said}", back)
