"""*Beheer > Teamleden*: who works here, with which rights, and why somebody may do something."""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django import forms
from django.shortcuts import redirect
from django.utils import timezone

from offices.enums import LabelAudience, MemberKind, MemberState
from offices.errors import RuleBroken
from offices.models import AuthorisationRole, Label, TeamMember
from offices.registry import access_explainers, member_buttons, member_facts
from offices.rules import invitations, ownership, team
from offices.rules.ownership import is_owner
from offices.signin.factors import REAL
from offices.urls_helpers import desk_url
from offices.views import access
from offices.views.base import DeskView
from offices.views.beheer import act, section_tabs
from offices.views.forms import DeskForm

SOON = timedelta(days=14)


class TeamList(DeskView):
    """Every member with role, state, second factor and last visit. A fixed number of queries."""

    permission = "team.view"
    nav = "settings"

    def get(self, request, *args, **kwargs):
        """The list; ended members only when asked for."""
        ended = request.GET.get("beeindigd") == "1"
        members = (
            TeamMember.objects.filter(office=self.office)
            .select_related("user", "role")
            .prefetch_related("member_labels__label")
            .order_by("user__name", "number")
        )
        shown = list(members if ended else members.exclude(state=MemberState.ENDED))
        with_factor = set(
            Authenticator.objects.filter(user__in=[m.user_id for m in shown], type__in=REAL).values_list(
                "user_id", flat=True
            )
        )
        facts = [(fact.label, fact.values(shown)) for fact in member_facts]
        for member in shown:
            member.has_factor = member.user_id in with_factor
            member.facts = [values.get(member.pk, "") for _, values in facts]
            member.ends_label = f"{member.ends_on:%d-%m-%Y}" if member.ends_on else ""
            member.soon_over = bool(member.ends_on and member.ends_on - timezone.localdate() <= SOON)
        context = {
            "members": shown, "ended": ended, "tabs": section_tabs("team", self.member), "may_manage": self.may("team.manage"),
            "fact_labels": [label for label, _ in facts],
        }  # fmt: skip
        return self.render("offices/team_list.html", context)


