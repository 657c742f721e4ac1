"""The list of relations."""

from django.utils.functional import cached_property

from crm.counting import capped_sql, shown
from crm.enums import RelationStatus
from crm.filters import RelationFilter
from crm.listing import RelationRow, with_columns
from crm.models import Relation
from crm.registry import list_columns
from offices.permissions import may
from offices.questions import MemberQuestion
from offices.urls_helpers import desk_url
from offices.views import DeskList

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


class RelationList(DeskList):
    """Relations, found by name or any number, narrowed by filters, paged by key."""

    permission = "crm.relation.view"
    nav = "crm"
    template_name = "crm/relation_list.html"
    sorts = {
        "naam": ("sort_name", "id"),
        "nummer": ("number", "id"),
        "status": ("status", "sort_name", "id"),
    }
    default_sort = "naam"
    filter_class = RelationFilter
    row_class = RelationRow
    things = "relaties"

    def rows(self):
        """Every relation this member may see."""
        return Relation.objects.visible_to(self.member)

    @cached_property
    def filtered(self):
        """The rows behind the filter, with what the list shows besides."""
        return with_columns(self.filter.qs)

    @cached_property
    def counts(self):
        """The capped counts of tabs and states, in one query."""
        return dict(_counts.rows(self.member))

    def total(self):
        """Without a filter the count above the first tab says it already."""
        if self.filter.form.is_valid() and any(self.filter.form.cleaned_data.values()):
            return super().total()
        return self.counts["alle"]

    def shown_columns(self, rows):
        """(column of another app that this member may see, its cell per relation)."""
        keys = [row.id for row in rows]
        columns = [column for column in list_columns if may(self.member, column.permission)]
        return [(column, column.cells(keys, self.member)) for column in columns]

    def context(self):
        """The tabs above the list with their capped counts."""
        counts = self.counts
        self.filter.counts = {"status": {status: shown(counts[status]) for status in RelationStatus.values}}
        here = desk_url("crm:relation_list")
        query = self.request.GET
        current = "alle"
        if query.get("mijn"):
            current = "mijn"
        elif query.getlist("mist") == ["nummer"]:
            current = "nummer"
        elif query.getlist("status") == [RelationStatus.CLIENT] and len(query.getlist("type")) == 2:
            current = "clienten"
        tabs = [
            {"key": "alle", "label": "Alle", "url": here, "count": shown(counts["alle"])},
            {
                "key": "clienten",
                "label": "Cliënten",
                "url": f"{here}?{CLIENTS}",
                "count": shown(counts["clienten"]),
            },
            {
                "key": "mijn",
                "label": "Mijn relaties",
                "url": f"{here}?mijn=true",
                "count": shown(counts["mijn"]),
            },
            {
                "key": "nummer",
                "label": "Zonder RSIN",
                "url": f"{here}?mist=nummer",
                "count": shown(counts["nummer"]),
            },
        ]
        shown_here = super().context()
        return shown_here | {
            "tabs": tabs,
            "current": current,
            "columns": self.shown_columns(shown_here["page"].rows),
            "sort": self.default_sort,
            "may_create": self.may("crm.relation.create"),
        }
