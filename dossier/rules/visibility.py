"""From when to when an item was open to the client, and a folder. The past is never rewritten."""

from django.utils import timezone

from dossier.enums import ItemStatus, Visibility
from dossier.models import DossierItem, VisibilityInterval
from dossier.rules.guards import label_of


def is_visible(item: DossierItem) -> bool:
    """Whether the client may see the item now: item and folder both say so and it lies in the dossier."""
    return (
        item.is_public and item.folder.visibility == Visibility.CLIENT and item.status == ItemStatus.AVAILABLE
    )


def note_new(item: DossierItem, *, by) -> None:
    """Open the interval of an item that was just filed."""
    if is_visible(item):
        VisibilityInterval.objects.create(item=item, opened_by=label_of(by))


def note_change(item: DossierItem, *, by) -> None:
    """Open or close the interval of an item after something about it changed."""
    is_open = VisibilityInterval.objects.filter(item=item, valid_to__isnull=True).exists()
    if is_visible(item) and not is_open:
        VisibilityInterval.objects.create(item=item, opened_by=label_of(by))
    if is_open and not is_visible(item):
        _close(VisibilityInterval.objects.filter(item=item), by=by)


def note_folder(folder, *, by) -> None:
    """The visibility of a folder changed: its own interval and those of all items in it follow."""
    if folder.visibility == Visibility.OFFICE:
        _close(VisibilityInterval.objects.filter(folder=folder), by=by)
        _close(VisibilityInterval.objects.filter(item__folder=folder), by=by)
        return
    VisibilityInterval.objects.create(folder=folder, opened_by=label_of(by))
    shown = DossierItem.objects.live().filter(folder=folder, is_public=True).values_list("pk", flat=True)
    now = timezone.now()
    VisibilityInterval.objects.bulk_create(
        (VisibilityInterval(item_id=pk, valid_from=now, opened_by=label_of(by)) for pk in shown.iterator()),
        batch_size=1_000,
    )


def _close(intervals, *, by) -> None:
    intervals.filter(valid_to__isnull=True).update(valid_to=timezone.now(), closed_by=label_of(by))
