"""*Beheer > SBR > Certificaten*, and the self-test."""

from django import forms
from django.shortcuts import get_object_or_404
from django.utils import timezone

from offices.errors import RuleBroken
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView
from sbr_inbox.models import Certificate
from sbr_inbox.rules import certificates as rules
from sbr_inbox.rules.environment import environment
from sbr_inbox.rules.expiring import days_left
from sbr_inbox.rules.self_test import call_test, self_test

RIGHT = "sbr.certificate.manage"
BACK = "sbr_inbox:certificate_list"


class CertificateList(DeskView):
    """With which certificates the office sends; never a key."""

    permission = RIGHT
    nav = "settings"
    tab = "certificates"

    def get(self, request):
        """In use first, removed last."""
        now = timezone.now()
        rows = [{"row": row, **_state(row, now)} for row in Certificate.objects.defer("key", "chain")]
        rows.sort(key=lambda one: (one["row"].removed_at is not None, not one["row"].active))
        return self.render("sbr_inbox/certificate_list.html", {"rows": rows})


def _state(row: Certificate, now) -> dict:
    if row.removed_at:
        return {"tone": "mute", "icon": "trash-2", "state": "Verwijderd"}
    days = days_left(row, now)
    if row.valid_to < now:
        return {"tone": "bad", "icon": "circle-x", "state": "Verlopen"}
    if row.valid_from > now:
        return {"tone": "warn", "icon": "triangle-alert", "state": "Nog niet geldig"}
    if days < rules.WARN_DAYS[0]:
        return {"tone": "warn", "icon": "triangle-alert", "state": f"Nog {days} dagen"}
    return {"tone": "ok", "icon": "circle-check", "state": "In gebruik"} if row.active else {"tone": "mute", "icon": "circle-dashed", "state": "Reserve"}


class CertificateForm(forms.Form):
    """A key with its certificate."""

    environment = forms.ChoiceField(label="Omgeving", choices=[(one.value, one.label) for one in rules.SENDING])
    file = forms.FileField(label="Bestand", help_text="Een bestand .p12 of .pfx met sleutel, certificaat en de hele keten.")
    password = forms.CharField(
        label="Wachtwoord van het bestand", required=False, max_length=200, widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Wordt nu gebruikt en niet bewaard.",
    )  # fmt: skip
    name = forms.CharField(label="Naam", required=False, max_length=100, help_text="Leeg: de naam in het certificaat.")


class CertificateNew(DeskForm):
    """Add a certificate."""

    permission = RIGHT
    step_up = True
    nav = "settings"
    tab = "certificates"
    template_name = "sbr_inbox/settings_row.html"
    form_class = CertificateForm
    title = "Certificaat toevoegen"
    submit_label = "Toevoegen"

    def form_arguments(self):
        """The environment the office is in now."""
        here = environment()
        return {"initial": {"environment": here.value if here in rules.SENDING else "PRODUCTION"}}

    def context(self):
        """The way back."""
        return {
            "cancel_url": desk_url(BACK),
            "lead": "De sleutel wordt versleuteld bewaard en nooit meer getoond, ook niet aan u. Bewaar het bestand zelf op een veilige plaats.",
        }

    def save(self, form):
        """One rule."""
        values = dict(form.cleaned_data)
        return rules.add_certificate(values.pop("file").read(), values.pop("password"), by=self.member, **values)

    def saved_text(self, result):
        """Said on the list."""
        return f"{result} is toegevoegd en in gebruik voor {result.get_environment_display().lower()}."

    def success_url(self, result):
        """Back to the table."""
        return desk_url(BACK)


class CertificateAct(DeskView):
    """The buttons *In gebruik nemen* and *Verwijderen*."""

    permission = RIGHT
    step_up = True
    nav = "settings"
    http_method_names = ["post"]
    acts = {"gebruiken": (rules.use_certificate, "is nu in gebruik"), "verwijderen": (rules.remove_certificate, "is verwijderd en de sleutel is gewist")}

    def post(self, request, pk, act):
        """One rule."""
        row = get_object_or_404(Certificate, pk=pk)
        rule, said = self.acts[act]
        try:
            rule(row, by=self.member, version=int(request.POST.get("version") or 0))
        except RuleBroken as fault:
            return self.failed(fault, desk_url(BACK))
        return self.done(f"{row} {said}.", desk_url(BACK))


class SelfTest(DeskView):
    """Whether this machine and this office can send."""

    permission = "sbr.settings.manage"
    nav = "settings"
    tab = "self_test"

    def get(self, request):
        """Everything that can be tried without calling anybody."""
        return self.render("sbr_inbox/self_test.html", {"findings": self_test()})

    def post(self, request):
        """The same, and a call to Digipoort."""
        return self.render("sbr_inbox/self_test.html", {"findings": [*self_test(), call_test()], "called": True})
