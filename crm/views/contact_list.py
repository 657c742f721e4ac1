"""The list of contacts."""

from django.utils.functional import cached_property

from crm.filters import ContactFilter
from crm.listing import with_made
from crm.lists import LISTS, contact_catalogue
from crm.models import Contact
from crm.portal_states import dressed
from crm.views.lists import CrmList
from offices.saved_views import COLUMNS, NO_VIEW, VIEW
from offices.urls_helpers import desk_url


class ContactList(CrmList):
    """Contacts of the relations a member may see."""

    permission = "crm.contact.view"
    nav = "contacts"
    screen, tab, list_url, row_url = "contacts", "contacts", "crm:contact_list", "crm:contact"
    template_name = "crm/contact_list.html"
    sorts = LISTS["contacts"].sorts
    default_sort = "naam"
    filter_class = ContactFilter
    things = "contacten"

    def rows(self):
        """Every contact this member may see."""
        return Contact.objects.visible_to(self.member).defer("note", "search_text", "bsn")

    def catalogue(self):
        """Own columns, and custom fields that were asked for."""
        return contact_catalogue(self.member, self.request.GET.getlist(COLUMNS))

    @cached_property
    def filtered(self):
        """The rows behind the filter, with what the columns compute."""
        return with_made(self.filter.qs, self.columns)

    def total(self):
        """Columns need not be computed to count rows."""
        return self.filter.qs.order_by()[: self.count_cap + 1].count()

    def dress(self, rows):
        """Relations and portal state of the rows."""
        return dressed(rows, member=self.member)

    def shipped(self):
        """Every contact, and those who wait for the portal."""
        here = desk_url("crm:contact_list")
        return [
            {"key": key, "label": label, "url": f"{here}?{query}"}
            for key, label, query in (
                ("alle", "Alle contacten", f"{VIEW}={NO_VIEW}"),
                ("actief", "Met portaal", "portaal=actief"),
                ("uitgenodigd", "Uitgenodigd", "portaal=uitgenodigd"),
                ("niet", "Niet uitgenodigd", "portaal=niet"),
            )
        ]

    def context(self):
        """Which view is open, and which buttons are there."""
        chosen = self.request.GET.getlist("portaal")
        current = chosen[0] if len(chosen) == 1 else "alle"
        return super().context() | {"current": current, "may_edit": self.may("crm.contact.edit")}
