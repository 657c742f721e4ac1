"""*Gegevens*: what the office knows of this person and of the relation, to read; changing goes through the office."""

from crm.enums import AddressKind
from portal.views.base import PortalPage
from sbr_inbox.entitlement import desk_of


class PersonPage(PortalPage):
    """Own contact data, basics of the relation, and the way to secure signing in."""

    nav = "person"

    def get(self, request):
        """Show it."""
        relation = self.link.relation if self.link else None
        visit = relation.addresses.filter(kind=AddressKind.VISIT).first() if relation else None
        return self.render(
            "portal/person.html",
            {"contact": self.contact, "relation": relation, "visit": visit, "desk": desk_of(relation) if relation else None},
        )
