"""*Beheer > Teamleden > Procesteams*: groups of colleagues who take work together."""

from django import forms
from django.db.models import Q
from django.utils import timezone

from offices.enums import MemberState
from offices.errors import NotHere
from offices.models import ProcessTeam, TeamMember, TeamRole
from offices.rules.process_teams import delete_process_team, save_process_team
from offices.urls_helpers import desk_url
from offices.views.beheer import BeheerAction, BeheerForm, BeheerTable, act, link, quiet

TEAMS = "offices:process_team_list"
TRAIL = (("Teamleden", "offices:team_list"), ("Procesteams", TEAMS))


def working_members(office):
    """Colleagues who work here now or were invited, by name."""
    today = timezone.localdate()
    rows = TeamMember.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), office=office).exclude(state=MemberState.ENDED)
    return rows.select_related("user").order_by("user__name", "number")


class ProcessTeamTable(BeheerTable):
    """Every process team with its people."""

    permission = "team.view"
    section, tab, title = "team", "teams", "Procesteams"
    lead = "Een fase voor een team wordt opgepakt door een van de leden; wie het eerst komt."
    parents = (("Teamleden", "offices:team_list"),)
    heads = ("Team", "Aanspreekpunt", "Leden", "Rollen", "Cliënt mag schrijven")
    empty = {"icon": "users", "title": "Nog geen procesteams", "text": "Maak een team van collega's die hetzelfde werk doen."}

    def cells(self):
        teams = ProcessTeam.objects.select_related("lead__user").prefetch_related("members__member__user", "roles__role").order_by("name")
        return [self.row(team) for team in teams]

    def row(self, team):
        """One line of the table."""
        name = link(team.name, desk_url("offices:process_team", team.pk)) if self.may("team.manage") else team.name
        people = ", ".join(str(one.member) for one in team.members.all())
        roles = ", ".join(one.role.name for one in team.roles.all()) or quiet("geen")
        return [name, team.lead or quiet("niemand"), people, roles, "ja" if team.open_to_clients else "nee"]

    def acts(self):
        return [act("Procesteam maken", desk_url("offices:process_team_create"), primary=True)] if self.may("team.manage") else []


class ProcessTeamForm(forms.Form):
    """A process team."""

    name = forms.CharField(label="Teamnaam", max_length=60)
    lead = forms.ModelChoiceField(None, label="Aanspreekpunt", required=False, empty_label="Niemand")
    members = forms.ModelMultipleChoiceField(None, label="Leden", widget=forms.CheckboxSelectMultiple)
    roles = forms.ModelMultipleChoiceField(None, label="Rollen", required=False, widget=forms.CheckboxSelectMultiple)
    open_to_clients = forms.BooleanField(label="Cliënten mogen dit team schrijven", required=False)

    def __init__(self, *args, office, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = self.fields["members"].queryset = working_members(office)
        self.fields["roles"].queryset = TeamRole.objects.filter(active=True).order_by("order", "name")


class ProcessTeamCreate(BeheerForm):
    """Makes a team."""

    permission, step_up = "team.manage", True
    title, form_class, list_url, parents = "Procesteam maken", ProcessTeamForm, TEAMS, TRAIL

    def form_arguments(self):
        return {"office": self.office}

    def save(self, form):
        return save_process_team(None, by=self.member, **form.cleaned_data)

    def saved_text(self, result):
        return f"Procesteam {result.name} is bewaard."


class ProcessTeamEdit(ProcessTeamCreate):
    """Changes a team."""

    @property
    def team(self) -> ProcessTeam:
        """The team of the address."""
        row = ProcessTeam.objects.filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise NotHere("Dit procesteam bestaat niet. Kies er een uit de lijst.")
        return row

    def form_arguments(self):
        team = self.team
        initial = {
            "name": team.name, "lead": team.lead_id, "members": [one.member_id for one in team.members.all()],
            "roles": [one.role_id for one in team.roles.all()], "open_to_clients": team.open_to_clients,
        }  # fmt: skip
        return {"office": self.office, "initial": initial}

    def save(self, form):
        return save_process_team(self.team, by=self.member, **form.cleaned_data)

    def around(self):
        team = self.team
        remove = {
            "url": desk_url("offices:process_team_delete", team.pk), "button": "Verwijderen",
            "title": f"Procesteam {team.name} verwijderen?", "text": "De leden houden hun rollen en rechten.",
        }  # fmt: skip
        return {"title": team.name, "remove": remove}


class ProcessTeamDelete(BeheerAction):
    """Takes a team away."""

    permission, step_up, list_url = "team.manage", True, TEAMS

    def act(self, pk):
        team = ProcessTeam.objects.filter(pk=pk).first()
        if team is None:
            raise NotHere("Dit procesteam bestaat niet meer.")
        delete_process_team(team, by=self.member)
        return f"Procesteam {team.name} is verwijderd."
