"""*Beheer > SBR > Rekening*: where the tax office is paid."""

from django import forms
from django.shortcuts import get_object_or_404

from offices.errors import RuleBroken
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView
from sbr_inbox.models import TaxOfficeAccount
from sbr_inbox.rules.accounts import RIGHT, confirm_account, save_account


class AccountList(DeskView):
    """The accounts with their days, and whether somebody checked them."""

    permission = RIGHT
    tab = "account"
    nav = "settings"

    def get(self, request):
        """The table."""
        rows = TaxOfficeAccount.objects.select_related("confirmed_by__user")
        return self.render("sbr_inbox/account_list.html", {"rows": rows, "waiting": any(row.confirmed_at is None for row in rows)})


class AccountForm(forms.Form):
    """One account over a span of days."""

    iban = forms.CharField(label="IBAN", max_length=42)
    bic = forms.CharField(label="BIC", max_length=11, required=False)
    holder = forms.CharField(label="Naam van de rekeninghouder", max_length=70, initial="Belastingdienst")
    valid_from = forms.DateField(label="Geldig vanaf")
    valid_to = forms.DateField(label="Geldig tot en met", required=False, help_text="Leeg: tot nader bericht.")
    source = forms.CharField(label="Bron", max_length=300, required=False, help_text="Bijvoorbeeld: brief van de Belastingdienst van 3-3-2026.")
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)


class AccountEdit(DeskForm):
    """Make or change an account."""

    permission = RIGHT
    nav = "settings"
    template_name = "sbr_inbox/act_form.html"
    form_class = AccountForm

    @property
    def account(self) -> TaxOfficeAccount | None:
        """The row of the address; None for a new one."""
        return get_object_or_404(TaxOfficeAccount, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def form_arguments(self):
        """What is set now."""
        account = self.account
        if account is None:
            return {}
        names = ("iban", "bic", "holder", "valid_from", "valid_to", "source", "version")
        return {"initial": {name: getattr(account, name) for name in names}}

    def context(self):
        """What it is about."""
        title = "Rekening van de Belastingdienst" if self.account else "Nieuwe rekening van de Belastingdienst"
        lead = "Na een wijziging moet iemand de rekening opnieuw bevestigen; tot dan staat zij op geen enkele pagina."
        return {"title": title, "cancel_url": desk_url("sbr_inbox:account_list"), "lead": lead}

    def save(self, form):
        """One rule."""
        return save_account(self.account, by=self.member, **form.cleaned_data)

    def saved_text(self, result):
        """Said on the list."""
        return f"Rekening {result} is opgeslagen."

    def success_url(self, result):
        """Back to the table."""
        return desk_url("sbr_inbox:account_list")


class AccountConfirm(DeskView):
    """The button *Bevestigen*."""

    permission = RIGHT
    nav = "settings"
    http_method_names = ["post"]

    def post(self, request, pk):
        """One rule."""
        account = get_object_or_404(TaxOfficeAccount, pk=pk)
        back = desk_url("sbr_inbox:account_list")
        try:
            confirm_account(account, by=self.member, version=int(request.POST.get("version") or 0))
        except RuleBroken as fault:
            return self.failed(fault, back)
        return self.done(f"Rekening {account} is bevestigd en staat nu bij aangiften.", back)
