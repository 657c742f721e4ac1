"""Tab Kaart: where relations are, drawn by ourselves, and who cannot be placed."""

from django.utils.functional import cached_property
from django.utils.http import urlencode

from crm.filters import RelationFilter
from crm.lists import LISTS
from crm.models import PostcodePoint, Relation
from crm.places import HEIGHT, WIDTH, ZOOMS, frame, outline, pins, spots, without_place
from crm.views.lists import CrmList, crm_tabs, kept_query
from offices.templatetags.dutch import aantal
from offices.urls_helpers import desk_url
from offices.views import DeskView

SHOWN_PLACES = 200


class Map(DeskView):
    """Pins of the relations behind the filter; a pin of several places zooms in, one of a single place opens its list."""

    permission = "crm.relation.view"
    nav = "crm"
    # Relations are counted up to here; beyond it the count of those without a place is a floor.
    cap = 50_000

    @cached_property
    def filter(self):
        """The filters of the list of relations."""
        return RelationFilter(self.request.GET, queryset=Relation.objects.visible_to(self.member), request=self.request)

    def get(self, request):
        """The map at this zoom."""
        relations = self.filter.qs
        found = spots(relations)
        zoom, x, y = self.place()
        left, top, width, height = frame(zoom, x, y)
        inside = [spot for spot in found if left <= spot.x <= left + width and top <= spot.y <= top + height]
        query = kept_query(request.GET, without=("zoom", "x", "y", "filters"))
        shown = [self.marked(pin, zoom, query) for pin in pins(inside, zoom=zoom)]
        placed = sum(spot.count for spot in found)
        total = relations.order_by()[: self.cap + 1].count()
        here = desk_url("crm:map")
        context = {
            "outline": outline(),
            "pins": shown,
            "places": sorted(shown, key=lambda pin: (-pin["count"], pin["label"]))[:SHOWN_PLACES],
            "box": f"{left} {top} {width} {height}",
            "zoom": zoom,
            "out_url": f"{here}?{query}" if zoom > 1 else "",
            "placed": placed,
            "total_label": aantal(placed),
            "unplaced": max(total - placed, 0),
            "unplaced_url": desk_url("crm:map_unplaced", query=query),
            "has_table": bool(found) or PostcodePoint.objects.exists(),
            "filter": self.filter,
            "crm_tabs": crm_tabs(self.member),
            "crm_tab": "map",
            "clear_url": here,
            "more_filters": "" if self.filter.shows_all else f"{here}?{query}{'&' if query else ''}filters=alle",
            "kept_fields": [("filters", value) for value in request.GET.getlist("filters")],
        }
        return self.render("crm/map.html", context)

    def place(self) -> tuple[int, float, float]:
        """(zoom, x, y) of the address."""
        values = self.request.GET
        zoom = int(values["zoom"]) if values.get("zoom", "").isdigit() and int(values["zoom"]) in ZOOMS else 1
        return zoom, _number(values.get("x"), WIDTH / 2), _number(values.get("y"), HEIGHT / 2)

    def marked(self, pin, zoom, query) -> dict:
        """A pin as the page shows it, with where it leads."""
        deeper = next((each for each in ZOOMS if each > zoom), None)
        if len(pin.codes) > 1 and deeper:
            where = urlencode({"zoom": deeper, "x": pin.x, "y": pin.y})
            url = f"{desk_url('crm:map')}?{query}{'&' if query else ''}{where}"
        else:
            code = pin.codes[0] if len(pin.codes) == 1 else pin.codes[0][:4]
            url = f"{desk_url('crm:relation_list')}?{query}{'&' if query else ''}{urlencode({'plaats': code})}"
        words = "1 relatie" if pin.count == 1 else f"{pin.count} relaties"
        return {
            "x": str(pin.x), "y": str(pin.y), "r": str(round(pin.radius / zoom, 1)), "size": str(round(12 / zoom, 1)), "count": pin.count,
            "down": str(round(pin.y + 4 / zoom, 1)), "label": pin.label, "said": f"{pin.label}: {words}", "url": url,
        }  # fmt: skip


def _number(text, default: float) -> float:
    try:
        value = float(text)
    except (TypeError, ValueError):
        return default
    return value if -10_000 < value < 10_000 else default


class Unplaced(CrmList):
    """The relations that cannot stand on the map, under the same filter."""

    permission = "crm.relation.view"
    nav = "crm"
    screen, tab, list_url, row_url = "map", "map", "crm:map_unplaced", "crm:relation"
    template_name = "crm/map_unplaced.html"
    sorts = LISTS["relations"].sorts
    default_sort = "naam"
    filter_class = RelationFilter
    things = "relaties"

    def rows(self):
        """Relations this member may see."""
        return without_place(Relation.objects.visible_to(self.member)).prefetch_related("addresses")

    @cached_property
    def columns(self):
        """Number, name and address; written by the page."""
        return []
