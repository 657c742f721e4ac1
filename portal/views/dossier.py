"""*Uw dossier*: read and download what the office opened; a client changes nothing here."""

from uuid import UUID

from django.http import Http404

from dossier.enums import AccessKind
from dossier.models import DossierItem
from dossier.queries.client import client_folders, client_items, client_years, new_for, open_for_client
from offices.files import file_response
from offices.views import keyset_page
from portal.views.base import PortalPage

NEWEST = 8
SHOWN = 50


def year_of(request) -> int | None:
    """The year in the address, or None for all years."""
    asked = request.GET.get("jaar", "")
    return int(asked) if asked.isdigit() and len(asked) == 4 else None


class DossierPage(PortalPage):
    """Folders with what is in them, and the newest pieces."""

    nav = "dossier"

    def get(self, request):
        """Show the folders of the chosen relation and year."""
        if self.link is None:
            return self.render("portal/dossier.html", {"folders": [], "items": [], "years": []})
        relation, year = self.link.relation, year_of(request)
        items = list(client_items(relation, self.contact, year=year)[:NEWEST])
        return self.render(
            "portal/dossier.html",
            {
                "folders": client_folders(relation, self.contact, year=year),
                "items": items,
                "new": new_for(self.account, items),
                "years": client_years(relation, self.contact),
                "year": year,
            },
        )


class FolderPage(PortalPage):
    """The pieces of one folder."""

    nav = "dossier"

    def get(self, request, pk: UUID):
        """Show one page of the folder; a folder without visible pieces does not exist for a client."""
        relation, year = (self.link.relation if self.link else None), year_of(request)
        found = next((one for one in client_folders(relation, self.contact) if one.folder.pk == pk), None) if relation else None
        if found is None:
            raise Http404("No such folder for this client.")
        items = client_items(relation, self.contact, folder=found.folder, year=year)
        rows, _, last, _, more = keyset_page(
            items, keys=("id",), size=SHOWN, position=request.GET.get("na", ""), descending=True
        )
        years = list(client_items(relation, self.contact, folder=found.folder).filter(year__isnull=False).order_by("-year").values_list("year", flat=True).distinct())
        query = request.GET.copy()
        query["na"] = last
        return self.render(
            "portal/folder.html",
            {
                "found": found,
                "items": rows,
                "new": new_for(self.account, rows),
                "years": years,
                "year": year,
                "next_url": f"?{query.urlencode()}" if more else "",
            },
        )


class DownloadPage(PortalPage):
    """The bytes of one piece; who took it and when is written down."""

    def get(self, request, pk: UUID):
        """Find the piece through any relation of this person and hand it over."""
        for link in self.links:
            try:
                item = open_for_client(link.relation, self.contact, pk, account=self.account, kind=AccessKind.DOWNLOADED)
            except DossierItem.DoesNotExist:
                continue
            return file_response(item.current.stored_file, filename=item.name)
        raise Http404("No such piece for this client.")
