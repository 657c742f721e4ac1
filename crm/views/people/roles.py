"""*Beheer > Teamleden > Rollen* and *Standaard teamlid rollen*."""

from django import forms

from crm.conditions import describe
from crm.forms.condition import ConditionField
from crm.models import DefaultAssignment
from crm.rules.default_roles import delete_default, save_default
from crm.rules.team_roles import delete_team_role, save_team_role, use_of_roles
from offices.errors import NotHere
from offices.models import TeamRole
from offices.rules.labels import COLORS
from offices.urls_helpers import desk_url
from offices.views.beheer import BeheerAction, BeheerForm, BeheerTable, act, link, quiet
from offices.views.process_teams import working_members

ROLES, DEFAULTS = "crm:team_role_list", "crm:default_role_list"
TEAM = ("Teamleden", "offices:team_list")


class RoleTable(BeheerTable):
    """The roles on relations: who holds them, on how many, and which clients lack one."""

    permission = "team.view"
    section, tab, title, parents = "team", "roles", "Rollen", (TEAM,)
    lead = "Wat een teamlid voor een relatie is. Wie een rol heeft, ziet de relatie; taken gaan naar wie de rol heeft."
    heads = ("Rol", "Teamleden", "Relaties", "Cliënten zonder", "Status")

    def cells(self):
        used, may = use_of_roles(), self.may("team.role.manage")
        rows = []
        for role in TeamRole.objects.order_by("order", "name"):
            name = link(role.name, desk_url("crm:team_role", role.pk)) if may else role.name
            count = used[role.pk]
            without = count["without"] if role.active else quiet("–")
            rows.append([name, count["members"], count["relations"], without, "actief" if role.active else quiet("vervallen")])
        return rows

    def acts(self):
        return [act("Rol maken", desk_url("crm:team_role_create"), primary=True)] if self.may("team.role.manage") else []


class RoleForm(forms.Form):
    """A role on relations."""

    name = forms.CharField(label="Rolnaam", max_length=40)
    who = forms.TypedChoiceField(label="Kleur", choices=list(COLORS.items()), coerce=int)
    order = forms.IntegerField(label="Volgorde", min_value=0, max_value=999, initial=50)
    active = forms.BooleanField(label="Actief", required=False, initial=True)


class RoleCreate(BeheerForm):
    """Makes a role."""

    permission, step_up = "team.role.manage", True
    title, form_class, list_url, parents = "Rol maken", RoleForm, ROLES, (TEAM, ("Rollen", ROLES))

    def save(self, form):
        return save_team_role(None, by=self.member, **form.cleaned_data)

    def saved_text(self, result):
        return f"Rol {result.name} is bewaard."


class RoleEdit(RoleCreate):
    """Changes a role."""

    def form_arguments(self):
        role = own_role(self.kwargs["pk"])
        return {"initial": {"name": role.name, "who": role.who, "order": role.order, "active": role.active}}

    def save(self, form):
        return save_team_role(own_role(self.kwargs["pk"]), by=self.member, **form.cleaned_data)

    def around(self):
        role = own_role(self.kwargs["pk"])
        return {"title": role.name, "acts": [act("Verwijderen", desk_url("crm:team_role_delete", role.pk), "trash-2")]}


