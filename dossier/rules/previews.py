"""Keeping pictures of pages: made once, kept as a file of the office."""

from django.db import transaction

from dossier.enums import ItemStatus
from dossier.models import ItemVersion, PagePreview
from dossier.preview import RENDERED, NoPreview, draw
from dossier.texts import unreadable
from offices.errors import RuleBroken
from offices.files import open_file, store

PURPOSE = "dossier-preview"


def page_picture(version: ItemVersion, page: int) -> PagePreview:
    """The picture of one page (from 1), drawn when nobody did yet.

    The caller has asked whether the person may see the version. Raises DOS14 when it cannot be drawn.
    """
    kept = PagePreview.objects.select_related("stored_file").filter(item_version=version, page=page).first()
    if kept:
        return kept
    if version.mime not in RENDERED or version.stored_file is None:
        raise RuleBroken(unreadable("van dit type maken wij geen voorbeeld"), code="DOS14")
    if version.pages == 0:
        raise RuleBroken(unreadable("het is beschadigd of beveiligd"), code="DOS14")
    try:
        with open_file(version.stored_file) as source:
            drawn = draw(source, version.mime, page)
    except NoPreview as fault:
        if page == 1:
            ItemVersion.objects.filter(pk=version.pk).update(pages=0)
        raise RuleBroken(unreadable(str(fault)), code="DOS14") from fault
    return _keep(version, page, drawn)


def read_version(pk: str) -> None:
    """Count the pages of a version and draw the first; what cannot be drawn is marked so."""
    version = ItemVersion.objects.select_related("stored_file").filter(pk=pk, pages__isnull=True).first()
    if version is None or version.item.status == ItemStatus.DESTROYED:
        return
    try:
        page_picture(version, 1)
    except RuleBroken:
        ItemVersion.objects.filter(pk=version.pk).update(pages=0)


def _keep(version: ItemVersion, page: int, drawn) -> PagePreview:
    with transaction.atomic():
        # Two people may open the same page at once; the first one's picture stays.
        ItemVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
        kept = (
            PagePreview.objects.select_related("stored_file").filter(item_version=version, page=page).first()
        )
        if kept:
            return kept
        if version.pages != drawn.pages:
            ItemVersion.objects.filter(pk=version.pk).update(pages=drawn.pages)
        stored = store(drawn.png, name="bladzijde.png", purpose=PURPOSE, mime="image/png")
        return PagePreview.objects.create(item_version=version, page=page, stored_file=stored)
