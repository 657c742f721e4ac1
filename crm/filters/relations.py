"""What the list of relations can be narrowed to."""

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q

from crm.enums import FieldTarget, FilingFrequency, Rechtsvorm, RelationStatus, RelationType, TaxKind
from crm.filters.choices import office_choices
from crm.filters.custom import PREFIX, custom_filters
from crm.filters.missing import USUAL, choices, incomplete, lacking
from crm.filters.rhythm import rhythm_now
from crm.forms.fields import DutchDate
from crm.models import (
    Address,
    Invitation,
    Relation,
    RelationContact,
    RelationGroupMember,
    RelationLabel,
    TeamAssignment,
)
from crm.registry import list_filters
from crm.search import find_relations
from offices.filters import ListFilter
from offices.permissions import may

NO_RHYTHM = ("GEEN", "Geen aangifte")


def _rhythms(*values):
    return [*[(value, FilingFrequency(value).label) for value in values], NO_RHYTHM]


class DayFilter(filters.DateFilter):
    """A day as dd-mm-jjjj."""

    field_class = DutchDate


class RelationFilter(ListFilter):
    """Filters of the relations list; `main` are shown at once, the others when they are on or asked for."""

    main = ("q", "mijn", "status", "type", "btw", "teamlid", "mist", "rechtsvorm", "soort", "label")

    q = filters.CharFilter(method="search", label="Zoeken")
    mijn = filters.BooleanFilter(method="mine", label="Mijn relaties", widget=forms.HiddenInput)
    status = filters.MultipleChoiceFilter(choices=RelationStatus.choices, label="Status")
    type = filters.MultipleChoiceFilter(choices=RelationType.choices, label="Type")
    btw = filters.MultipleChoiceFilter(
        choices=_rhythms(FilingFrequency.MONTH, FilingFrequency.QUARTER, FilingFrequency.YEAR), method="rhythm", label="Btw-tijdvak"
    )
    loon = filters.MultipleChoiceFilter(
        choices=_rhythms(FilingFrequency.MONTH, FilingFrequency.FOUR_WEEKS, FilingFrequency.HALF_YEAR, FilingFrequency.YEAR),
        method="rhythm",
        label="Loon-tijdvak",
    )
    teamlid = filters.ChoiceFilter(method="member", label="Teamlid")
    rol = filters.ChoiceFilter(method="role", label="In de rol")
    zonder = filters.ChoiceFilter(method="unheld", label="Rol zonder houder")
    mist = filters.MultipleChoiceFilter(method="missing", label="Compleet")
    volledig = filters.ChoiceFilter(choices=[("ja", "Volledig"), ("nee", "Er ontbreekt iets")], method="complete", label="Volledigheid")
    rechtsvorm = filters.ChoiceFilter(choices=Rechtsvorm.choices, label="Rechtsvorm")
    soort = filters.ChoiceFilter(field_name="kind", label="Relatiesoort")
    groep = filters.ChoiceFilter(method="group", label="Relatiegroep")
    label = filters.MultipleChoiceFilter(method="labelled", label="Label")
    portaal = filters.MultipleChoiceFilter(
        choices=[("toegang", "Met toegang"), ("uitgenodigd", "Uitgenodigd"), ("niet", "Zonder toegang")], method="portal", label="Portaal"
    )
    afgeschermd = filters.ChoiceFilter(choices=[("ja", "Afgeschermd"), ("nee", "Niet afgeschermd")], method="private", label="Afgeschermd")
    branche = filters.CharFilter(method="sector", label="Branche", max_length=101)
    plaats = filters.CharFilter(method="place", label="Plaats of postcode", max_length=60)
    sinds_van = DayFilter(field_name="client_since", lookup_expr="gte", label="Cliënt sinds, vanaf")
    sinds_tot = DayFilter(field_name="client_since", lookup_expr="lte", label="Cliënt sinds, tot en met")

    class Meta:
        model = Relation
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._add_outside()
        self._add_custom()
        made = office_choices()
        made["zonder"] = made["rol"]
        for name, entries in made.items():
            if name in self.filters:
                self.filters[name].extra["choices"] = entries
        shown = choices()
        if not self.shows_all:
            chosen = {*USUAL, *self.data.getlist("mist")}
            shown = [choice for choice in shown if choice[0] in chosen]
        self.filters["mist"].extra["choices"] = shown

    def _add_outside(self):
        """Filters of apps to the right, as far as this member may use them."""
        member = getattr(self.request, "member", None)
        for entry in list_filters:
            if self.wants(entry.key) and may(member, entry.permission):
                each = filters.MultipleChoiceFilter(choices=entry.choices(), method=_outside(entry, member), label=entry.label)
                self.add(entry.key, each)

    def _add_custom(self):
        if self.shows_all or any(name.startswith(PREFIX) for name in self.data):
            for name, each in custom_filters(FieldTarget.RELATION).items():
                self.add(name, each)

    def search(self, queryset, name, value):
        """Name, place or any number."""
        return find_relations(queryset, value, member=self.request.member)

    def mine(self, queryset, name, value):
        """Only relations on which the member holds a role."""
        return queryset.mine(self.request.member) if value else queryset

    def rhythm(self, queryset, name, value):
        """Relations that file this tax in one of these rhythms today, or not at all."""
        if not value:
            return queryset
        kind, column = (TaxKind.OB, "btw_now") if name == "btw" else (TaxKind.LH, "loon_now")
        wanted = Q(**{f"{column}__in": [one for one in value if one != NO_RHYTHM[0]]})
        if NO_RHYTHM[0] in value:
            wanted |= Q(**{f"{column}__isnull": True})
        return queryset.annotate(**{column: rhythm_now(kind)}).filter(wanted)

    def member(self, queryset, name, value):
        """Relations on which this colleague holds a role today; in the role asked for beside it."""
        return queryset.filter(self._held(member_id=value)) if value else queryset

    def role(self, queryset, name, value):
        """Relations on which somebody holds this role; with a colleague chosen, that colleague."""
        return queryset if not value or self.data.get("teamlid") else queryset.filter(self._held())

    def _held(self, **who):
        rows = TeamAssignment.objects.valid().filter(relation_id=OuterRef("pk"), **who)
        role = self.form.cleaned_data.get("rol") if self.form.is_valid() else ""
        return Exists(rows.filter(role_id=role) if role else rows)

    def unheld(self, queryset, name, value):
        """Relations on which nobody holds this role today."""
        return queryset.filter(nobody_is(value)) if value else queryset

    def missing(self, queryset, name, value):
        """Relations that lack something; several together must all lack."""
        return lacking(queryset, value)

    def complete(self, queryset, name, value):
        """Relations of which no check of completeness is open, or those with at least one."""
        if not value:
            return queryset
        return queryset.filter(incomplete()) if value == "nee" else queryset.exclude(incomplete())

    def group(self, queryset, name, value):
        """Members of a group."""
        rows = RelationGroupMember.objects.filter(relation_id=OuterRef("pk"), group_id=value)
        return queryset.filter(Exists(rows)) if value else queryset

    def labelled(self, queryset, name, value):
        """Relations with any of these labels."""
        rows = RelationLabel.objects.filter(relation_id=OuterRef("pk"), label_id__in=value)
        return queryset.filter(Exists(rows)) if value else queryset

    def portal(self, queryset, name, value):
        """By whether a contact has access, or was invited and did not come yet."""
        access = Exists(RelationContact.objects.with_access().filter(relation_id=OuterRef("pk")))
        links = RelationContact.objects.valid().filter(relation_id=OuterRef("pk"))
        waiting = Invitation.objects.filter(contact_id=OuterRef("contact_id"), state__in=("QUEUED", "SENT", "OPENED"))
        states = {"toegang": Q(access), "uitgenodigd": Q(Exists(links.filter(Exists(waiting)))), "niet": ~Q(access)}
        wanted = Q()
        for one in value:
            wanted |= states[one]
        return queryset.filter(wanted)

    def private(self, queryset, name, value):
        """Private relations, or the others."""
        return queryset.filter(is_private=value == "ja") if value else queryset

    def sector(self, queryset, name, value):
        """By a part of the sector, or the whole of it behind «=»."""
        if value.startswith("="):
            return queryset.filter(sector=value[1:].strip())
        return queryset.filter(sector__icontains=value) if value else queryset

    def place(self, queryset, name, value):
        """By the place of the visiting address, or the beginning of its postal code."""
        bare = "".join(value.split()).upper()
        rows = Address.objects.filter(relation_id=OuterRef("pk"), kind="VISIT")
        if bare[:1].isdigit():
            spaced = f"{bare[:4]} {bare[4:]}".strip()
            return queryset.filter(Exists(rows.filter(postal_code__startswith=spaced)))
        return queryset.filter(Exists(rows.filter(city__istartswith=value.strip()))) if value else queryset


def nobody_is(role) -> Q:
    """A condition on relations: nobody holds this role today. The office itself and ended relations need nobody."""
    rows = TeamAssignment.objects.valid().filter(relation_id=OuterRef("pk"), role_id=role)
    return ~Q(Exists(rows)) & ~Q(status=RelationStatus.ENDED) & ~Q(type=RelationType.INTERNAL)


def _outside(entry, member):
    def narrow(queryset, name, value):
        return entry.narrow(queryset, value, member) if value else queryset

    return narrow
