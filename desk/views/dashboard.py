"""Dashboard: what must I do now. Every number opens the list behind it."""

from django.db.models import F
from django.utils import timezone

from crm.counting import CAP, capped_counts, shown
from crm.models import Relation
from crm.queries import held_by
from desk.filings import state_chip
from offices.permissions import may
from offices.registry import dashboard_tiles
from offices.urls_helpers import desk_url
from offices.views import DeskView
from sbr_inbox.enums import State
from sbr_inbox.filters import TABS
from sbr_inbox.models import Filing

FIRST = 8
# Tabs of the inbox that ask something of somebody: name, icon, tone when there is any, why it matters.
ASKING = (
    ("te-koppelen", "unlink", "bad", "Kies de relatie, anders staat de aangifte stil"),
    ("oplossen", "triangle-alert", "warn", "Er ontbreekt nog iets"),
    ("controle", "eye", "info", "Wacht op controle door kantoor"),
    ("klaar", "circle-dot", "info", "Kan naar de cliënt"),
    ("wacht", "hourglass", "wait", "Ligt bij de cliënt"),
    ("terug", "circle-x", "bad", "Niet akkoord of verlopen"),
)
URGENT = (
    State.DECLINED,
    State.UNMATCHED,
    State.AMBIGUOUS,
    State.UNREADABLE,
    State.EXPIRED,
    State.IN_REVIEW,
    State.READY,
)


class Dashboard(DeskView):
    """Counters by state, what to do first, and how complete the relations are."""

    permission = "crm.relation.view"
    nav = "dashboard"

    def get(self, request):
        """The board of this person, or of everything he may see."""
        mine = request.GET.get("bereik") == "mijn"
        may_file = may(self.member, "filing.view")
        filings = self.filings(mine) if may_file else Filing.objects.none()
        relations = Relation.objects.visible_to(self.member).exclude(type="INTERNAL")
        relations = relations.mine(self.member) if mine else relations
        states = {name: wanted for name, _, wanted in TABS}
        counts = capped_counts(
            {name: filings.filter(state__in=states[name], archived=False) for name, *_ in ASKING}
            | {
                "relations": relations,
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
            "tiles": self.tiles(counts) if may_file else [],
            "more_tiles": self.registered(),
            "first": self.first(filings) if may_file else [],
            "numbers": self.numbers(counts, mine),
            "has_relations": bool(counts["relations"]),
            "may_create": self.may("crm.relation.create"),
        }
        return self.render("desk/dashboard.html", context)

    def filings(self, mine):
        """Filings this member may see; on his own board only those of relations he has a role on."""
        rows = Filing.objects.visible_to(self.member)
        return rows.filter(held_by(self.member, "relation_id")) if mine else rows

    def tiles(self, counts):
        """The counters of the inbox."""
        labels = {name: label for name, label, _ in TABS}
        here = desk_url("sbr_inbox:filing_list")
        return [
            {
                "label": labels[name],
                "icon": symbol,
                "count": shown(counts[name]),
                "tone": tone if counts[name] else "",
                "why": why if counts[name] else "Niets te doen",
                "url": f"{here}?tab={name}",
            }
            for name, symbol, tone, why in ASKING
        ]

    def registered(self):
        """Tiles that other apps brought."""
        return [
            {
                "label": tile.label,
                "icon": "gauge",
                "count": shown(min(tile.count(self.member), CAP + 1)),
                "tone": tile.tone,
                "why": tile.explains,
                "url": tile.url(),
            }
            for tile in dashboard_tiles
            if may(self.member, tile.permission)
        ]

    def first(self, filings):
        """What to do first: nearest deadline, among filings that wait for the office."""
        rows = filings.filter(state__in=URGENT, archived=False).select_related("relation", "assignee__user")
        rows = list(rows.order_by(F("deadline").asc(nulls_last=True), "id")[:FIRST])
        for row in rows:
            row.chip = state_chip(row)
        return rows

    def numbers(self, counts, mine):
        """How many relations, and what is missing; each line opens its list."""
        here, scope = desk_url("crm:relation_list"), "&mijn=true" if mine else ""
        lines = (
            ("relations", "Relaties", "", ""),
            ("clients", "Cliënten", "status=CLIENT", ""),
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


def greeting(hour):
    """Good morning, afternoon or evening."""
    if hour < 12:
        return "Goedemorgen"
    return "Goedemiddag" if hour < 18 else "Goedenavond"
