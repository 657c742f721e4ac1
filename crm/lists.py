"""A list of relations or contacts found again from its address: for bulk work, exports, neighbours, map and counts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import QueryDict

from crm.columns.contacts import CONTACT_COLUMNS
from crm.columns.others import columns_of_others, custom_columns
from crm.columns.relations import RELATION_COLUMNS
from crm.enums import FieldTarget
from crm.filters import ContactFilter, RelationFilter
from crm.listing import chosen_columns
from crm.models import Contact, Relation
from offices.errors import RuleBroken
from offices.permissions import scope_of
from offices.saved_views import COLUMNS, SORT


class Asking(NamedTuple):
    """Who looks at a list; filters ask nothing else of a request."""

    member: Any
    office: Any


@dataclass(frozen=True)
class ListKind:
    """A list: what it holds, how it is narrowed and ordered, and which columns it has."""

    screen: str
    model: Any
    permission: str
    filter_class: Any
    sorts: dict
    columns: Callable[[Any, list], list]
    thing: str
    things: str

    def seen(self, member, right: str = ""):
        """Rows this member sees on the list and on which he may use this right as well."""
        rows = self.model.objects.visible_to(member, self.permission)
        if not right or right == self.permission or scope_of(member, right) == "A":
            return rows
        return rows.filter(pk__in=self.model.objects.visible_to(member, right).order_by().values("pk"))

    def filtered(self, query: QueryDict, member, right: str = ""):
        """The rows behind a filter. Raises LST01 when the filter cannot be read: it would stand for more than was shown."""
        found = self.filter_class(query, queryset=self.seen(member, right), request=Asking(member, member.office))
        if not found.form.is_valid():
            raise RuleBroken("Het filter van deze lijst klopt niet. Open de lijst opnieuw en kies de filters daar.", code="LST01")
        return found.qs

    def order(self, query: QueryDict) -> tuple[tuple[str, ...], bool]:
        """(keys, whether downwards) of the order in an address."""
        asked = query.get(SORT, "")
        name = asked.lstrip("-")
        return (self.sorts[name], asked.startswith("-")) if name in self.sorts else (self.sorts["naam"], False)

    def chosen(self, query: QueryDict, member) -> list:
        """The columns of an address."""
        asked = query.getlist(COLUMNS)
        return chosen_columns(self.columns(member, asked), asked)


def relation_catalogue(member, asked=None) -> list:
    """Own columns, those of other apps, custom fields, and the team last."""
    return [*RELATION_COLUMNS[:-1], *columns_of_others(member), *custom_columns(FieldTarget.RELATION, asked), RELATION_COLUMNS[-1]]


def contact_catalogue(member, asked=None) -> list:
    """Own columns and custom fields."""
    return [*CONTACT_COLUMNS, *custom_columns(FieldTarget.CONTACT, asked)]


LISTS = {
    "relations": ListKind(
        "relations", Relation, "crm.relation.view", RelationFilter,
        {"naam": ("sort_name", "id"), "nummer": ("number", "id"), "status": ("status", "sort_name", "id")},
        relation_catalogue, "relatie", "relaties",
    ),
    "contacts": ListKind(
        "contacts", Contact, "crm.contact.view", ContactFilter, {"naam": ("sort_name", "id"), "nummer": ("number", "id")},
        contact_catalogue, "contact", "contacten",
    ),
}  # fmt: skip
