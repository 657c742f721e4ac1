"""*Aangiften*: what was put before this person, and what became of it."""

from offices.views import keyset_page
from portal.views.base import PortalPage
from portal.views.home import todo
from sbr_inbox.asked import requests_before

SHOWN = 25


class FilingsPage(PortalPage):
    """Every request this person was asked for, newest first."""

    nav = "filings"

    def get(self, request):
        """Show one page; the year is in the address."""
        relation = self.link.relation_id if self.link else None
        mine = requests_before(self.contact.pk).filter(filing__relation_id=relation)
        rows, _, last, _, more = keyset_page(
            mine, keys=("offered_at", "id"), size=SHOWN, position=request.GET.get("na", ""), descending=True
        )
        return self.render(
            "portal/filings.html",
            {"todos": [todo(one) for one in rows], "next_url": f"?na={last}" if more else "", "first": "na" not in request.GET},
        )
