"""*Beheer > CRM*: relation kinds and groups."""

from django import forms
from django.db.models import Count
from django.http import HttpResponse
from django.utils.html import format_html

from crm.enums import KindAudience
from crm.models import RelationGroup, RelationKind
from crm.rules.number_format import change_number_format, coming_numbers
from crm.rules.sorting import delete_group, delete_kind, save_group, save_kind
from offices.errors import NotHere, RuleBroken
from offices.models import Office
from offices.urls_helpers import desk_url
from offices.views.base import DeskView
from offices.views.beheer import BeheerAction, BeheerForm, BeheerTable, act, link, quiet

KINDS, GROUPS = "crm:kind_list", "crm:group_list"
MANAGE = "settings.general"


class KindTable(BeheerTable):
    """The office's own list of kinds."""

    permission = MANAGE
    section, tab, title = "crm", "kinds", "Relatiesoorten"
    lead = "Hoe uw kantoor relaties indeelt. Een soort werkt in filters, voorwaarden en het standaardteam."
    heads = ("Relatiesoort", "Voor", "Relaties", "Status")
    empty = {"icon": "layers", "title": "Nog geen relatiesoorten", "text": "Maak er een, bijvoorbeeld Zzp of Vastgoed."}

    def cells(self):
        rows = RelationKind.objects.annotate(count=Count("relations")).order_by("name")
        return [
            [link(row.name, desk_url("crm:kind", row.pk)), KindAudience(row.audience).label, row.count, "actief" if row.active else quiet("vervallen")]
            for row in rows
        ]

    def acts(self):
        return [act("Soort maken", desk_url("crm:kind_create"), primary=True)]


class KindForm(forms.Form):
    """A kind of relation."""

    name = forms.CharField(label="Relatiesoort", max_length=60)
    audience = forms.ChoiceField(label="Voor", choices=KindAudience.choices)
    active = forms.BooleanField(label="Actief", required=False, initial=True)


class KindCreate(BeheerForm):
    """Makes a kind."""

    permission = MANAGE
    title, form_class, list_url, parents = "Relatiesoort maken", KindForm, KINDS, (("Relatiesoorten", KINDS),)

    def save(self, form):
        return save_kind(None, by=self.member, **form.cleaned_data)

    def saved_text(self, result):
        return f"Relatiesoort {result.name} is bewaard."


class KindEdit(KindCreate):
    """Changes a kind."""

    def form_arguments(self):
        kind = own(RelationKind, self.kwargs["pk"])
        return {"initial": {"name": kind.name, "audience": kind.audience, "active": kind.active}}

    def save(self, form):
        return save_kind(own(RelationKind, self.kwargs["pk"]), by=self.member, **form.cleaned_data)

    def around(self):
        kind = own(RelationKind, self.kwargs["pk"])
        return {"title": kind.name, "acts": [act("Verwijderen", desk_url("crm:kind_delete", kind.pk), "trash-2")]}


class KindReplaceForm(forms.Form):
    """Which kind comes in the place of another."""

    replacement = forms.ModelChoiceField(None, label="Vervangende soort", empty_label="Geen", required=False)

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["replacement"].queryset = RelationKind.objects.filter(active=True).exclude(pk=kind.pk).order_by("name")


class KindDelete(KindCreate):
    """Takes a kind away; its relations get another."""

    form_class, submit_label = KindReplaceForm, "Soort verwijderen"

    def form_arguments(self):
        return {"kind": own(RelationKind, self.kwargs["pk"])}

    def save(self, form):
        kind = own(RelationKind, self.kwargs["pk"])
        self.name = kind.name
        return delete_kind(kind, by=self.member, replacement=form.cleaned_data["replacement"])

    def around(self):
        kind = own(RelationKind, self.kwargs["pk"])
        return {"title": f"{kind.name} verwijderen", "lead": f"{kind.relations.count()} relaties hebben deze soort."}

    def saved_text(self, result):
        return f"Relatiesoort {self.name} is verwijderd; {result} relaties kregen een andere."


class GroupTable(BeheerTable):
    """Families and client groups."""

    permission = MANAGE
    section, tab, title = "crm", "groups", "Relatiegroepen"
    lead = "Relaties die bij elkaar horen, zoals een familie of een concern."
    heads = ("Relatiegroep", "Relaties", "Notitie")
    empty = {"icon": "users", "title": "Nog geen relatiegroepen", "text": "Maak er een voor relaties die u samen wilt zien."}

    def cells(self):
        rows = RelationGroup.objects.annotate(count=Count("memberships")).order_by("name")
        return [[link(dot(row), desk_url("crm:group", row.pk)), row.count, row.note[:120]] for row in rows]

    def acts(self):
        return [act("Groep maken", desk_url("crm:group_create"), primary=True)]


