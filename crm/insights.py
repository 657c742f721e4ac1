"""Counts of relations and contacts by a chosen field; every count knows the filter that opens its list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.http import QueryDict

from crm.counting import capped_counts
from crm.enums import FilingFrequency, Rechtsvorm, RelationStatus, RelationType, TaxKind
from crm.filters import ContactFilter
from crm.filters.missing import choices as missing_choices
from crm.filters.missing import lacks
from crm.filters.relations import nobody_is
from crm.filters.rhythm import rhythm_now
from crm.lists import Asking
from crm.models import (
    ContactLabel,
    Relation,
    RelationContact,
    RelationGroupMember,
    RelationLabel,
    TeamAssignment,
)
from crm.registry import list_filters
from offices.models import TeamRole
from offices.permissions import may

# Longer lists are cut; the page says so.
MOST = 200
# An insight counts everything: this only keeps the statement of a form that others use.
ALL = 10_000_000


@dataclass(frozen=True)
class Tally:
    """One line: what, how many, and the filter of the list behind it (None when there is no such filter)."""

    label: str
    count: int
    query: str | None


@dataclass(frozen=True)
class Dimension:
    """A field to count by; `tallies(rows, member)` gives its lines."""

    key: str
    label: str
    tallies: Callable[[Any, Any], list[Tally]]


def _grouped(rows, column, words=None, empty=("", None), param="", exact=""):
    """Lines of one column of the rows themselves; `empty` is (words, filter) of rows without a value."""
    found = []
    for value, count in rows.order_by().values_list(column).annotate(n=Count("pk")):
        if value in (None, ""):
            found.append(Tally(empty[0] or "Niet ingevuld", count, empty[1]))
        else:
            found.append(Tally(words(value) if words else value, count, urlencode({param: f"{exact}{value}"}) if param else None))
    return found


def _by_kind(rows, member):
    found = rows.order_by().values_list("kind_id", "kind__name").annotate(n=Count("pk"))
    return [Tally(name or "Geen relatiesoort", count, urlencode({"soort": pk} if pk else {"mist": "soort"})) for pk, name, count in found]


def _by_rhythm(kind, param):
    def tallies(rows, member):
        found = rows.annotate(rhythm=rhythm_now(kind)).order_by().values_list("rhythm").annotate(n=Count("pk"))
        return [
            Tally(FilingFrequency(value).label if value else "Geen aangifte", count, urlencode({param: value or "GEEN"}))
            for value, count in found
        ]

    return tallies


def _linked(model, owner, column, name, param):
    """Lines of rows beside: labels and groups; one relation can stand in several."""

    def tallies(rows, member):
        links = model.objects.filter(**{f"{owner}__in": rows.order_by().values("pk")})
        found = links.order_by().values_list(column, name).annotate(n=Count("pk"))
        return [Tally(label, count, urlencode({param: pk})) for pk, label, count in found]

    return tallies


def _by_manager(rows, member):
    role = TeamRole.objects.filter(code="RELATION_MANAGER").first()
    if role is None:
        return []
    held = TeamAssignment.objects.valid().filter(role=role, relation__in=rows.order_by().values("pk"))
    people = held.order_by().values_list("member_id", "member__user__name", "member__user__email").annotate(n=Count("relation_id", distinct=True))
    lines = [Tally(name or mail, count, urlencode({"teamlid": pk, "rol": role.pk})) for pk, name, mail, count in people]
    return [*lines, *_sets({"": ("Niemand", rows.filter(nobody_is(role.pk)), urlencode({"zonder": role.pk}))})]


def _sets(sets):
    """Lines of conditions: {key: (words, rows, filter)}, counted in one question."""
    counts = capped_counts({key: rows for key, (_, rows, _) in sets.items()}, cap=ALL)
    return [Tally(words, counts[key], query) for key, (words, _, query) in sets.items()]


def _by_missing(rows, member):
    return _sets({key: (words, rows.filter(lacks(key)), urlencode({"mist": key})) for key, words in missing_choices()})


def _by_place(rows, member):
    found = rows.filter(addresses__kind="VISIT").exclude(addresses__city="").order_by()
    counted = found.values_list("addresses__city").annotate(n=Count("pk")).order_by("-n")[:MOST]
    return [Tally(city, count, urlencode({"plaats": city})) for city, count in counted]


def _outside(entry) -> Dimension:
    def tallies(rows, member):
        return _sets(
            {value: (words, entry.narrow(rows, [value], member), urlencode({entry.key: value})) for value, words in entry.choices()}
        )

    return Dimension(entry.key, entry.label, tallies)


RELATION_DIMENSIONS = (
    Dimension("soort", "Relatiesoort", _by_kind),
    Dimension("rechtsvorm", "Rechtsvorm", lambda rows, member: _grouped(rows, "rechtsvorm", lambda value: Rechtsvorm(value).label, param="rechtsvorm")),
    Dimension("branche", "Branche", lambda rows, member: _grouped(rows, "sector", param="branche", exact="=")),
    Dimension("type", "Type", lambda rows, member: _grouped(rows, "type", lambda value: RelationType(value).label, param="type")),
    Dimension("status", "Status", lambda rows, member: _grouped(rows, "status", lambda value: RelationStatus(value).label, param="status")),
    Dimension("btw", "Btw-tijdvak", _by_rhythm(TaxKind.OB, "btw")),
    Dimension("loon", "Loon-tijdvak", _by_rhythm(TaxKind.LH, "loon")),
    Dimension("label", "Label", _linked(RelationLabel, "relation", "label_id", "label__name", "label")),
    Dimension("groep", "Relatiegroep", _linked(RelationGroupMember, "relation", "group_id", "group__name", "groep")),
    Dimension("beheerder", "Relatiebeheerder", _by_manager),
    Dimension("plaats", "Plaats", _by_place),
    Dimension("mist", "Ontbrekend gegeven", _by_missing),
)


def relation_dimensions(member) -> list[Dimension]:
    """The fields relations can be counted by, those of other apps among them."""
    others = [_outside(entry) for entry in list_filters if may(member, entry.permission)]
    return [*RELATION_DIMENSIONS, *others]


def _links(rows, member):
    seen = Relation.objects.visible_to(member)
    return RelationContact.objects.valid().filter(contact__in=rows.order_by().values("pk"), relation__in=seen)


def _by_job(rows, member):
    found = _links(rows, member).exclude(job_title="").order_by().values_list("job_title")
    counted = found.annotate(n=Count("contact_id", distinct=True)).order_by("-n")[:MOST]
    return [Tally(title[:1].upper() + title[1:], count, urlencode({"functie": f"={title}"})) for title, count in counted]


def _by_filter(name, label):
    """Lines of a filter with fixed choices: each line is that filter."""
    choices = ContactFilter.base_filters[name].extra["choices"]

    def tallies(rows, member):
        sets = {}
        for value, words in choices:
            query = urlencode({name: value})
            found = ContactFilter(QueryDict(query), queryset=rows, request=Asking(member, member.office)).qs
            sets[value] = (words, found, query)
        return _sets(sets)

    return Dimension(name, label, tallies)


CONTACT_DIMENSIONS = (
    Dimension("functie", "Functie", _by_job),
    _by_filter("portaal", "Portaal"),
    _by_filter("relaties", "Aantal relaties"),
    Dimension("label", "Label", _linked(ContactLabel, "contact", "label_id", "label__name", "label")),
    _by_filter("mist", "Ontbrekend gegeven"),
    _by_filter("voorkeur", "Voorkeurscontact"),
)


def contact_dimensions(member) -> list[Dimension]:
    """The fields contacts can be counted by."""
    return list(CONTACT_DIMENSIONS)


def count_by(dimension: Dimension, rows, member) -> list[Tally]:
    """The lines of a field, most first, those with nothing left out."""
    lines = [line for line in dimension.tallies(rows, member) if line.count]
    return sorted(lines, key=lambda line: (-line.count, line.label.casefold()))[:MOST]