class ReplaceForm(forms.Form):
    """Which role comes in the place of another."""

    replacement = forms.ModelChoiceField(None, label="Vervangende rol", empty_label="Geen", required=False)

    def __init__(self, *args, role, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["replacement"].queryset = TeamRole.objects.filter(active=True).exclude(pk=role.pk)


class RoleDelete(RoleCreate):
    """Takes a role away; who holds it holds another from today."""

    form_class, submit_label = ReplaceForm, "Rol verwijderen"

    def form_arguments(self):
        return {"role": own_role(self.kwargs["pk"])}

    def save(self, form):
        role = own_role(self.kwargs["pk"])
        self.name = role.name
        return delete_team_role(role, by=self.member, replacement=form.cleaned_data["replacement"])

    def around(self):
        role = own_role(self.kwargs["pk"])
        count = use_of_roles()[role.pk]["relations"]
        lead = f"{count} relaties hebben deze rol nu; zij krijgen de vervangende. Wie de rol eerder had, blijft zichtbaar."
        return {"title": f"Rol {role.name} verwijderen", "lead": lead}

    def saved_text(self, result):
        return f"Rol {self.name} is verwijderd; {result} relaties kregen de vervangende rol."


def own_role(pk):
    """A role of the open office. Raises NotHere for any other id."""
    role = TeamRole.objects.filter(pk=pk).first()
    if role is None:
        raise NotHere("Deze rol bestaat niet. Kies een rol uit de lijst.")
    return role


class DefaultTable(BeheerTable):
    """Who gets which role on a new relation."""

    permission = "team.view"
    section, tab, title, parents = "team", "defaults", "Standaard teamlid rollen", (TEAM,)
    lead = "Bij een nieuwe relatie wint per rol de eerste regel die past. Bestaande relaties veranderen niet."
    heads = ("Rol", "Teamlid", "Wanneer", "Volgorde")
    empty = {"icon": "user-check", "title": "Nog geen standaardteam", "text": "Zonder regels begint een nieuwe relatie zonder team."}

    def cells(self):
        rows = DefaultAssignment.objects.select_related("role", "member__user").order_by("role__order", "order", "pk")
        may, known = self.may("team.role.manage"), {}
        return [
            [link(row.role.name, desk_url("crm:default_role", row.pk)) if may else row.role.name, str(row.member), describe(row.condition, known), row.order]
            for row in rows
        ]

    def acts(self):
        return [act("Regel maken", desk_url("crm:default_role_create"), primary=True)] if self.may("team.role.manage") else []


class DefaultForm(forms.Form):
    """A line of the standard team."""

    role = forms.ModelChoiceField(None, label="Rol", empty_label="Kies een rol")
    member = forms.ModelChoiceField(None, label="Teamlid", empty_label="Kies een teamlid")
    order = forms.IntegerField(label="Volgorde", min_value=0, max_value=999, initial=10, help_text="Lager gaat voor")
    condition = ConditionField(label="Wanneer")

    def __init__(self, *args, office, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = TeamRole.objects.filter(active=True)
        self.fields["member"].queryset = working_members(office)


class DefaultCreate(BeheerForm):
    """Makes a line."""

    permission, step_up = "team.role.manage", True
    title, form_class, list_url = "Regel van het standaardteam", DefaultForm, DEFAULTS
    parents = (TEAM, ("Standaard teamlid rollen", DEFAULTS))

    def form_arguments(self):
        return {"office": self.office}

    def save(self, form):
        return save_default(None, by=self.member, **form.cleaned_data)

    def saved_text(self, result):
        return f"{result.member} wordt {result.role.name} bij nieuwe relaties: {describe(result.condition)}."


class DefaultEdit(DefaultCreate):
    """Changes a line."""

    def form_arguments(self):
        row = own_default(self.kwargs["pk"])
        initial = {"role": row.role_id, "member": row.member_id, "order": row.order, "condition": row.condition}
        return {"office": self.office, "initial": initial}

    def save(self, form):
        return save_default(own_default(self.kwargs["pk"]), by=self.member, **form.cleaned_data)

    def around(self):
        row = own_default(self.kwargs["pk"])
        remove = {
            "url": desk_url("crm:default_role_delete", row.pk), "button": "Verwijderen", "title": "Regel verwijderen?",
            "text": "Relaties die hun team al hebben, houden het.",
        }  # fmt: skip
        return {"remove": remove}


class DefaultDelete(BeheerAction):
    """Takes a line away."""

    permission, step_up, list_url = "team.role.manage", True, DEFAULTS

    def act(self, pk):
        row = own_default(pk)
        delete_default(row, by=self.member)
        return f"De regel voor {row.role.name} is verwijderd."


def own_default(pk):
    """A line of the open office. Raises NotHere for any other id."""
    row = DefaultAssignment.objects.select_related("role", "member__user").filter(pk=pk).first()
    if row is None:
        raise NotHere("Deze regel bestaat niet. Kies er een uit de lijst.")
    return row
