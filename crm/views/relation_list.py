"""The list of relations."""

from django.db.models import prefetch_related_objects
from django.utils.functional import cached_property

from crm.counting import capped_counts, shown
from crm.enums import FilingFrequency, RelationStatus, TaxKind
from crm.filters import RelationFilter, rhythm_now
from crm.models import Relation
from crm.queries import team_now
from crm.registry import list_columns
from offices.permissions import may
from offices.urls_helpers import desk_url
from offices.views import DeskList

CLIENTS = "status=CLIENT&type=ORGANISATION&type=PERSON"


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
    things = "relaties"

    def rows(self):
        """Every relation this member may see."""
        return Relation.objects.visible_to(self.member).defer("memo", "search_text")

    @cached_property
    def filtered(self):
        """The rows behind the filter, with today's rhythm of the btw."""
        return self.filter.qs.annotate(btw_rhythm=rhythm_now(TaxKind.OB))

    @cached_property
    def counts(self):
        """The capped counts of tabs and states, in one query."""
        visible = self.rows()
        return capped_counts(
            {
                "alle": visible,
                "clienten": visible.clients(),
                "mijn": visible.mine(self.member),
                "nummer": visible.without_number(),
                **{status: visible.filter(status=status) for status in RelationStatus.values},
            }
        )

    def total(self):
        """Without a filter the count above the first tab says it already."""
        if self.filter.form.is_valid() and any(self.filter.form.cleaned_data.values()):
            return super().total()
        return self.counts["alle"]

    def dress(self, rows):
        """Team and filing rhythm of the rows, and what other apps show in their columns."""
        prefetch_related_objects(rows, team_now())
        columns = self.extra_columns()
        cells = {column.key: column.cells(rows, self.member) for column in columns}
        for row in rows:
            row.btw = FilingFrequency(row.btw_rhythm).label if row.btw_rhythm else ""
            row.cells = [cells[column.key].get(row.pk, "") for column in columns]
        return rows

    def extra_columns(self):
        """Columns of other apps that this member may see."""
        return [column for column in list_columns if may(self.member, column.permission)]

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
        return super().context() | {
            "tabs": tabs,
            "current": current,
            "columns": self.extra_columns(),
            "sort": self.default_sort,
            "may_create": self.may("crm.relation.create"),
        }