class MemberForm(forms.Form):
    """Work data of a member."""

    role = forms.ModelChoiceField(None, label="Autorisatierol", empty_label="Kies een rol")
    function = forms.CharField(label="Functie", max_length=60, required=False)
    kind = forms.ChoiceField(label="Dienstverband", choices=MemberKind.choices, initial=MemberKind.EMPLOYEE)
    starts_on = forms.DateField(label="Begindatum", widget=forms.DateInput(attrs={"inputmode": "numeric"}))
    ends_on = forms.DateField(
        label="Einddatum", required=False, help_text="Verplicht voor een tijdelijk teamlid. Tot en met deze dag.",
        widget=forms.DateInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    phone = forms.CharField(label="Telefoon", max_length=20, required=False)
    extension = forms.CharField(label="Toestel", max_length=10, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = AuthorisationRole.objects.filter(active=True).order_by("name")


class InviteForm(MemberForm):
    """A new member."""

    email = forms.CharField(
        label="E-mailadres", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(label="Naam", max_length=120)
    field_order = ["email", "name", "role", "function", "kind", "starts_on", "ends_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["phone"], self.fields["extension"]


class ChangeForm(MemberForm):
    """Work data of a member, with his labels."""

    labels = forms.ModelMultipleChoiceField(None, label="Labels", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["labels"].queryset = Label.objects.filter(audience=LabelAudience.MEMBERS).order_by("name")
        if not self.fields["labels"].queryset.exists():
            del self.fields["labels"]


class InviteMember(DeskForm):
    """Inviting a colleague."""

    permission = "team.manage"
    step_up = True
    nav = "settings"
    form_class = InviteForm
    title = "Teamlid uitnodigen"
    submit_label = "Uitnodigen"

    def save(self, form):
        return invitations.invite_member(self.office, by=self.member, **form.cleaned_data)

    def form_arguments(self):
        return {"initial": {"starts_on": timezone.localdate(), "kind": MemberKind.EMPLOYEE}}

    def context(self):
        lead = "De uitnodiging werkt 7 dagen en één keer. Uw collega stelt zelf een extra controle in."
        return {"lead": lead, "cancel_url": desk_url("offices:team_list")}

    def saved_text(self, result):
        return f"{result} is uitgenodigd."

    def success_url(self, result):
        return desk_url("offices:team_list")


class ChangeMember(DeskForm):
    """Role and work data of one member."""

    permission = "team.manage"
    step_up = True
    nav = "settings"
    form_class = ChangeForm
    template_name = "offices/team_member.html"

    def dispatch(self, request, *args, **kwargs):
        self.pk = kwargs["pk"]
        return super().dispatch(request, *args, **kwargs)

    @property
    def who(self) -> TeamMember:
        """The member of the address."""
        return team.own_member(self.office, self.pk)

    def form_arguments(self):
        who = self.who
        fields = ("role", "function", "kind", "starts_on", "ends_on", "phone", "extension")
        labels = [row.label_id for row in who.member_labels.all()]
        return {"initial": {field: getattr(who, field) for field in fields} | {"labels": labels}}

    def save(self, form):
        return team.change_member(self.who, by=self.member, **form.cleaned_data)

    def context(self):
        who = self.who
        acts = [act(button.label, desk_url(button.url_name, who.pk), button.icon) for button in member_buttons]
        may_offer = is_owner(self.office, self.member) and who.pk != self.member.pk and who.works_now
        return {"who": who, "title": str(who), "acts": acts, "may_offer": may_offer, "owner": who.user_id == self.office.owner_id}

    def saved_text(self, result):
        return f"{result} is gewijzigd."

    def success_url(self, result):
        return desk_url("offices:team_list")


class MemberAction(DeskView):
    """A button on the page of a member."""

    permission = "team.manage"
    step_up = True
    http_method_names = ["post"]

    def post(self, request, *args, pk, **kwargs):
        """Do it and say so on the list, or say why not on the page of the member."""
        who = team.own_member(self.office, pk)
        try:
            return self.done(self.act(who), desk_url("offices:team_list"))
        except RuleBroken as fault:
            return self.failed(fault, desk_url("offices:team_member", pk))

    def ask_step_up(self, request, *args, pk, **kwargs):
        from offices.signin import levels

        return levels.require_step_up(request, desk_url("offices:team_member", pk))


class EndMember(MemberAction):
    """Ends a membership now."""

    def act(self, who):
        """Call the rule."""
        return f"{team.end_member(who, by=self.member)} heeft geen toegang meer."


class InviteAgain(MemberAction):
    """Sends the invitation once more."""

    def act(self, who):
        """Call the rule."""
        return f"{invitations.invite_again(who, by=self.member)} krijgt een nieuwe uitnodiging."


class OfferOwnership(MemberAction):
    """Offers the office to a colleague, who must accept it himself."""

    def act(self, who):
        """Call the rule."""
        ownership.offer_ownership(self.office, to=who, by=self.member)
        return f"{who} kan het eigenaarschap aanvaarden op Mijn account, zeven dagen lang."


class ExplainAccess(DeskView):
    """*Waarom mag {naam} dit?*: every right of one member, with the rule that grants or refuses it."""

    permission = "team.view"
    nav = "settings"

    def get(self, request, *args, **kwargs):
        """The list of one member; without one, the choice."""
        members = list(
            TeamMember.objects.filter(office=self.office)
            .exclude(state=MemberState.ENDED)
            .select_related("user", "role")
        )
        asked = request.GET.get("wie", "")
        who = next((member for member in members if str(member.pk) == asked), None)
        if asked and who is None:
            return redirect(desk_url("offices:access_explain"))
        context = {"members": members, "who": who, "reasons": access.explanation(who) if who else []}
        for explain in access_explainers:
            context |= explain(who, viewer=self.member, asked=request.GET) if who else {}
        return self.render("offices/access_explain.html", context)
