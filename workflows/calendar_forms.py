"""The shape of what is typed about an appointment."""

from datetime import datetime, time

from django import forms
from django.utils import timezone

from crm.models import Contact, Relation
from offices.enums import MemberState
from offices.models import TeamMember
from workflows.agenda import midnight
from workflows.enums import Openness

MOST_CONTACTS = 200


class AppointmentForm(forms.Form):
    """Day and times as people write them; a client by his number."""

    title = forms.CharField(label="Titel", max_length=150)
    day = forms.DateField(label="Dag", widget=forms.DateInput(attrs={"inputmode": "numeric"}))
    last_day = forms.DateField(label="Tot en met", required=False, help_text="Alleen bij een afspraak van hele dagen.")
    whole_day = forms.BooleanField(label="Hele dag", required=False)
    begin = forms.TimeField(label="Begin", required=False, widget=forms.TimeInput(format="%H:%M"))
    end = forms.TimeField(label="Einde", required=False, widget=forms.TimeInput(format="%H:%M"))
    relation = forms.CharField(label="Relatie", max_length=20, required=False, help_text="Het nummer van de relatie.")
    members = forms.ModelMultipleChoiceField(None, label="Collega’s", required=False, widget=forms.CheckboxSelectMultiple)
    contacts = forms.ModelMultipleChoiceField(None, label="Contacten", required=False, widget=forms.CheckboxSelectMultiple)
    place = forms.CharField(label="Plaats of link", max_length=200, required=False)
    openness = forms.ChoiceField(label="Zichtbaar", choices=Openness.choices, initial=Openness.OPEN)
    note = forms.CharField(label="Notitie", max_length=4_000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, member, row=None, **kwargs):
        self.member, self.row = member, row
        if row is not None:
            kwargs["initial"] = _typed(row)
        super().__init__(*args, **kwargs)
        staff = TeamMember.objects.filter(office=member.office).exclude(state=MemberState.ENDED).exclude(pk=member.pk)
        self.fields["members"].queryset = staff.select_related("user").order_by("user__name")
        self.fields["contacts"].queryset = self._contacts()

    def _contacts(self):
        """Contacts of the relation that is filled in; nobody can be asked before there is one."""
        number = self.data.get("relation") if self.is_bound else self.initial.get("relation")
        if not number:
            return Contact.objects.none()
        links = Contact.objects.visible_to(self.member).filter(links__relation__number=number.strip())
        return links.distinct().order_by("sort_name")[:MOST_CONTACTS]

    def clean_relation(self):
        """The relation of the number, as far as this member may see it."""
        number = self.cleaned_data["relation"].strip()
        if not number:
            return None
        found = Relation.objects.visible_to(self.member).filter(number=number).first()
        if found is None:
            raise forms.ValidationError(f"Er is geen relatie met nummer {number}. Controleer het nummer.")
        return found

    def clean(self):
        """A begin and an end, or whole days."""
        given = super().clean()
        if given.get("whole_day"):
            return given
        for name, label in (("begin", "Begin"), ("end", "Einde")):
            if name not in self.errors and given.get(name) is None:
                self.add_error(name, f"Vul {label} in, of kies Hele dag.")
        return given

    def values(self) -> dict:
        """What the rule takes."""
        given = self.cleaned_data
        whole = given["whole_day"]
        last = (given["last_day"] or given["day"]) if whole else given["day"]
        begin, end = (time.min, time.min) if whole else (given["begin"], given["end"])
        return {
            "title": given["title"].strip(),
            "starts_at": _moment(given["day"], begin),
            "ends_at": _moment(last, end),
            "whole_day": whole,
            "relation": given["relation"],
            "place": given["place"],
            "note": given["note"],
            "openness": given["openness"],
            "members": list(given["members"]),
            "contacts": list(given["contacts"]),
        }


class FeedForm(forms.Form):
    """What a calendar outside may read."""

    hides_names = forms.BooleanField(label="Zonder namen van cliënten", required=False, initial=True, help_text="Uw agendaprogramma leest dan alleen wat voor afspraak het is.")
    with_deadlines = forms.BooleanField(label="Met uiterste datums van aangiften", required=False, initial=True)


def _moment(day, clock) -> datetime:
    return midnight(day) if clock == time.min else timezone.make_aware(datetime.combine(day, clock))


def _typed(row) -> dict:
    begin, end = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    return {
        "title": row.title,
        "day": begin.date(),
        "last_day": end.date() if row.whole_day and end.date() != begin.date() else None,
        "whole_day": row.whole_day,
        "begin": None if row.whole_day else begin.time(),
        "end": None if row.whole_day else end.time(),
        "relation": row.relation.number if row.relation else "",
        "members": [one.member_id for one in row.members.all()],
        "contacts": [one.contact_id for one in row.contacts.all()],
        "place": row.place,
        "openness": row.openness,
        "note": row.note,
        "version": row.version,
    }
