"""*Beheer > Akkoord*: who must say yes to which kind of filing, and how sure we are of the person."""

from django import forms
from django.shortcuts import get_object_or_404

from crm.enums import FilingKind
from offices.settings_registry import setting
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView
from sbr_inbox.approval_enums import MAY_BE_LOWERED, AnswerOrder, Factor, MandateCheck, Quorum
from sbr_inbox.approval_settings import CHECK, FUNCTIONS
from sbr_inbox.models import ApprovalPolicy
from sbr_inbox.rules.policies import change_checks, change_policy

RIGHT = "portal.policy.manage"


def office_policies():
    """The defaults of the open office."""
    return ApprovalPolicy.objects.filter(relation=None)


class PolicyList(DeskView):
    """The default per kind."""

    permission = RIGHT
    nav = "settings"

    def get(self, request):
        """The table, in the order of the kinds."""
        place = {kind: number for number, kind in enumerate(FilingKind.values)}
        rows = sorted(office_policies(), key=lambda row: place[row.kind])
        check = MandateCheck(setting(CHECK))
        return self.render("sbr_inbox/policy_list.html", {"rows": rows, "check": check, "functions": setting(FUNCTIONS)})


class ChecksForm(forms.Form):
    """How strict the office is about authority."""

    mandate_check = forms.ChoiceField(label="Controle op bevoegdheid", choices=MandateCheck.choices, widget=forms.RadioSelect)
    functions = forms.CharField(
        label="Functies die zonder vastlegging binden", required=False, max_length=300,
        help_text="Bijvoorbeeld: bestuurder. Een contact met precies deze functie telt dan als bevoegd. Leeg: geen.",
    )  # fmt: skip


class ChecksEdit(DeskForm):
    """Change how strict the office is."""

    permission = RIGHT
    nav = "settings"
    template_name = "sbr_inbox/act_form.html"
    form_class = ChecksForm
    title = "Controle op bevoegdheid"

    def form_arguments(self):
        """What is set now."""
        return {"initial": {"mandate_check": setting(CHECK), "functions": setting(FUNCTIONS)}}

    def context(self):
        """Where one came from."""
        lead = "Een gezamenlijke of verlopen bevoegdheid die is vastgelegd, telt ook bij waarschuwen."
        return {"cancel_url": desk_url("sbr_inbox:policy_list"), "lead": lead}

    def save(self, form):
        """One rule."""
        return change_checks(by=self.member, **form.cleaned_data)

    def saved_text(self, result):
        """Said on the list."""
        return "De controle op bevoegdheid is opgeslagen."

    def success_url(self, result):
        """Back to the table."""
        return desk_url("sbr_inbox:policy_list")


class PolicyForm(forms.Form):
    """The default of one kind."""

    quorum = forms.ChoiceField(label="Aantal akkoorden", choices=Quorum.choices)
    n = forms.IntegerField(label="N, bij een aantal van de gevraagden", min_value=1, max_value=20)
    order = forms.ChoiceField(label="Volgorde", choices=AnswerOrder.choices)
    factor = forms.ChoiceField(label="Zekerheid", choices=Factor.choices)
    reminders = forms.IntegerField(
        label="Herinneringen", min_value=0, max_value=10,
        help_text="7 dagen ervoor, 1 dag ervoor, op de dag zelf, daarna wekelijks; alleen op werkdagen.",
    )  # fmt: skip
    expires_after = forms.IntegerField(label="Verloopt na (dagen)", min_value=1, max_value=90)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, may_be_lowered=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_be_lowered:
            self.fields["factor"].choices = [(Factor.STRONG.value, Factor.STRONG.label)]
            self.fields["factor"].help_text = "Voor deze soort is een sterke controle verplicht."
        else:
            self.fields["factor"].help_text = "Met alleen een e-mailcode is het bewijs zwakker; dat staat op het bewijs."


class PolicyEdit(DeskForm):
    """Change the default of one kind."""

    permission = RIGHT
    nav = "settings"
    template_name = "sbr_inbox/act_form.html"
    form_class = PolicyForm

    @property
    def policy(self) -> ApprovalPolicy:
        """The row of the address."""
        return get_object_or_404(office_policies(), kind=self.kwargs["kind"])

    def form_arguments(self):
        """What is set now."""
        policy = self.policy
        names = ("quorum", "n", "order", "factor", "reminders", "expires_after", "version")
        initial = {name: getattr(policy, name) for name in names}
        return {"initial": initial, "may_be_lowered": policy.kind in MAY_BE_LOWERED}

    def context(self):
        """The kind it is about."""
        title = f"Akkoord: {self.policy.get_kind_display()}"
        lead = "Geldt voor nieuwe en lopende verzoeken; de termijn van lopende verzoeken blijft."
        return {"title": title, "cancel_url": desk_url("sbr_inbox:policy_list"), "lead": lead}

    def save(self, form):
        """One rule."""
        return change_policy(self.policy, by=self.member, **form.cleaned_data)

    def saved_text(self, result):
        """Said on the list."""
        return f"De akkoordregel voor {result.get_kind_display()} is opgeslagen."

    def success_url(self, result):
        """Back to the table."""
        return desk_url("sbr_inbox:policy_list")
