"""*Beheer > Teamleden > Rechten op naam*: what no role holds and a person gets by name."""

from django import forms
from django.utils import timezone
from django.utils.html import format_html

from offices.errors import NotHere
from offices.models import PersonalGrant
from offices.permissions import all_permissions, permission
from offices.rules.personal_grants import give_by_name, withdraw_by_name
from offices.urls_helpers import desk_url
from offices.views.beheer import BeheerForm, BeheerTable, act, quiet
from offices.views.process_teams import working_members

GRANTS = "offices:personal_grant_list"


class PersonalGrantTable(BeheerTable):
    """Every right by name, now and before."""

    permission = "access.grant"
    section, tab, title = "team", "by_name", "Rechten op naam"
    lead = "Sommige rechten hoort geen rol te geven. U geeft ze aan een persoon, voor een tijd, nooit aan uzelf."
    parents = (("Teamleden", "offices:team_list"),)
    heads = ("Teamlid", "Recht", "Vanaf", "Tot en met", "Gegeven door", "")
    empty = {"icon": "key-round", "title": "Niemand heeft een recht op naam", "text": "Geef het pas als iemand het nodig heeft."}

    def cells(self):
        rows = PersonalGrant.objects.select_related("member__user", "granted_by__user").order_by("-valid_from", "-pk")[:200]
        return [self.row(row) for row in rows]

    def row(self, row):
        """One line of the table."""
        over = row.valid_to is not None and row.valid_to < timezone.localdate()
        until = f"{row.valid_to:%d-%m-%Y}" if row.valid_to else quiet("onbepaald")
        return [
            str(row.member), permission(row.permission).label, f"{row.valid_from:%d-%m-%Y}", until, str(row.granted_by),
            quiet("voorbij") if over else self.button(row),
        ]  # fmt: skip

    def button(self, row):
        """Takes the right back, on a page that asks first."""
        return format_html('<a class="btn sm" href="{}">Intrekken</a>', desk_url("offices:personal_grant_end", row.pk))

    def acts(self):
        return [act("Recht geven", desk_url("offices:personal_grant_give"), primary=True)]


class GrantForm(forms.Form):
    """A right for a person."""

    member = forms.ModelChoiceField(None, label="Teamlid", empty_label="Kies een teamlid")
    permission = forms.ChoiceField(label="Recht")
    valid_from = forms.DateField(label="Vanaf", widget=forms.DateInput(attrs={"inputmode": "numeric"}), initial=timezone.localdate)
    valid_to = forms.DateField(label="Tot en met", required=False, widget=forms.DateInput(attrs={"inputmode": "numeric"}))

    def __init__(self, *args, office, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = working_members(office)
        self.fields["permission"].choices = [(right.key, right.label) for right in all_permissions() if right.by_name]


class GrantGive(BeheerForm):
    """Gives a right by name."""

    permission, step_up = "access.grant", True
    title, form_class, list_url, submit_label = "Recht op naam geven", GrantForm, GRANTS, "Recht geven"
    parents = (("Teamleden", "offices:team_list"), ("Rechten op naam", GRANTS))

    def form_arguments(self):
        return {"office": self.office}

    def save(self, form):
        values = form.cleaned_data
        return give_by_name(values.pop("member"), values.pop("permission"), by=self.member, **values)

    def saved_text(self, result):
        return f"{result.member} heeft het recht '{permission(result.permission).label}'."


class GrantEnd(BeheerForm):
    """Asks, and takes a right by name back."""

    permission, step_up = "access.grant", True
    form_class, list_url, submit_label = forms.Form, GRANTS, "Intrekken"
    parents = (("Teamleden", "offices:team_list"), ("Rechten op naam", GRANTS))

    @property
    def grant(self) -> PersonalGrant:
        """The grant of the address."""
        row = PersonalGrant.objects.filter(pk=self.kwargs["pk"]).select_related("member__user").first()
        if row is None:
            raise NotHere("Dit recht bestaat niet meer. Bekijk de lijst opnieuw.")
        return row

    def save(self, form):
        row = self.grant
        withdraw_by_name(row, by=self.member)
        return row

    def around(self):
        row = self.grant
        return {"title": f"Recht van {row.member} intrekken", "lead": f"{permission(row.permission).label}. Werkt meteen."}

    def saved_text(self, result):
        return f"Het recht van {result.member} is ingetrokken."
