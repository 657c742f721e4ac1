"""What the lists of the crm share: six tabs, chosen columns, saved views, a selection, and an address per row."""

from typing import ClassVar
from urllib.parse import urlencode

from django.http import QueryDict
from django.shortcuts import redirect
from django.utils.functional import cached_property

from crm.listing import chosen_columns, settled
from crm.neighbours import FROM
from crm.rules.bulk import actions_for
from offices.filters import ALL_FILTERS
from offices.permissions import may
from offices.rules.saved_views import may_change
from offices.saved_views import COLUMNS, NO_VIEW, VIEW, default_on, differs, heads_on, views_seen_by
from offices.urls_helpers import desk_url
from offices.views import DeskList

# key, words, address, right.
TABS = (
    ("relations", "Relaties", "crm:relation_list", "crm.relation.view"),
    ("contacts", "Contacten", "crm:contact_list", "crm.contact.view"),
    ("team", "Teamleden", "crm:team_matrix", "crm.relation.view"),
    ("map", "Kaart", "crm:map", "crm.relation.view"),
    ("relation_insights", "Relatie Insights", "crm:relation_insights", "crm.insight.view"),
    ("contact_insights", "Contacten Insights", "crm:contact_insights", "crm.insight.view"),
)
# What of an address travels along to a row, so that the card knows its neighbours in the list.
LEFT_BEHIND = {"na", "voor", "per", "filters", VIEW, COLUMNS}
# What a change of the filter leaves as it is.
KEPT = ("per", "filters", VIEW, COLUMNS)


def crm_tabs(member) -> list[dict]:
    """The tabs of the crm this member may open."""
    return [{"key": key, "label": label, "url": desk_url(name)} for key, label, name, right in TABS if may(member, right)]


def kept_query(query: QueryDict, *, without=()) -> str:
    """The address of a list without the position in it."""
    kept = query.copy()
    for key in ("na", "voor", *without):
        kept.pop(key, None)
    return kept.urlencode()


class CrmList(DeskList):
    """A list of relations or contacts under the tabs of the crm."""

    screen: ClassVar[str]
    tab: ClassVar[str]
    list_url: ClassVar[str]
    row_url: ClassVar[str]

    def get(self, request, *args, **kwargs):
        """The list; an address without anything in it opens the view that opens by itself."""
        if not request.GET and (head := default_on(self.member, self.screen)):
            return redirect(head.url)
        return super().get(request, *args, **kwargs)

    def catalogue(self) -> list:
        """Every column there is for this member."""
        raise NotImplementedError(f"{type(self).__name__} must say which columns it has.")

    @cached_property
    def columns(self) -> list:
        """The columns that are shown."""
        return chosen_columns(self.catalogue(), self.request.GET.getlist(COLUMNS))

    def mark(self, row):
        """What stands behind the name of a row."""
        return ""

    @property
    def suffix(self) -> str:
        """What comes behind the address of a row: the filter and order it was found by."""
        query = kept_query(self.request.GET, without=LEFT_BEHIND)
        return f"?{urlencode({FROM: query})}"

    @property
    def ticks(self) -> bool:
        """Whether rows can be chosen."""
        return bool(self.verbs())

    def verbs(self) -> list[dict]:
        """What can be done with a selection."""
        return [
            {"value": action.key, "label": action.label, "icon": action.icon} for action in actions_for(self.screen, self.member)
        ]

    def table(self, rows) -> dict:
        """What the rows of this page look like."""
        return {
            "columns": settled(self.columns, [row.id for row in rows], self.member),
            "url_name": self.row_url,
            "suffix": self.suffix,
            "mark": self.mark,
            "ticks": self.ticks,
        }

    def view_menu(self) -> dict:
        """The saved views of this screen, which one is open, and whether the list still shows what it holds."""
        asked = self.request.GET.get(VIEW, "")
        heads = heads_on(self.member, self.screen)
        head = next((head for head in heads if str(head.pk) == asked), None)
        menu = {"heads": heads, "head": head, "query": kept_query(self.request.GET, without=("filters",)), "screen": self.screen}
        if head is None:
            return menu
        row = views_seen_by(self.member).get(pk=head.pk)
        changed = differs(row, self.request.GET)
        return menu | {"changed": changed, "may_renew": changed and may_change(row, self.member)}

    def shipped(self) -> list[dict]:
        """The views every office has: key, label, url and count."""
        return []

    def context(self):
        """Everything around the rows."""
        shown = super().context()
        filters = self.filter
        query = kept_query(self.request.GET)
        here = desk_url(self.list_url)
        return shown | {
            "crm_tabs": crm_tabs(self.member),
            "crm_tab": self.tab,
            "table": self.table(shown["page"].rows),
            "views": self.view_menu(),
            "shipped": self.shipped(),
            "sort": self.default_sort,
            "list_query": query,
            "clear_url": f"{here}?{VIEW}={NO_VIEW}",
            "more_filters": "" if filters.shows_all else f"{here}?{_joined(query, urlencode([ALL_FILTERS]))}",
            "verbs": self.verbs(),
            "kept_fields": [(key, value) for key in KEPT for value in self.request.GET.getlist(key) if value],
            "columns_url": desk_url("crm:columns", self.screen, query=kept_query(self.request.GET)),
            "export_url": desk_url("crm:export", self.screen, query=query) if self.may("crm.relation.export") else "",
            "bulk_url": desk_url("crm:bulk", self.screen),
        }


def _joined(*parts: str) -> str:
    return "&".join(part for part in parts if part)
