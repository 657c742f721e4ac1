"""*Beheer > SBR*: status codes, addresses and service certificates."""

from django import forms
from django.shortcuts import get_object_or_404
from django.utils import timezone

from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView
from sbr_inbox.delivery_enums import Environment, StatusPhase
from sbr_inbox.models import DigipoortAddress, ServiceCertificate, StatusCode
from sbr_inbox.rules import settings as rules
from sbr_inbox.views.settings import RIGHT, RowEdit, SourceForm

REAL = [(one.value, one.label) for one in (Environment.PRODUCTION, Environment.PREPRODUCTION)]


class StatusCodeList(DeskView):
    """What each code means for a filing."""

    permission = RIGHT
    nav = "settings"
    tab = "codes"

    def get(self, request):
        """The table in the order of the codes."""
        return self.render("sbr_inbox/status_code_list.html", {"rows": StatusCode.objects.all()})


class StatusCodeForm(SourceForm):
    """One code."""

    text = forms.CharField(label="Tekst van Digipoort", max_length=200, required=False)
    meaning = forms.CharField(label="Betekenis", max_length=300, required=False, help_text="Wat medewerkers bij een aangifte lezen.")
    phase = forms.ChoiceField(label="Gevolg", choices=StatusPhase.choices, help_text="Een onbekende code verandert niets aan de status van een aangifte.")
    field_order = ("code", "text", "meaning", "phase", "source", "checked_on")


class NewStatusCodeForm(StatusCodeForm):
    """A code that is not there yet."""

    code = forms.RegexField(r"^[A-Za-z0-9._-]{1,20}$", label="Code", error_messages={"invalid": "Vul de code in zonder spaties, zoals 311."})


class StatusCodeEdit(RowEdit):
    """Change or add a code."""

    tab = "codes"
    back = "sbr_inbox:status_code_list"
    title = "Nieuwe statuscode"
    names = ("text", "meaning", "phase", "source", "checked_on")

    @property
    def row(self):
        """The row of the address; None for a new one."""
        return get_object_or_404(StatusCode, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    @property
    def form_class(self):
        """A code keeps its name."""
        return StatusCodeForm if "pk" in self.kwargs else NewStatusCodeForm

    def save(self, form):
        """One rule."""
        values = dict(form.cleaned_data)
        if self.row is None:
            values.pop("version")
        return rules.save_status_code(self.row, by=self.member, **values)


class AddressList(DeskView):
    """Where each service answers."""

    permission = RIGHT
    nav = "settings"
    tab = "addresses"

    def get(self, request):
        """The table per environment."""
        rows = DigipoortAddress.objects.exclude(environment=Environment.SIMULATION).order_by("-environment", "service")
        return self.render("sbr_inbox/address_list.html", {"rows": rows})


class AddressForm(SourceForm):
    """One address."""

    url = forms.CharField(label="Adres", max_length=300, required=False, help_text="Begint met https://. Leeg: deze dienst wordt niet gebruikt.")
    field_order = ("url", "source", "checked_on")


class AddressEdit(RowEdit):
    """Change an address."""

    form_class = AddressForm
    tab = "addresses"
    back = "sbr_inbox:address_list"
    names = ("url", "source", "checked_on")

    @property
    def row(self):
        """The row of the address."""
        return get_object_or_404(DigipoortAddress, pk=self.kwargs["pk"])

    def save(self, form):
        """One rule."""
        return rules.save_address(self.row, by=self.member, **form.cleaned_data)


class ServiceCertificateList(DeskView):
    """By which certificates answers of Digipoort are believed."""

    permission = RIGHT
    nav = "settings"
    tab = "service_certificates"

    def get(self, request):
        """The table; a certificate that stopped is marked."""
        return self.render("sbr_inbox/service_certificate_list.html", {"rows": ServiceCertificate.objects.all(), "now": timezone.now()})


class ServiceCertificateForm(forms.Form):
    """A file with one or more certificates."""

    environment = forms.ChoiceField(label="Omgeving", choices=REAL)
    file = forms.FileField(label="Bestand", help_text="Het certificaat dat Logius publiceert (.pem, .crt of .cer); meer certificaten in één bestand mag.")
    source = forms.CharField(label="Bron", max_length=300, required=False, help_text="Waar u het vond. Controleer de vingerafdruk bij Logius.")


class ServiceCertificateNew(DeskForm):
    """Believe one more certificate."""

    permission = "sbr.certificate.manage"
    step_up = True
    nav = "settings"
    tab = "service_certificates"
    template_name = "sbr_inbox/settings_row.html"
    form_class = ServiceCertificateForm
    title = "Servicecertificaat toevoegen"
    submit_label = "Toevoegen"

    def context(self):
        """The way back."""
        return {"cancel_url": desk_url("sbr_inbox:service_certificate_list")}

    def save(self, form):
        """One rule."""
        values = dict(form.cleaned_data)
        return rules.add_service_certificates(values.pop("file").read(), by=self.member, **values)

    def saved_text(self, result):
        """Said on the list."""
        return f"{len(result)} servicecertificaten zijn toegevoegd." if len(result) > 1 else f"{result[0]} is toegevoegd."

    def success_url(self, result):
        """Back to the table."""
        return desk_url("sbr_inbox:service_certificate_list")


class ServiceCertificateRemove(DeskView):
    """The button *Verwijderen*."""

    permission = "sbr.certificate.manage"
    step_up = True
    nav = "settings"
    http_method_names = ["post"]

    def post(self, request, pk):
        """One rule."""
        row = get_object_or_404(ServiceCertificate, pk=pk)
        rules.remove_service_certificate(row, by=self.member)
        return self.done(f"{row} is verwijderd. Antwoorden die ermee zijn ondertekend, worden niet meer vertrouwd.", desk_url("sbr_inbox:service_certificate_list"))
