"""*Beheer > Teamleden > Autorisatie*: what each role may, changed in a table with the differences shown before saving."""

import csv

from django import forms
from django.http import HttpResponse

from offices.errors import NotHere, RuleBroken
from offices.models import AuthorisationRole, TeamMember
from offices.permissions import all_permissions, permission
from offices.rules import authorisation as rules
from offices.urls_helpers import desk_url
from offices.views import access
from offices.views.base import DeskView
from offices.views.beheer import BeheerForm, BeheerTable, InBeheer, act, link

MOST_ROLES = 8


class AccessTable(InBeheer, DeskView):
    """The matrix of rights by role."""

    permission = "team.view"
    section, tab, title = "team", "access", "Autorisatie"
    parents = (("Teamleden", "offices:team_list"),)

    def get(self, request, *args, **kwargs):
        """The whole table; searching happens in the browser."""
        shown = self.frame() | access.matrix(self.office) | {"may_change": self.may("access.grant")}
        return self.render("offices/access_table.html", shown)


class AccessExport(DeskView):
    """The matrix as a sheet."""

    permission = "access.grant"

    def get(self, request, *args, **kwargs):
        """One line per right, one column per role; names only, nothing of a client."""
        table = access.matrix(self.office)
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="autorisatie.csv"'
        response.write("\ufeff")
        sheet = csv.writer(response, delimiter=";")
        sheet.writerow(["Onderdeel", "Recht", "Sleutel", *[_plain(role.name) for role, _ in table["roles"]]])
        for group, rights in table["groups"]:
            for right, cells in rights:
                sheet.writerow([group, right.label, right.key, *[cell.words for cell in cells]])
        return response


