"""Bytes for the browser: a download and pictures of pages. Each is checked in its query and written down."""

from django.http import Http404

from dossier.enums import AccessKind
from dossier.models import ItemVersion
from dossier.names import ending_of
from dossier.rules.access import note_access
from dossier.rules.previews import page_picture
from dossier.views.base import DossierAct
from offices.files import file_response


class VersionFile(DossierAct):
    """Finds a version of an item this member may see."""

    http_method_names = ["get", "head"]

    def version(self, pk, number: int):
        """(item, version); 404 when either does not exist for this member, or was destroyed."""
        item = self.item(pk)
        version = ItemVersion.objects.select_related("stored_file").filter(item=item, number=number).first()
        if version is None or version.stored_file is None:
            raise Http404("No such version.")
        return item, version


class Download(VersionFile):
    """The bytes of one version, as a download."""

    def get(self, request, relation_id, pk, number):
        """Write down that it was taken, then send it."""
        item, version = self.version(pk, number)
        note_access(version, item, by=self.member, kind=AccessKind.DOWNLOADED)
        return file_response(version.stored_file, filename=download_name(item, version))


class PagePicture(VersionFile):
    """One page as a picture."""

    def get(self, request, relation_id, pk, number, page):
        """Write down that it was seen, then show it."""
        item, version = self.version(pk, number)
        picture = page_picture(version, page)
        note_access(version, item, by=self.member, kind=AccessKind.SEEN)
        return file_response(picture.stored_file, filename=f"bladzijde-{page}.png", inline=True)


def download_name(item, version) -> str:
    """The name of the item with the ending of this version; an older one says its number."""
    stem = item.name.removesuffix(ending_of(item.name))
    end = ending_of(version.original_filename) or ending_of(item.name)
    older = f" (versie {version.number})" if version.pk != item.current_id else ""
    return f"{stem}{older}{end}"
