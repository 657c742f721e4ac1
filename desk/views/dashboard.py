"""Dashboard: what must I do now. Every number opens the list behind it."""

from django.db.models import F
from django.utils import timezone

from crm.counting import CAP, capped_counts, shown
from crm.models import Relation
from crm.queries import held_by
from crm.views.relation_list import CLIENTS
from offices.errors import NotHere
from offices.permissions import may, require
from offices.registry import dashboard_tiles
from offices.urls_helpers import desk_url
from offices.views import DeskView
from sbr_inbox.enums import State
from sbr_inbox.models import Filing

FIRST = 8
WAITS_FOR_OFFICE = (
    State.DECLINED,
    State.UNMATCHED,
    State.AMBIGUOUS,
    State.UNREADABLE,
    State.EXPIRED,
    State.IN_REVIEW,
    State.READY,
)


class Dashboard(DeskView):
    """Counters of every app, what to do first, and how complete the relations are."""

    permission = "crm.relation.view"
    nav = "dashboard"

    def get(self, request):
        """The board of this person, or of everything he may see."""
        mine = request.GET.get("bereik") == "mijn"
        may_file = may(self.member, "filing.view")
        relations = Relation.objects.visible_to(self.member)
        relations = relations.mine(self.member) if mine else relations
        tiles = [tile for tile in dashboard_tiles if may(self.member, tile.permission)]
        counts = capped_counts(
            {
                **{tile.key: tile.rows(self.member) for tile in tiles if tile.rows},
                "relations": relations,
                "others": relations.exclude(type="INTERNAL"),
                "clients": relations.clients(),
                "prospects": relations.filter(status="PROSPECT"),
                "number": relations.without_number(),
            }
        )
        context = {
            "greeting": greeting(timezone.localtime().hour),
            "first_name": str(self.member).split(" ")[0],
            "today": timezone.localdate(),
            "mine": mine,
            "may_file": may_file,
            "tiles": self.tiles(tiles, counts),
            "first": self.first(mine) if may_file else [],
            "numbers": self.numbers(counts, mine),
            "has_relations": bool(counts["others"]) or mine,
            "may_create": self.may("crm.relation.create"),
        }
        return self.render("desk/dashboard.html", context)

    def tiles(self, tiles, counts):
        """The counters that the apps registered and this member may see."""
        return [counted(tile, counts[tile.key]) if tile.rows else computed_later(tile) for tile in tiles]

    def first(self, mine):
        """What to do first: nearest deadline, among filings that wait for the office."""
        rows = Filing.objects.visible_to(self.member).filter(state__in=WAITS_FOR_OFFICE, archived=False)
        rows = rows.filter(held_by(self.member, "relation_id")) if mine else rows
        rows = rows.select_related("relation", "assignee__user").defer("match_trace", "suggestions")
        return list(rows.order_by(F("deadline").asc(nulls_last=True), "id")[:FIRST])

    def numbers(self, counts, mine):
        """How many relations, and what is missing; each line opens its list."""
        here, scope = desk_url("crm:relation_list"), "&mijn=true" if mine else ""
        lines = (
            ("relations", "Relaties", "", ""),
            ("clients", "Cliënten", CLIENTS, ""),
            ("prospects", "Prospects", "status=PROSPECT", ""),
            ("number", "RSIN of BSN ontbreekt", "mist=nummer", "bad"),
        )
        return [
            {
                "label": label,
                "count": shown(counts[key]),
                "url": f"{here}?{query}{scope}",
                "tone": tone if counts[key] else "",
            }
            for key, label, query, tone in lines
        ]


class TileLater(DeskView):
    """A tile whose figure takes more than a count; asked for when the dashboard stands."""

    permission = "crm.relation.view"

    def get(self, request, key):
        """The tile with its figure."""
        tile = next((tile for tile in dashboard_tiles if tile.key == key and tile.count), None)
        if tile is None:
            raise NotHere("Deze teller bestaat niet. Ga terug naar het dashboard.")
        require(self.member, tile.permission)
        return self.render("desk/tile.html", {"tile": counted(tile, tile.count(self.member))})


def counted(tile, count):
    """What a tile shows."""
    return {
        "label": tile.label,
        "count": shown(min(count, CAP + 1)),
        "tone": tile.tone if count else "",
        "why": tile.explains if count else "Niets te doen",
        "url": tile.url(),
    }


def computed_later(tile):
    """A tile that fetches its own figure."""
    later = desk_url("desk:tile", tile.key)
    return {"label": tile.label, "count": "…", "tone": "", "why": tile.explains, "url": tile.url(), "later": later}


def greeting(hour):
    """Good morning, afternoon or evening."""
    if hour < 12:
        return "Goedemorgen"
    return "Goedemiddag" if hour < 18 else "Goedenavond"