def _plain(text: str) -> str:
    """A cell no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


class AccessEdit(InBeheer, DeskView):
    """The matrix with a choice in each cell. First the differences, then saving."""

    permission = "access.grant"
    step_up = True
    section, tab, title = "team", "access", "Rechten wijzigen"
    parents = (("Teamleden", "offices:team_list"), ("Autorisatie", "offices:access_table"))

    def get(self, request, *args, **kwargs):
        """The table of choices, for at most eight roles at once."""
        return self.table(self.chosen(request.GET.getlist("rol")))

    def post(self, request, *args, **kwargs):
        """What differs, or the same confirmed."""
        try:
            if request.POST.get("doen") == "bewaren":
                count = rules.change_grants(self.office, self.confirmed(), by=self.member)
                text = "1 recht gewijzigd." if count == 1 else f"{count} rechten gewijzigd."
                return self.done(text, desk_url("offices:access_table"))
            return self.differences()
        except RuleBroken as fault:
            return self.failed(fault, desk_url("offices:access_edit"))

    def chosen(self, asked: list[str]) -> list[AuthorisationRole]:
        """The roles of the address, else the first eight."""
        roles = list(AuthorisationRole.objects.filter(active=True).order_by("pk"))
        named = [role for role in roles if str(role.pk) in asked]
        return (named or roles)[:MOST_ROLES]

    def table(self, roles):
        """Rights in groups with a choice per role."""
        shown = access.matrix(self.office, roles=roles)
        every = AuthorisationRole.objects.filter(active=True).order_by("pk")
        context = self.frame() | shown | {"reaches": rules.REACH_NAMES.items(), "every": every, "chosen": {role.pk for role in roles}}
        return self.render("offices/access_edit.html", context)

    def wanted(self) -> dict:
        """{(role, key): reach} of the cells that were sent."""
        roles = {str(role.pk): role.pk for role in AuthorisationRole.objects.filter(active=True)}
        found = {}
        for name, value in self.request.POST.items():
            role, _, key = name.partition(":")
            if role in roles and key:
                found[roles[role], key] = value
        return found

    def differences(self):
        """Per role what it gains and loses, and whom that touches."""
        changes = rules.find_changes(self.wanted())
        if not changes:
            return self.done("Er is niets veranderd.", desk_url("offices:access_edit"))
        roles = AuthorisationRole.objects.in_bulk([change.role for change in changes])
        touched = TeamMember.objects.filter(office=self.office, role__in=roles).exclude(state="ENDED").count()
        rows = [
            {
                "role": roles[change.role], "right": permission(change.key), "before": rules.REACH_NAMES[change.before],
                "after": rules.REACH_NAMES[change.after],
                "value": f"{change.role}|{change.key}|{change.before}|{change.after}",
            }
            for change in changes
        ]  # fmt: skip
        context = self.frame() | {"rows": rows, "touched": touched, "here": "Controleren"}
        return self.render("offices/access_diff.html", context)

    def confirmed(self) -> list[rules.Change]:
        """The differences as they were shown."""
        roles = {str(role.pk): role.pk for role in AuthorisationRole.objects.all()}
        keys = {right.key for right in all_permissions()}
        parts = [value.split("|") for value in self.request.POST.getlist("wijziging")]
        return [rules.Change(roles[p[0]], p[1], p[2], p[3]) for p in parts if len(p) == 4 and p[0] in roles and p[1] in keys]


class RoleTable(BeheerTable):
    """The authorisation roles: how many hold one, and what it came from."""

    permission = "team.view"
    section, tab, title = "team", "access", "Autorisatierollen"
    lead = "Een rol zegt wat iemand mag. Kopieer er een en pas de kopie aan."
    parents = (("Teamleden", "offices:team_list"), ("Autorisatie", "offices:access_table"))
    heads = ("Rol", "Teamleden", "Rechten", "Herkomst")

    def cells(self):
        table = access.matrix(self.office)
        held = {role.pk: count for role, count in table["roles"]}
        may = self.may("access.grant")
        rows = []
        for role in AuthorisationRole.objects.order_by("pk").prefetch_related("role_grants"):
            name = link(role.name, desk_url("offices:role", role.pk)) if may else role.name
            origin = "meegeleverd" if role.shipped else "van dit kantoor"
            rows.append([name, held.get(role.pk, 0), len(role.role_grants.all()), origin])
        return rows

    def acts(self):
        return [act("Rol kopiëren", desk_url("offices:role_copy"), primary=True)] if self.may("access.grant") else []


class CopyForm(forms.Form):
    """A new role from another."""

    source = forms.ModelChoiceField(None, label="Kopie van", empty_label="Kies een rol")
    name = forms.CharField(label="Naam", max_length=60)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = AuthorisationRole.objects.filter(active=True).order_by("pk")


class RoleCopy(BeheerForm):
    """Makes a role with the rights of another."""

    permission, step_up = "access.grant", True
    title, submit_label, form_class = "Rol kopiëren", "Kopiëren", CopyForm
    parents = (("Teamleden", "offices:team_list"), ("Autorisatierollen", "offices:role_list"))
    list_url = "offices:role_list"

    def save(self, form):
        return rules.copy_role(form.cleaned_data["source"], name=form.cleaned_data["name"], by=self.member)

    def saved_text(self, result):
        return f"De rol {result.name} is gemaakt."

    def success_url(self, result):
        return desk_url("offices:access_edit", query=f"rol={result.pk}")


class RoleForm(forms.Form):
    """The name of a role."""

    name = forms.CharField(label="Naam", max_length=60)


class RoleEdit(BeheerForm):
    """Another name for a role, and taking it away."""

    permission, step_up = "access.grant", True
    form_class = RoleForm
    parents = (("Teamleden", "offices:team_list"), ("Autorisatierollen", "offices:role_list"))
    list_url = "offices:role_list"

    @property
    def role(self) -> AuthorisationRole:
        """The role of the address."""
        return own_role(self.kwargs["pk"])

    def form_arguments(self):
        return {"initial": {"name": self.role.name}}

    def save(self, form):
        return rules.rename_role(self.role, name=form.cleaned_data["name"], by=self.member)

    def around(self):
        role = self.role
        acts = [act("Rechten wijzigen", desk_url("offices:access_edit", query=f"rol={role.pk}"), "shield-check")]
        if not role.shipped:
            acts.append(act("Verwijderen", desk_url("offices:role_delete", role.pk), "trash-2"))
        return {"title": role.name, "acts": acts}

    def saved_text(self, result):
        return f"De rol heet nu {result.name}."


class ReplaceForm(forms.Form):
    """Which role comes in the place of another."""

    replacement = forms.ModelChoiceField(None, label="Vervangende rol", empty_label="Geen", required=False)

    def __init__(self, *args, role, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["replacement"].queryset = AuthorisationRole.objects.filter(active=True).exclude(pk=role.pk).order_by("pk")


class RoleDelete(BeheerForm):
    """Takes a role away; who holds it gets another."""

    permission, step_up = "access.grant", True
    form_class, submit_label = ReplaceForm, "Rol verwijderen"
    parents = (("Teamleden", "offices:team_list"), ("Autorisatierollen", "offices:role_list"))
    list_url = "offices:role_list"

    def form_arguments(self):
        return {"role": own_role(self.kwargs["pk"])}

    def save(self, form):
        role = own_role(self.kwargs["pk"])
        self.name = role.name
        return rules.delete_role(self.office, role, by=self.member, replacement=form.cleaned_data["replacement"])

    def around(self):
        role = own_role(self.kwargs["pk"])
        count = TeamMember.objects.filter(office=self.office, role=role).count()
        return {"title": f"{role.name} verwijderen", "lead": f"Deze rol is bij {count} teamleden in gebruik."}

    def saved_text(self, result):
        return f"De rol {self.name} is verwijderd; {result} teamleden kregen een andere rol."


def own_role(pk) -> AuthorisationRole:
    """A role of the open office. Raises NotHere for any other id."""
    role = AuthorisationRole.objects.filter(pk=pk).first()
    if role is None:
        raise NotHere("Deze rol bestaat niet. Kies een rol uit de lijst.")
    return role
