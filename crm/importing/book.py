"""What cells refer to by name or number: labels, groups, kinds, team members, custom fields. Read once per run."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from crm.enums import FieldTarget, FieldType
from crm.importing.columns import CLIENTS, ROLES, Column, columns_of, import_columns
from crm.importing.mapping import heading_key
from crm.importing.values import UnknownWord, parts
from crm.models import CustomField, RelationGroup, RelationKind
from crm.names import fold
from offices.models import Label, TeamMember, TeamRole
from offices.scope import require_office_id


@dataclass
class Tab:
    """One sheet of the file with what its columns mean: (place, column, heading) of those that count."""

    sheet: str
    headings: list[str]
    chosen: list[str]
    columns: list[tuple[int, Column, str]] = field(default_factory=list)
    # Columns the file does not have; a person can fill them while repairing a row.
    others: list[Column] = field(default_factory=list)

    @property
    def place_of(self) -> dict[str, int]:
        """{column key: place in a row}."""
        return {column.key: place for place, column, _ in self.columns}


@dataclass
class Book:
    """Everything a row can name, by what it may be called."""

    kinds: dict[str, str]
    groups: dict[str, str]
    labels: dict[str, str]
    members: dict[str, str]
    roles: dict[str, str]
    custom: dict[str, CustomField]
    extras: dict[str, tuple[Callable, Any]]
    value_maps: dict[str, dict[str, str]]
    # {id as text: name} for showing.
    names: dict[str, str] = field(default_factory=dict)

    def named(self, what: str, text: str) -> str:
        """The id of a kind, group, label or team member by its name; CellFault with a remedy."""
        found = getattr(self, what).get(fold(text) if what != "members" else text.strip().casefold())
        if found is None:
            raise UnknownWord(f"{text[:60]} {_REMEDIES[what]}", text)
        return found

    def mapped(self, column: Column, text: str) -> str:
        """The text, with what somebody said words of the source mean; nothing for a word that is left out."""
        known = self.value_maps.get(column.key)
        if not known:
            return text
        if fold(text) in known:
            return known[fold(text)]
        return ";".join(filter(None, (known.get(fold(part), part) for part in parts(text))))


_REMEDIES = {
    "kinds": "is geen relatiesoort van uw kantoor. Maak haar bij Beheer, CRM, of kies een bestaande.",
    "groups": "is geen relatiegroep van uw kantoor. Maak haar bij Beheer, CRM, of kies een bestaande.",
    "labels": "is geen label van uw kantoor. Maak het bij Beheer, Labels, of kies een bestaand label.",
    "members": "is geen teamlid dat nu werkt. Gebruik het e-mailadres of nummer van een teamlid.",
}


def read_book(value_maps: dict | None = None) -> Book:
    """What the open office knows, for reading many rows."""
    kinds = {fold(one.name): str(one.pk) for one in RelationKind.objects.filter(active=True)}
    groups = {fold(one.name): str(one.pk) for one in RelationGroup.objects.all()}
    labels = {fold(one.name): str(one.pk) for one in Label.objects.filter(audience="RELATIONS")}
    members: dict[str, str] = {}
    names: dict[str, str] = {}
    rows = TeamMember.objects.filter(office_id=require_office_id(), state="ACTIVE").select_related("user")
    for member in rows:
        members[member.user.email.casefold()] = members[str(member.number)] = str(member.pk)
        names[str(member.pk)] = str(member)
    codes = {role.code: str(role.pk) for role in TeamRole.objects.filter(code__in=ROLES.values())}
    for model in (RelationKind, RelationGroup, Label):
        names |= {str(one.pk): one.name for one in model.objects.all()}
    custom = {f"{one.target}.{one.key}": one for one in CustomField.objects.filter(active=True)}
    extras = {extra.key: (extra.read, extra.book()) for extra in import_columns}
    return Book(kinds, groups, labels, members, codes, custom, extras, value_maps or {}, names)


def tab_of(sheet: str, headings: list[str], chosen: list[str]) -> Tab:
    """A tab whose headings lead to these columns."""
    known = {column.key: column for column in columns_of(sheet)}
    tab = Tab(sheet, headings, chosen)
    tab.columns = [
        (place, known[key], heading) for place, (heading, key) in enumerate(zip(headings, chosen, strict=True)) if key in known
    ]
    tab.others = [column for key, column in known.items() if key not in chosen]
    return tab


def custom_field(book: Book, sheet, name: str) -> CustomField:
    """The custom field behind «custom.<key>»."""
    target = FieldTarget.RELATION if sheet == CLIENTS else FieldTarget.CONTACT
    return book.custom[f"{target}.{name.removeprefix('custom.')}"]


def takes_relation(one: CustomField) -> bool:
    """Whether a custom field points to another relation."""
    return one.type == FieldType.RELATION


__all__ = ["Book", "Tab", "custom_field", "heading_key", "read_book", "tab_of", "takes_relation"]
