"""*Mijn account*: who I am here, how the pages look, and how I sign in."""

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone

from offices.enums import Density, Language, Theme
from offices.models import ApiToken, StandIn, User
from offices.rules.account import change_own, set_preference
from offices.rules.ownership import accept_ownership, offered_to
from offices.signin.views.person import security
from offices.urls_helpers import desk_url
from offices.views.base import DeskView
from offices.views.beheer import BeheerAction
from offices.views.forms import DeskForm

# An empty value would look like a forgotten choice, so following the device has a sign of its own here.
THEMES = [(value or "-", label) for value, label in Theme.choices]


class AccountForm(forms.ModelForm):
    """What a person decides about himself."""

    name = forms.CharField(label="Naam", max_length=120)
    language = forms.ChoiceField(label="Taal", choices=Language.choices)
    theme = forms.ChoiceField(label="Kleurstelling", choices=THEMES)
    density = forms.ChoiceField(label="Regelhoogte", choices=Density.choices)

    field_order = ["name", "language", "theme", "density", "shortcuts_on"]

    class Meta:
        model = User
        fields = ["name", "language", "density", "shortcuts_on"]
        labels = {"shortcuts_on": "Sneltoetsen van één letter aan"}
        help_texts = {"shortcuts_on": "Zet ze uit als u met spraak werkt."}


class AccountView(DeskForm):
    """Own profile, look, second factors, devices and tokens."""

    permission = "team.view"
    form_class = AccountForm
    title = "Mijn account"
    template_name = "offices/account.html"
    nav = "account"

    def form_arguments(self):
        user = User.objects.get(pk=self.request.user.pk)
        return {"instance": user, "initial": {"theme": user.theme or "-"}}

    def save(self, form):
        return change_own(self.member, **form.cleaned_data | {"theme": form.cleaned_data["theme"].strip("-")})

    def saved_text(self, result):
        return "Uw gegevens zijn bewaard."

    def success_url(self, result):
        return desk_url("offices:account")

    def context(self):
        tokens = ApiToken.objects.filter(member=self.member, revoked_at=None).order_by("-created_at")
        today = timezone.localdate()
        stand_ins = StandIn.objects.filter(Q(absent_member=self.member) | Q(acting_member=self.member), valid_to__gte=today)
        return security(self.request) | {
            "tokens": list(tokens), "next": desk_url("offices:account"), "member": self.member,
            "stand_ins": list(stand_ins.select_related("absent_member__user", "acting_member__user").order_by("valid_from")),
            "owner_offered": offered_to(self.member),
        }  # fmt: skip


class AcceptOwnership(BeheerAction):
    """Accepts the office that was offered."""

    permission, step_up, list_url = "team.view", True, "offices:account"

    def act(self):
        accept_ownership(self.office, by=self.member)
        return f"U bent nu eigenaar van {self.office.name}."


class PreferenceView(DeskView):
    """One preference at a time, from the buttons in the frame of the page."""

    permission = "team.view"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        """Keep it; the page changed already."""
        set_preference(request.user, name=request.POST.get("name", ""), value=request.POST.get("value", ""))
        return HttpResponse(status=204)
