"""Tab *Geschiedenis*: the activity log of one relation, in words."""

from crm.card import CardView
from offices.activity import narrowed, readable_by
from offices.events import GROUPS
from offices.views import keyset_page
from offices.views.activity import chosen, dressed, note_reading


class RelationLog(CardView):
    """Who did or read what around this relation, newest first."""

    permission = "audit.view"
    tab = "log"
    size = 50

    def get(self, request, relation_id):
        """One page, and a line that it was read: once per visit."""
        relation = self.relation
        asked = {name: value for name, value in chosen(request.GET).items() if name != "relatie"}
        rows = narrowed(readable_by(self.member).filter(relation_id=relation.pk), asked, self.member)
        events, _, last, _, more = keyset_page(
            rows, keys=("at", "id"), size=self.size, position=request.GET.get("na", ""), descending=True
        )
        query = request.GET.copy()
        query["na"] = last
        context = {
            "rows": dressed(events),
            "next_url": f"?{query.urlencode()}" if more else "",
            "asked": asked,
            "groups": GROUPS,
        }
        response = self.render("crm/card_log.html", context)
        note_reading(request, self.member, {"filter": asked}, about=str(relation.pk), relation=relation)
        return response
