"""*Beheer*: what an office sets once."""

from django import forms

from offices.models import Office
from offices.permissions import may
from offices.registry import settings_pages
from offices.rules.general import change_office
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView


class SettingsHome(DeskView):
    """Every page of Beheer that this member may use."""

    permission = "team.view"
    nav = "settings"

    def get(self, request, *args, **kwargs):
        """The pages, with what one sets there."""
        pages = [page for page in settings_pages if may(self.member, page.permission)]
        shown = [{"page": page, "url": desk_url(page.url_name)} for page in pages]
        return self.render("offices/settings_home.html", {"pages": shown})


class GeneralForm(forms.ModelForm):
    """The data of the office."""

    class Meta:
        model = Office
        fields = ["name", "phone", "email", "kvk_nummer", "rsin", "ob_nummer", "beconnummer", "require_2fa"]
        help_texts = {
            "beconnummer": "Zes cijfers. Nodig voor uitstel en voor aangiften IB en VPB.",
            "name": "Staat boven elke pagina, in mails en op pdf's.",
            "email": "Cliënten zien dit adres in het portaal.",
            "kvk_nummer": "Op brieven en in het bewijs.",
            "rsin": "Op brieven. Negen cijfers.",
            "ob_nummer": "Op facturen en brieven.",
            "require_2fa": "Elke medewerker bevestigt het inloggen met een passkey of verificatie-app.",
            "phone": "Cliënten zien dit nummer in het portaal.",
        }


class GeneralSettings(DeskForm):
    """Office data."""

    permission = "settings.general"
    nav = "settings"
    form_class = GeneralForm
    title = "Algemeen"
    template_name = "offices/settings_general.html"

    def form_arguments(self):
        return {"instance": Office.objects.get(pk=self.office.pk)}

    def save(self, form):
        return change_office(self.office, by=self.member, **form.cleaned_data)

    def saved_text(self, result):
        return "De gegevens van het kantoor zijn bewaard."

    def success_url(self, result):
        return desk_url("offices:settings_general")
