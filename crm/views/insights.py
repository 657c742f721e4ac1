"""Tabs Relatie Insights and Contacten Insights: counts by a chosen field, as a table and as bars."""

from typing import ClassVar

from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.http import urlencode

from crm.insights import contact_dimensions, count_by, relation_dimensions
from crm.lists import LISTS
from crm.views.lists import crm_tabs, kept_query
from offices.filters import ALL_FILTERS
from offices.rules.saved_views import may_change
from offices.saved_views import NO_VIEW, VIEW, default_on, differs, heads_on, views_seen_by
from offices.urls_helpers import desk_url
from offices.views import DeskView

BY = "op"
BARS = 12
BAR_HEIGHT, BAR_WIDTH = 28, 520


class Insights(DeskView):
    """Counts behind a filter; each opens its list."""

    permission = "crm.insight.view"
    screen: ClassVar[str]
    list_kind: ClassVar[str]
    list_url: ClassVar[str]
    here: ClassVar[str]

    @cached_property
    def filter(self):
        """The filters of the list that is counted."""
        kind = LISTS[self.list_kind]
        return kind.filter_class(self.request.GET, queryset=kind.seen(self.member, self.permission), request=self.request)

    def dimensions(self) -> list:
        """The fields one can count by."""
        raise NotImplementedError(f"{type(self).__name__} must say what it counts by.")

    def get(self, request):
        """The counts of the chosen field."""
        if not request.GET and (head := default_on(self.member, self.screen)):
            return redirect(head.url)
        dimensions = self.dimensions()
        asked = request.GET.get(BY, "")
        chosen = next((one for one in dimensions if one.key == asked), dimensions[0])
        lines = count_by(chosen, self.filter.qs, self.member)
        query = kept_query(request.GET, without=(BY, VIEW, "filters", "sort"))
        kept = kept_query(request.GET, without=(BY,))
        here = desk_url(self.here)
        total = sum(line.count for line in lines)
        most = max((line.count for line in lines), default=0)
        context = {
            "title": self.title, "things": LISTS[self.list_kind].things, "chosen": chosen,
            "dimensions": [
                {"key": one.key, "label": one.label, "url": f"{here}?{_joined(kept, urlencode({BY: one.key}))}"} for one in dimensions
            ],
            "lines": [self.line(line, query, total) for line in lines],
            "bars": [self.bar(place, line, most) for place, line in enumerate(lines[:BARS])],
            "chart_height": BAR_HEIGHT * min(len(lines), BARS),
            "total_label": len(lines),
            "filter": self.filter,
            "crm_tabs": crm_tabs(self.member),
            "crm_tab": self.screen,
            "clear_url": f"{here}?{VIEW}={NO_VIEW}&{BY}={chosen.key}",
            "more_filters": "" if self.filter.shows_all else f"{here}?{_joined(kept_query(request.GET), urlencode([ALL_FILTERS]))}",
            "kept_fields": [(key, value) for key in (BY, VIEW, "filters") for value in request.GET.getlist(key) if value],
            "views": self.view_menu(),
            "may_keep": self.may("crm.insight.manage"),
        }  # fmt: skip
        return self.render("crm/insights.html", context)

    def line(self, line, query: str, total: int) -> dict:
        """A line of the table with the address of its list."""
        url = f"{desk_url(self.list_url)}?{_joined(query, line.query)}" if line.query else ""
        return {"label": line.label, "count": line.count, "url": url, "share": round(100 * line.count / total) if total else 0}

    def bar(self, place: int, line, most: int) -> dict:
        """A bar of the chart, in points of its picture."""
        return {
            "y": place * BAR_HEIGHT, "text": place * BAR_HEIGHT + 18, "label": line.label, "count": line.count,
            "width": max(2, round(280 * line.count / most)) if most else 0, "end": 190 + max(2, round(280 * line.count / most)) + 8,
        }  # fmt: skip

    def view_menu(self) -> dict:
        """The saved filters of this screen."""
        asked = self.request.GET.get(VIEW, "")
        heads = heads_on(self.member, self.screen)
        head = next((head for head in heads if str(head.pk) == asked), None)
        menu = {"heads": heads, "head": head, "query": kept_query(self.request.GET, without=("filters",)), "screen": self.screen}
        if head is None:
            return menu
        row = views_seen_by(self.member).get(pk=head.pk)
        changed = differs(row, self.request.GET)
        return menu | {"changed": changed, "may_renew": changed and may_change(row, self.member)}


def _joined(*parts: str) -> str:
    return "&".join(part for part in parts if part)


class RelationInsights(Insights):
    """Relations by kind, rechtsvorm, sector, rhythm, product, what is missing, label, manager and more."""

    nav = "crm"
    title = "Relatie Insights"
    screen, list_kind, list_url, here = "relation_insights", "relations", "crm:relation_list", "crm:relation_insights"

    def dimensions(self):
        """Fields of relations."""
        return relation_dimensions(self.member)


class ContactInsights(Insights):
    """Contacts by function, portal, number of relations, label and what is missing."""

    nav = "contacts"
    title = "Contacten Insights"
    screen, list_kind, list_url, here = "contact_insights", "contacts", "crm:contact_list", "crm:contact_insights"

    def dimensions(self):
        """Fields of contacts."""
        return contact_dimensions(self.member)
