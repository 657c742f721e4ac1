"""Writing down who opened what."""

from datetime import timedelta

from django.utils import timezone

from dossier.enums import AccessKind, Place
from dossier.models import DossierItem, ItemAccess, ItemVersion
from dossier.querysets import CLOSED
from dossier.rules.guards import member_of
from offices.audit import record

# Turning pages is one reading.
SAME_READING = timedelta(minutes=10)
KEPT = timedelta(days=2 * 365)


def note_access(version: ItemVersion, item: DossierItem, *, by, kind: str, place: str = Place.DESK) -> None:
    """Write that this person saw or took a version; a download and an identity document stand in the log too."""
    member = member_of(by)
    who = {"member": member} if member else {"account": by}
    if kind == AccessKind.SEEN:
        lately = timezone.now() - SAME_READING
        if ItemAccess.objects.filter(item_version=version, kind=kind, at__gte=lately, **who).exists():
            return
    ItemAccess.objects.create(item_version=version, kind=kind, place=place, **who)
    if kind == AccessKind.DOWNLOADED:
        record(by, "item.downloaded", item, data={"version": version.number})
    elif item.folder.system_role in CLOSED:
        record(by, "item.read", item, data={"version": version.number})


def forget_old_access() -> int:
    """Remove lines older than two years in the open office. Gives how many."""
    return ItemAccess.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
