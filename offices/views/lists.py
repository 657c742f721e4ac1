"""Lists that cost the same on the first and on the last page: keyset paging and capped counts."""

from dataclasses import dataclass, field
from typing import ClassVar

from django.http import HttpRequest
from django.utils.functional import cached_property

from offices.models import OfficeQuerySet
from offices.paging import keyset_page
from offices.views.base import DeskView

COUNT_CAP = 1_000
PAGE_SIZES = (25, 50, 100, 200)


@dataclass
class Page:
    """One page of a list: the rows, and the addresses of its neighbours (None at an end)."""

    rows: list = field(default_factory=list)
    next_url: str | None = None
    previous_url: str | None = None

    @property
    def shown(self) -> int:
        """How many rows stand on this page."""
        return len(self.rows)


class DeskList(DeskView):
    """A list page: filter in the address, keyset paging, the same template for page and htmx part.

    `sorts` maps a sort name to its keys; a name with «-» in front turns the order around. `filter_class` is a
    django-filter FilterSet. Every list costs the same number of queries for 3 rows as for 300.
    """

    template_name: ClassVar[str]
    sorts: ClassVar[dict[str, tuple[str, ...]]] = {"": ("id",)}
    default_sort: ClassVar[str] = ""
    filter_class: ClassVar[type | None] = None
    page_size = 50
    things = "regels"
    count_cap = COUNT_CAP
    # A NamedTuple of the columns a row shows; without it whole models are read.
    row_class: ClassVar[type | None] = None

    def get(self, request: HttpRequest, *args, **kwargs):
        """Show one page of the list."""
        return self.render(self.template_name, self.context())

    def rows(self) -> OfficeQuerySet:
        """Every row this member may see, before the filter."""
        raise NotImplementedError(f"{type(self).__name__} must say which rows it lists.")

    def dress(self, rows: list) -> list:
        """Add what a row shows besides itself, in a fixed number of queries."""
        return rows

    @cached_property
    def filter(self):
        """The filter of this list, filled from the address; None for a list without."""
        if self.filter_class is None:
            return None
        return self.filter_class(self.request.GET, queryset=self.rows(), request=self.request)

    @cached_property
    def filtered(self) -> OfficeQuerySet:
        """The rows behind the filter."""
        return self.rows() if self.filter is None else self.filter.qs

    @property
    def size(self) -> int:
        """Rows per page: 25, 50, 100 or 200."""
        asked = self.request.GET.get("per", "")
        return int(asked) if asked.isdigit() and int(asked) in PAGE_SIZES else self.page_size

    def page(self) -> Page:
        """The page the address asks for."""
        asked = self.request.GET.get("sort", self.default_sort)
        name, descending = asked.lstrip("-"), asked.startswith("-")
        keys = self.sorts.get(name) or self.sorts[self.default_sort.lstrip("-")]
        if name not in self.sorts:
            descending = self.default_sort.startswith("-")
        behind, before = self.request.GET.get("na", ""), self.request.GET.get("voor", "")
        rows, first, last, more_before, more_behind = keyset_page(
            self.filtered,
            keys=keys,
            size=self.size,
            position=behind or before,
            backward=bool(before),
            descending=descending,
            row_class=self.row_class,
        )
        return Page(
            self.dress(rows),
            next_url=self.address(na=last) if more_behind else None,
            previous_url=self.address(voor=first) if more_before else None,
        )

    def address(self, **position) -> str:
        """This list with another position."""
        query = self.request.GET.copy()
        for key in ("na", "voor"):
            query.pop(key, None)
        query.update(position)
        return f"{self.request.path}?{query.urlencode()}"

    def total(self) -> int:
        """How many rows the filter leaves, counted to 1,000 and no further."""
        return self.filtered.order_by()[: COUNT_CAP + 1].count()

    def context(self) -> dict:
        """What the template shows; extend it with `super().context() | {…}`."""
        total = self.total()
        return {
            "page": self.page(),
            "total": min(total, COUNT_CAP),
            "total_label": f"{COUNT_CAP}+" if total > COUNT_CAP else str(total),
            "filter": self.filter,
            "things": self.things,
            "filtered": any(key not in {"sort", "na", "voor", "per", "kolom", "weergave", "filters"} and value for key, value in self.request.GET.items()),
        }
