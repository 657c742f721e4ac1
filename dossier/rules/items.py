"""Changing an item: name, place, what the client sees, the seal."""

from django.db import transaction

from crm.timeline import write_entry
from dossier import names, periods
from dossier.models import DossierItem, Folder
from dossier.rules import guards
from dossier.rules.visibility import note_change
from offices.audit import record
from offices.texts import changed_meanwhile


def rename(item: DossierItem, *, by, name: str, seen_version: int | None = None) -> DossierItem:
    """Give an item another name; the ending stays. Raises DOS06, DOS10, G01, G02 and G03."""
    with transaction.atomic():
        item = _changeable(item, by, "dossier.item.edit", seen_version)
        before, item.name = item.name, names.renamed(name, item.name)
        if item.name == before:
            return item
        item.sort_key, item.search_text = names.sort_key(item.name), names.search_text(item.name)
        _save(item, "name", "sort_key", "search_text")
        record(by, "item.renamed", item, data={"from": before, "to": item.name})
        write_entry(item.relation, "item.renamed", by=by, title=f"{before} heet nu {item.name}", object=item)
    return item


def move(
    item: DossierItem,
    *,
    by,
    folder: Folder,
    year: int | None = None,
    period: str | None = None,
    seen_version: int | None = None,
) -> DossierItem:
    """Put an item in another folder, year or period of the same relation.

    Raises DOS05, DOS06 (for the old place and the new), DOS07 and DOS10.
    """
    with transaction.atomic():
        item = _changeable(item, by, "dossier.item.move", seen_version)
        guards.require_open(by, folder, item.relation)
        folder = guards.fresh_leaf(folder, item.relation)
        year, period = periods.checked(folder, year, period)
        guards.require_thawed(folder, item.relation, year)
        before = (item.folder.name, item.year, item.period)
        if (item.folder_id, item.year, item.period) == (folder.pk, year, period):
            return item
        item.folder, item.year, item.period = folder, year, period
        _save(item, "folder", "year", "period")
        note_change(item, by=by)
        data = {"from": before, "to": (folder.name, year, period)}
        record(by, "item.moved", item, data=data)
        write_entry(
            item.relation,
            "item.moved",
            by=by,
            title=f"{item.name} verplaatst naar {folder.name}",
            object=item,
        )
    return item


def publish(item: DossierItem, *, by) -> DossierItem:
    """Let the client see an item, as far as its folder is open to the client. A sealed item too."""
    return _show(item, by=by, public=True)


def hide(item: DossierItem, *, by) -> DossierItem:
    """Let the client see an item no longer; who saw it stays on record. A sealed item too."""
    return _show(item, by=by, public=False)


def seal(item: DossierItem, *, by) -> DossierItem:
    """Close an item for good: no new version, name, place or removal."""
    with transaction.atomic():
        guards.share_tree()
        item = DossierItem.objects.lock(item.pk)
        guards.require_for(by, "dossier.item.seal", item.relation)
        guards.require_in_dossier(item)
        if item.sealed:
            return item
        item.sealed = True
        _save(item, "sealed")
        record(by, "item.sealed", item)
        write_entry(item.relation, "item.sealed", by=by, title=f"{item.name} verzegeld", object=item)
    return item


def _show(item: DossierItem, *, by, public: bool) -> DossierItem:
    with transaction.atomic():
        guards.share_tree()
        item = DossierItem.objects.lock(item.pk)
        guards.require_for(by, "dossier.item.publish", item.relation)
        guards.require_in_dossier(item)
        if item.is_public == public:
            return item
        item.is_public = public
        _save(item, "is_public")
        note_change(item, by=by)
        event, words = (
            ("item.published", "zichtbaar voor de cliënt")
            if public
            else ("item.hidden", "verborgen voor de cliënt")
        )
        record(by, event, item)
        write_entry(item.relation, event, by=by, title=f"{item.name} {words}", object=item)
    return item


def _changeable(item: DossierItem, by, key: str, seen_version: int | None) -> DossierItem:
    """The item, locked, after every question a change asks."""
    guards.share_tree()
    item = DossierItem.objects.lock(item.pk)
    guards.require_for(by, key, item.relation)
    guards.require_in_dossier(item)
    guards.require_unsealed(item)
    guards.require_thawed(item.folder, item.relation, item.year)
    if seen_version is not None and seen_version != item.version:
        raise changed_meanwhile(item.name, item.updated_at)
    return item


def _save(item: DossierItem, *fields: str) -> None:
    item.version += 1
    item.save(update_fields=[*fields, "version", "updated_at"])
