"""*Beheer > Teamleden > Waarnemers*, and one's own stand-in from *Mijn account*."""

from django import forms
from django.utils import timezone
from django.utils.html import format_html

from crm.forms.fields import DutchDate
from crm.forms.parts import DutchForm
from crm.models import Relation
from crm.rules.stand_ins import check_whose, end_stand_in, make_stand_in
from crm.views.people.calendar import calendar
from offices.enums import StandInScope
from offices.errors import NotHere
from offices.models import StandIn, TeamRole
from offices.permissions import may
from offices.urls_helpers import desk_url
from offices.views.beheer import BeheerForm, BeheerTable, act, quiet
from offices.views.process_teams import working_members

LIST = "crm:stand_in_list"
TEAM = ("Teamleden", "offices:team_list")


class StandInTable(BeheerTable):
    """Who stands in for whom, now, later and before."""

    permission = "team.view"
    section, tab, title, parents = "team", "stand_ins", "Waarnemers", (TEAM,)
    lead = "Een waarnemer ziet en doet bij relaties wat de afwezige daar doet, met zijn eigen rechten. Beide namen staan bij elke handeling."
    heads = ("Voor", "Door", "Vanaf", "Tot en met", "Bereik", "Nu", "")
    empty = {"icon": "calendar-days", "title": "Niemand neemt waar", "text": "Regel een waarnemer voor wie weg is; het eindigt vanzelf."}

    def cells(self):
        rows = StandIn.objects.select_related("absent_member__user", "acting_member__user").prefetch_related("roles__role", "relations")
        self.shown = list(rows.order_by("-valid_to", "-pk")[:200])
        return [self.row(row) for row in self.shown]

    def row(self, row):
        """One line of the table."""
        today = timezone.localdate()
        now = "ja" if row.valid_from <= today <= row.valid_to else quiet("straks" if row.valid_from > today else "voorbij")
        mine = self.member.pk == row.absent_member_id or self.may("team.manage")
        end = format_html('<a class="btn sm" href="{}">Beëindigen</a>', desk_url("crm:stand_in_end", row.pk)) if mine and row.valid_to >= today else ""
        who = format_html('{}<span class="small muted blk">{}</span>', row.absent_member, row.note) if row.note else str(row.absent_member)
        return [who, str(row.acting_member), f"{row.valid_from:%d-%m-%Y}", f"{row.valid_to:%d-%m-%Y}", reach_words(row), now, end]

    def acts(self):
        return [act("Waarnemer regelen", desk_url("crm:stand_in_create"), primary=True)]

    def context(self):
        return {"above": calendar(self.shown, today=timezone.localdate())}


def reach_words(row) -> str:
    """What a stand-in covers, in words."""
    if row.scope == StandInScope.ROLES:
        return ", ".join(one.role.name for one in row.roles.all())
    if row.scope == StandInScope.RELATIONS:
        count = len(row.relations.all())
        return "1 relatie" if count == 1 else f"{count} relaties"
    return "alles"


class StandInForm(DutchForm):
    """Who stands in, from when until when, for what."""

    absent = forms.ModelChoiceField(None, label="Voor", empty_label=None)
    acting = forms.ModelChoiceField(None, label="Door", empty_label="Kies een collega")
    valid_from = DutchDate(label="Vanaf", initial=timezone.localdate)
    valid_to = DutchDate(label="Tot en met", help_text="Ten hoogste twaalf maanden; het eindigt vanzelf")
    scope = forms.ChoiceField(label="Bereik", choices=StandInScope.choices, widget=forms.RadioSelect, initial=StandInScope.ALL)
    roles = forms.ModelMultipleChoiceField(None, label="Alleen deze rollen", required=False, widget=forms.CheckboxSelectMultiple)
    relations = forms.CharField(
        label="Alleen deze relaties", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="Een relatienummer per regel"
    )
    note = forms.CharField(label="Notitie", max_length=500, required=False)

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        people = working_members(member.office)
        self.member = member
        self.fields["absent"].queryset = people if may(member, "team.manage") else people.filter(pk=member.pk)
        self.fields["absent"].initial = member.pk
        self.fields["acting"].queryset = people.filter(state="ACTIVE")
        self.fields["roles"].queryset = TeamRole.objects.filter(active=True)

    def clean_relations(self):
        """The relations of these numbers, as far as the person who fills this in sees them."""
        wanted = list(dict.fromkeys(line.strip() for line in self.cleaned_data["relations"].splitlines() if line.strip()))
        if self.data.get("scope") != StandInScope.RELATIONS or not wanted:
            return []
        found = {row.number: row for row in Relation.objects.visible_to(self.member).filter(number__in=wanted[:1000])}
        unknown = [number for number in wanted if number not in found]
        if unknown:
            raise forms.ValidationError(f"Geen relatie met nummer {', '.join(unknown[:5])}. Controleer het nummer.")
        return list(found.values())


class StandInCreate(BeheerForm):
    """Arranges a stand-in: for oneself, or for a colleague with the right to manage the team."""

    permission = "team.view"
    title, form_class, list_url, submit_label = "Waarnemer regelen", StandInForm, LIST, "Regelen"
    parents = (TEAM, ("Waarnemers", LIST))
    lead = "Rechten gaan niet mee: de waarnemer kan bij deze relaties wat zijn eigen autorisatierol toelaat. FIU-meldingen nooit."

    def form_arguments(self):
        wanted = self.request.GET.get("voor", "")
        return {"member": self.member, "initial": {"absent": wanted} if wanted else {}}

    def save(self, form):
        values = form.cleaned_data
        return make_stand_in(values.pop("absent"), by=self.member, **values)

    def saved_text(self, result):
        return f"{result.acting_member} neemt waar voor {result.absent_member} tot en met {result.valid_to:%d-%m-%Y}."


class StandInEnd(BeheerForm):
    """Asks, and ends a stand-in."""

    permission = "team.view"
    form_class, list_url, submit_label = forms.Form, LIST, "Beëindigen"
    parents = (TEAM, ("Waarnemers", LIST))

    @property
    def row(self):
        """The stand-in of the address."""
        row = StandIn.objects.select_related("absent_member__user", "acting_member__user").filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise NotHere("Deze waarneming bestaat niet meer. Bekijk de lijst opnieuw.")
        check_whose(row.absent_member, self.member)
        return row

    def save(self, form):
        row = self.row
        end_stand_in(row, by=self.member)
        return row

    def around(self):
        row = self.row
        return {"title": "Waarneming beëindigen", "lead": f"{row.acting_member} neemt dan niet meer waar voor {row.absent_member}. Werkt meteen."}

    def saved_text(self, result):
        return f"{result.acting_member} neemt niet meer waar voor {result.absent_member}."
