"""The list of relations."""

from django.utils.functional import cached_property

from crm.columns.relations import ALWAYS, RelationRow, private_mark
from crm.counting import capped_sql, shown
from crm.enums import RelationStatus
from crm.filters import RelationFilter
from crm.listing import fields_of, row_class, with_made
from crm.lists import LISTS, relation_catalogue
from crm.models import Relation
from crm.views.lists import CrmList
from offices.questions import MemberQuestion
from offices.saved_views import COLUMNS, NO_VIEW, VIEW
from offices.urls_helpers import desk_url

CLIENTS = "status=CLIENT&type=ORGANISATION&type=PERSON"


def _counted(member):
    visible = Relation.objects.visible_to(member)
    return capped_sql(
        {
            "alle": visible,
            "clienten": visible.clients(),
            "mijn": visible.mine(member),
            "nummer": visible.without_number(),
            **{status: visible.filter(status=status) for status in RelationStatus.values},
        }
    )


_counts = MemberQuestion(_counted, "crm.relation.view", "crm.relation.private")


class RelationList(CrmList):
    """Relations, found by name or any number, narrowed by filters, paged by key."""

    permission = "crm.relation.view"
    nav = "crm"
    screen, tab, list_url, row_url = "relations", "relations", "crm:relation_list", "crm:relation"
    template_name = "crm/relation_list.html"
    sorts = LISTS["relations"].sorts
    default_sort = "naam"
    filter_class = RelationFilter
    things = "relaties"

    def rows(self):
        """Every relation this member may see."""
        return Relation.objects.visible_to(self.member)

    def catalogue(self):
        """Own columns, those of other apps before the team, and custom fields that were asked for."""
        return relation_catalogue(self.member, self.request.GET.getlist(COLUMNS))

    @cached_property
    def filtered(self):
        """The rows behind the filter, with what the columns compute."""
        return with_made(self.filter.qs, self.columns)

    @property
    def row_class(self):
        """A row of exactly the columns that are shown."""
        return row_class(RelationRow, fields_of(ALWAYS, self.columns))

    def mark(self, row):
        """A lock behind private relations."""
        return private_mark(row)

    @cached_property
    def counts(self):
        """The capped counts of views and states, in one query."""
        return dict(_counts.rows(self.member))

    def total(self):
        """Without a filter the count of all says it already; columns need not be computed to count rows."""
        if self.filter.form.is_valid() and any(self.filter.form.cleaned_data.values()):
            return self.filter.qs.order_by()[: self.count_cap + 1].count()
        return self.counts["alle"]

    def shipped(self):
        """The views every office has, with their capped counts."""
        here = desk_url("crm:relation_list")
        return [
            {"key": key, "label": label, "url": f"{here}?{query}", "count": shown(self.counts[key])}
            for key, label, query in (
                ("alle", "Alle relaties", f"{VIEW}={NO_VIEW}"),
                ("clienten", "Cliënten", CLIENTS),
                ("mijn", "Mijn relaties", "mijn=true"),
                ("nummer", "Zonder RSIN of BSN", "mist=nummer"),
            )
        ]

    def current(self) -> str:
        """Which of the shipped views is open."""
        query = self.request.GET
        if query.get("mijn"):
            return "mijn"
        if query.getlist("mist") == ["nummer"]:
            return "nummer"
        if query.getlist("status") == [RelationStatus.CLIENT] and len(query.getlist("type")) == 2:
            return "clienten"
        return "alle"

    def context(self):
        """The counts beside the states, and which view is open."""
        self.filter.counts = {"status": {status: shown(self.counts[status]) for status in RelationStatus.values}}
        return super().context() | {"current": self.current(), "may_create": self.may("crm.relation.create")}
