"""What the lists of relations and contacts can be narrowed to; the address holds it all."""

import django_filters as filters
from django import forms
from django.db.models import CharField, Exists, F, OuterRef, Q, Value

from crm.enums import FilingFrequency, Rechtsvorm, RelationStatus, RelationType, TaxKind
from crm.models import (
    Contact,
    Invitation,
    Relation,
    RelationContact,
    RelationGroup,
    RelationGroupMember,
    RelationKind,
    RelationLabel,
    TaxFrequency,
    TeamAssignment,
)
from crm.search import find_contacts, find_relations
from offices.db.prepared import Prepared
from offices.filters import ListFilter
from offices.models import Label, TeamMember
from offices.scope import require_office_id

_MISSING = [
    ("nummer", "RSIN of BSN ontbreekt"),
    ("toegang", "Geen contact met toegang"),
    ("team", "Geen teamlid"),
]


def rhythm_now(kind, relation="pk"):
    """The filing rhythm of today of the relation this column names, as a subquery."""
    from django.utils import timezone

    rows = TaxFrequency.objects.filter(
        relation_id=OuterRef(relation), kind=kind, valid_from__lte=timezone.localdate()
    )
    return rows.order_by("-valid_from").values("frequency")[:1]


class RelationFilter(ListFilter):
    """Filters of the relations list."""

    q = filters.CharFilter(method="search", label="Zoeken")
    mijn = filters.BooleanFilter(method="mine", label="Mijn relaties", widget=forms.HiddenInput)
    status = filters.MultipleChoiceFilter(choices=RelationStatus.choices, label="Status")
    type = filters.MultipleChoiceFilter(choices=RelationType.choices, label="Type")
    btw = filters.MultipleChoiceFilter(
        choices=[
            (value, FilingFrequency(value).label)
            for value in (FilingFrequency.MONTH, FilingFrequency.QUARTER, FilingFrequency.YEAR)
        ],
        method="rhythm",
        label="Btw-tijdvak",
    )
    teamlid = filters.ChoiceFilter(method="member", label="Teamlid")
    mist = filters.MultipleChoiceFilter(choices=_MISSING, method="missing", label="Compleet")
    rechtsvorm = filters.ChoiceFilter(choices=Rechtsvorm.choices, label="Rechtsvorm")
    soort = filters.ChoiceFilter(field_name="kind", label="Relatiesoort")
    groep = filters.ChoiceFilter(method="group", label="Relatiegroep")
    label = filters.MultipleChoiceFilter(method="labelled", label="Label")

    class Meta:
        model = Relation
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, choices in office_choices().items():
            self.filters[name].extra["choices"] = choices

    def search(self, queryset, name, value):
        """Name, place or any number."""
        return find_relations(queryset, value, member=self.request.member)

    def mine(self, queryset, name, value):
        """Only relations on which the member holds a role."""
        return queryset.mine(self.request.member) if value else queryset

    def rhythm(self, queryset, name, value):
        """Relations that file btw in one of these rhythms today."""
        return (
            queryset.annotate(btw_now=rhythm_now(TaxKind.OB)).filter(btw_now__in=value) if value else queryset
        )

    def member(self, queryset, name, value):
        """Relations on which this colleague holds a role today."""
        return queryset.mine(value) if value else queryset

    def missing(self, queryset, name, value):
        """Relations that lack something; several together must all lack."""
        if "nummer" in value:
            queryset = queryset.without_number()
        if "toegang" in value:
            links = RelationContact.objects.with_access().filter(relation_id=OuterRef("pk"))
            queryset = queryset.filter(~Exists(links))
        if "team" in value:
            rows = TeamAssignment.objects.valid().filter(relation_id=OuterRef("pk"))
            queryset = queryset.filter(~Exists(rows))
        return queryset

    def group(self, queryset, name, value):
        """Members of a group."""
        if not value:
            return queryset
        return queryset.filter(
            Exists(RelationGroupMember.objects.filter(relation_id=OuterRef("pk"), group_id=value))
        )

    def labelled(self, queryset, name, value):
        """Relations with any of these labels."""
        if not value:
            return queryset
        return queryset.filter(
            Exists(RelationLabel.objects.filter(relation_id=OuterRef("pk"), label_id__in=value))
        )


def _office_choices():
    members = TeamMember.objects.filter(office_id=require_office_id()).exclude(state="ENDED")
    sources = {
        "teamlid": members.annotate(label=F("user__name")),
        "soort": RelationKind.objects.annotate(label=F("name")),
        "groep": RelationGroup.objects.annotate(label=F("name")),
        "label": Label.objects.filter(audience="RELATIONS").annotate(label=F("name")),
    }
    first, *others = [
        rows.order_by().annotate(what=Value(name, CharField())).values_list("what", "pk", "label")
        for name, rows in sources.items()
    ]
    return first.union(*others, all=True)


_choices = Prepared(_office_choices)


def office_choices():
    """{filter: [(key, name)]} of what an office made itself: colleagues, kinds, groups and labels, in one query."""
    found = {"teamlid": [], "soort": [], "groep": [], "label": []}
    for what, key, label in _choices.rows():
        found[what].append((str(key), label))
    return {name: sorted(choices, key=lambda choice: choice[1].casefold()) for name, choices in found.items()}


class ContactFilter(ListFilter):
    """Filters of the contacts list."""

    q = filters.CharFilter(method="search", label="Zoeken")
    portaal = filters.MultipleChoiceFilter(
        choices=[("actief", "Actief"), ("uitgenodigd", "Uitgenodigd"), ("niet", "Niet uitgenodigd")],
        method="portal",
        label="Portaal",
    )

    class Meta:
        model = Contact
        fields: list[str] = []

    def search(self, queryset, name, value):
        """Name, number, mail or phone."""
        return find_contacts(queryset, value)

    def portal(self, queryset, name, value):
        """By how far a contact is with the portal."""
        from offices.models import PortalAccount

        active = list(
            PortalAccount.objects.filter(office=self.request.office, active=True).values_list(
                "contact_id", flat=True
            )
        )
        invited = Exists(
            Invitation.objects.filter(contact_id=OuterRef("pk"), state__in=("QUEUED", "SENT", "OPENED"))
        )
        choices = {
            "actief": Q(pk__in=active),
            "uitgenodigd": ~Q(pk__in=active) & Q(invited),
            "niet": ~Q(pk__in=active) & ~Q(invited),
        }
        wanted = Q()
        for one in value:
            wanted |= choices[one]
        return queryset.filter(wanted)