def dot(group):
    """A group with its colour before the name."""
    square = '<span class="row nowrap"><svg class="chart swatch" viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" rx="2" fill="{}"/></svg>{}</span>'
    return format_html(square, group.color, group.name)


class GroupForm(forms.Form):
    """A group of relations."""

    name = forms.CharField(label="Relatiegroep", max_length=60)
    color = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$", label="Kleur", initial="#64748b", widget=forms.TextInput(attrs={"type": "color"}),
        error_messages={"invalid": "Kies een kleur, bijvoorbeeld #1f6f78."},
    )  # fmt: skip
    note = forms.CharField(label="Notitie", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}))


class GroupCreate(BeheerForm):
    """Makes a group."""

    permission = MANAGE
    title, form_class, list_url, parents = "Relatiegroep maken", GroupForm, GROUPS, (("Relatiegroepen", GROUPS),)

    def save(self, form):
        return save_group(None, by=self.member, **form.cleaned_data)

    def saved_text(self, result):
        return f"Relatiegroep {result.name} is bewaard."


class GroupEdit(GroupCreate):
    """Changes a group."""

    def form_arguments(self):
        group = own(RelationGroup, self.kwargs["pk"])
        return {"initial": {"name": group.name, "color": group.color, "note": group.note}}

    def save(self, form):
        return save_group(own(RelationGroup, self.kwargs["pk"]), by=self.member, **form.cleaned_data)

    def around(self):
        group = own(RelationGroup, self.kwargs["pk"])
        remove = {
            "url": desk_url("crm:group_delete", group.pk), "button": "Verwijderen", "title": f"Groep {group.name} verwijderen?",
            "text": f"{group.memberships.count()} relaties zitten in deze groep. Zij blijven zelf bestaan.",
        }  # fmt: skip
        return {"title": group.name, "remove": remove}


class GroupDelete(BeheerAction):
    """Takes a group away."""

    permission, list_url = MANAGE, GROUPS

    def act(self, pk):
        group = own(RelationGroup, pk)
        count = delete_group(group, by=self.member)
        return f"Relatiegroep {group.name} is verwijderd; er zaten {count} relaties in."


def own(model, pk):
    """A row of the open office. Raises NotHere for any other id."""
    row = model.objects.filter(pk=pk).first()
    if row is None:
        raise NotHere("Dit bestaat niet. Kies er een uit de lijst.")
    return row


class NumberForm(forms.Form):
    """The format of new relation numbers."""

    pattern = forms.CharField(label="Nummerformaat", max_length=40, help_text="{seq:5} is het volgnummer in vijf cijfers, {jaar} het jaar")


class NumberFormat(BeheerForm):
    """How new relations are numbered, with the next three as they would be."""

    permission = MANAGE
    section, tab, title, form_class, list_url = "crm", "numbers", "Nummers", NumberForm, "crm:number_format"
    lead = "Verandert alleen nieuwe relaties; bestaande houden hun nummer. Een nummer dat al bestaat, wordt overgeslagen."
    effect = "Werkt voor de volgende nieuwe relatie"

    def form_arguments(self):
        return {"initial": {"pattern": Office.objects.get(pk=self.office.pk).relation_number_format}}

    def save(self, form):
        return change_number_format(self.office, pattern=form.cleaned_data["pattern"], by=self.member)

    def around(self):
        pattern = Office.objects.get(pk=self.office.pk).relation_number_format
        ask = (
            '<section class="card mt" aria-label="Voorbeeld"><div class="body" id="voorbeeld" hx-get="{}" hx-include="closest form"'
            ' hx-trigger="input delay:300ms from:closest form" aria-live="polite">{}</div></section>'
        )
        return {"effect": self.effect, "preview": format_html(ask, desk_url("crm:number_preview"), coming(pattern))}

    def saved_text(self, result):
        return "Het nummerformaat is bewaard."


class NumberPreview(DeskView):
    """The next three numbers in a format that is being typed."""

    permission = MANAGE

    def get(self, request, *args, **kwargs):
        """The sentence with the numbers, or with what is wrong."""
        return HttpResponse(coming(request.GET.get("pattern", "")))


def coming(pattern: str):
    """The next three numbers in words."""
    try:
        return format_html("<p>De volgende drie: <b>{}</b></p>", ", ".join(coming_numbers(pattern)))
    except RuleBroken as fault:
        return format_html("<p>{}</p>", fault.text)
