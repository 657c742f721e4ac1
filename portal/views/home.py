"""*Wat wacht op u*: what the client has to do, what is new, and whom to ask."""

from django.http import Http404
from django.shortcuts import redirect

from crm.models import Relation
from crm.rules.app_links import links_for_client
from dossier.queries.client import client_items, new_for
from offices.rules.look import the_brand
from portal.views.base import CHOSEN, PortalPage
from sbr_inbox.asked import requests_before
from sbr_inbox.entitlement import desk_of
from sbr_inbox.sentences import amount_words, filing_title

NEWEST = 5


def todo(request) -> dict:
    """A request for approval as a line of the list."""
    filing = request.filing
    return {
        "request": request,
        "relation": filing.relation,
        "title": filing_title(filing),
        "amount": amount_words(filing.amount, filing.direction),
        "before": request.expires_at,
    }


class HomePage(PortalPage):
    """The first page after signing in."""

    nav = "home"

    def get(self, request):
        """Show what waits, over all relations; the rest for the chosen relation."""
        relation = self.link.relation if self.link else None
        items = list(client_items(relation, self.contact)[:NEWEST]) if relation else []
        recent = requests_before(self.contact.pk).exclude(state="OPEN")
        return self.render(
            "portal/home.html",
            {
                "contact": self.contact,
                "todos": [todo(one) for one in self.waiting],
                "items": items,
                "new": new_for(self.account, items),
                "recent": [todo(one) for one in recent.filter(filing__relation=relation)[:NEWEST]] if relation else [],
                "desk": desk_of(relation) if relation else None,
                "links": links_for_client(relation) if relation else [],
                "welcome": the_brand().welcome_text,
            },
        )


class SwitchRelation(PortalPage):
    """Choose for which relation the pages speak."""

    http_method_names = ["post"]

    def post(self, request):
        """Keep the choice in the session; only relations with access can be chosen."""
        chosen = request.POST.get("relation", "")
        if chosen not in {str(link.relation_id) for link in self.links}:
            raise Http404(Relation._meta.verbose_name)
        request.session[CHOSEN] = chosen
        return redirect(self.back_url(self.url("portal:home")))
