"""What a client may read. The portal shows these and nothing else of a dossier."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from crm.models import RelationContact
from dossier.enums import AccessKind, Place
from dossier.models import DossierItem, Folder, ItemAccess
from dossier.queries.tree import load_tree


@dataclass(frozen=True)
class ClientFolder:
    """A folder that holds something for the client. `latest` is when the newest item came."""

    folder: Folder
    path: str
    count: int
    latest: datetime


def link_of(relation, contact):
    """The link through which a contact may enter the portal for this relation today, or None."""
    return RelationContact.objects.with_access().filter(relation=relation, contact=contact).first()


def client_items(relation, contact, *, folder=None, year: int | None = None):
    """Items this contact may see, newest first, with folder and newest version."""
    found = DossierItem.objects.visible_to_contact(link_of(relation, contact))
    if folder is not None:
        found = found.filter(folder=folder)
    if year is not None:
        found = found.filter(year=year)
    return found.select_related("folder", "current").order_by("-pk")


def client_folders(relation, contact, *, year: int | None = None) -> list[ClientFolder]:
    """Folders that hold at least one visible item, in the order of the tree."""
    items = client_items(relation, contact, year=year).select_related(None).order_by()
    rows = {
        row["folder"]: row
        for row in items.values("folder").annotate(count=Count("pk"), latest=Max("created_at"))
    }
    if not rows:
        return []
    return [
        ClientFolder(node.folder, node.path, rows[node.folder.pk]["count"], rows[node.folder.pk]["latest"])
        for node in load_tree(relation)
        if node.folder.pk in rows
    ]


def client_years(relation, contact) -> list[int]:
    """Years of which this contact may see something, newest first."""
    items = client_items(relation, contact).select_related(None).order_by("-year")
    return list(items.filter(year__isnull=False).values_list("year", flat=True).distinct())


def new_for(account, items) -> set:
    """Of these items the primary keys this client has not opened yet."""
    versions = {item.current_id: item.pk for item in items}
    seen = ItemAccess.objects.filter(account=account, item_version__in=versions).values_list(
        "item_version", flat=True
    )
    return set(versions.values()) - {versions[version] for version in seen}


def open_for_client(relation, contact, item_pk, *, account, kind: str = AccessKind.DOWNLOADED) -> DossierItem:
    """The item, after writing down that this client opened it.

    Raises DossierItem.DoesNotExist when the contact may not see it, as if it did not exist.
    """
    from dossier.rules.access import note_access

    item = client_items(relation, contact).select_related("current__stored_file", "relation").get(pk=item_pk)
    note_access(item.current, item, by=account, kind=kind, place=Place.PORTAL)
    return item
