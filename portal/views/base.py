"""What every client page shares: who is looking, for which relations, and the menu."""

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from crm.enums import PortalAccess, RelationStatus
from crm.models import Contact, RelationContact
from offices.views import PortalView
from sbr_inbox.asked import waiting_for

CHOSEN = "portal_relation"
MENU = (
    ("home", "Voor u", "house", "portal:home"),
    ("dossier", "Dossier", "folder", "portal:dossier"),
    ("filings", "Aangiften", "file-check", "portal:filings"),
    ("person", "Gegevens", "user", "portal:person"),
)


class PortalPage(PortalView):
    """A client page. `links` are the links with access today; nothing is shown outside them."""

    @cached_property
    def contact(self) -> Contact:
        """The contact behind the account."""
        contact = Contact.objects.filter(pk=self.account.contact_id, deceased_on=None).first()
        if contact is None:
            raise Http404("The contact of this account is gone.")
        return contact

    @cached_property
    def links(self) -> list[RelationContact]:
        """Today's links with access, by name of the relation."""
        found = RelationContact.objects.with_access().filter(contact_id=self.account.contact_id)
        return list(found.select_related("relation").order_by("relation__sort_name", "relation_id"))

    @cached_property
    def link(self) -> RelationContact | None:
        """The link with the relation the client chose; the first when nothing was chosen, None without any."""
        chosen = self.request.session.get(CHOSEN, "")
        return next((link for link in self.links if str(link.relation_id) == chosen), next(iter(self.links), None))

    @cached_property
    def waiting(self) -> list:
        """Requests that wait for this person, over all relations."""
        return list(waiting_for(self.account.contact_id))

    def url(self, name: str, *args) -> str:
        """A client page of this office."""
        return reverse(name, args=(self.office.slug, *args))

    def menu(self) -> list[dict]:
        """The main menu with the number that waits."""
        counts = {"home": len(self.waiting)}
        return [
            {"key": key, "label": label, "icon": icon, "url": self.url(name), "count": counts.get(key)}
            for key, label, icon, name in MENU
        ]

    def render(self, template, context=None, *, status=200):
        """The page with menu, switcher and the notice of a blocked relation."""
        shared = {
            "portal_nav": self.menu(),
            "links": self.links,
            "link": self.link,
            # A page about one piece of the other relation makes no sense after switching.
            "switch_back": self.url({key: name for key, _, _, name in MENU}[self.nav]),
            "blocked": [link.relation for link in self.links if link.relation.status == RelationStatus.BLOCKED],
            "reads_only": bool(self.link) and self.link.portal_access == PortalAccess.READ,
        }
        return super().render(template, shared | (context or {}), status=status)
