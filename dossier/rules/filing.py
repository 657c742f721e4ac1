"""Putting something into a dossier, and a newer version over it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from crm.timeline import write_entry
from dossier import names, periods
from dossier.blocking import require_allowed
from dossier.enums import ItemStatus, OnSame, Source, Visibility
from dossier.models import DossierItem, Folder, ItemVersion
from dossier.preview import RENDERED
from dossier.rules import guards
from dossier.rules.visibility import note_new
from dossier.tasks import read_pages
from dossier.texts import SameContent, helper_file
from offices.audit import record
from offices.errors import RuleBroken
from offices.files import Incoming
from offices.ids import uuid7
from offices.models import StoredFile

WAITING = "dossier-waiting"


def file_item(
    relation,
    folder: Folder,
    stored_file: StoredFile,
    *,
    by,
    name: str,
    year: int | None = None,
    period: str | None = None,
    source: str,
    source_ref: str | None = None,
    sealed: bool = False,
    is_public: bool | None = None,
    document_date=None,
) -> DossierItem:
    """Put stored bytes into a folder of a relation. `name` may be any file name; it is made safe here.

    The caller has asked whether `by` (member, client account or program) may do this. A `source_ref` that is there
    already gives the item it belongs to, unchanged. Raises DOS05, DOS06 and DOS07.
    """
    with transaction.atomic():
        return _file(
            relation,
            folder,
            stored_file,
            by=by,
            name=name,
            year=year,
            period=period,
            source=source,
            source_ref=source_ref,
            sealed=sealed,
            is_public=is_public,
            document_date=document_date,
        )


def upload(
    relation,
    folder: Folder,
    incoming: Incoming,
    *,
    by,
    year: int | None = None,
    period: str | None = None,
    key: str = "",
    same: str = OnSame.ASK,
) -> DossierItem:
    """Keep an uploaded file of a member in a folder. `key` makes a repeat of the same request harmless.

    Raises Forbidden and DOS02, DOS04 to DOS07, and DOS09 (SameContent) when `same` asks and the relation has these
    bytes already; with SKIP the earlier item is given back.
    """
    guards.require_for(by, "dossier.item.upload", relation)
    guards.require_open(by, folder, relation)
    require_acceptable(incoming)
    reference = f"{by.pk}:{hashlib.sha256(key.encode()).hexdigest()[:40]}" if key else None
    with _bytes_go_with(incoming), transaction.atomic():
        if reference and (
            earlier := DossierItem.objects.filter(source=Source.STAFF, source_ref=reference).first()
        ):
            return earlier
        if same != OnSame.KEEP and (earlier := same_content(relation, incoming.sha256, by)):
            if same == OnSame.SKIP:
                return earlier
            raise SameContent(names.clean(incoming.name), earlier.folder.name, earlier)
        return _file(
            relation,
            folder,
            incoming.keep(),
            by=by,
            name=incoming.name,
            year=year,
            period=period,
            source=Source.STAFF,
            source_ref=reference,
        )


def set_waiting(incoming: Incoming) -> StoredFile:
    """Keep bytes aside until the person says whether to keep them; the orphan sweep takes what nobody wanted."""
    incoming.purpose = WAITING
    return incoming.keep()


def keep_waiting(
    relation, folder: Folder, file_pk, *, by, name: str, year: int | None, period: str
) -> DossierItem:
    """File bytes that were set aside. Doing it twice gives one item. Raises Forbidden and DOS04 to DOS07."""
    guards.require_for(by, "dossier.item.upload", relation)
    guards.require_open(by, folder, relation)
    stored = StoredFile.objects.filter(pk=file_pk, purpose=WAITING).first()
    if stored is None:
        raise RuleBroken("Het bestand is niet meer bewaard. Upload het opnieuw.", code="G08", field="file")
    return file_item(
        relation,
        folder,
        stored,
        by=by,
        name=name,
        year=year,
        period=period,
        source=Source.STAFF,
        source_ref=f"waiting:{stored.pk}",
    )


def add_version(item: DossierItem, incoming: Incoming, *, by) -> ItemVersion:
    """Put a newer version over an item; the older ones stay.

    Raises DOS04, DOS06, DOS09 (the same bytes as the newest version) and DOS10.
    """
    require_acceptable(incoming)
    with _bytes_go_with(incoming), transaction.atomic():
        guards.share_tree()
        item = DossierItem.objects.lock(item.pk)
        guards.require_for(by, "dossier.item.edit", item.relation)
        guards.require_in_dossier(item)
        guards.require_unsealed(item)
        guards.require_thawed(item.folder, item.relation, item.year)
        newest = item.current
        if newest.sha256 == incoming.sha256:
            raise SameContent(names.clean(incoming.name), item.folder.name, item)
        version = _version(item, incoming.keep(), number=newest.number + 1, by=by, name=incoming.name)
        version.save(force_insert=True)
        item.current = version
        item.version += 1
        item.save(update_fields=["current", "version", "updated_at"])
        record(by, "item.versioned", item, data={"number": version.number})
        write_entry(
            item.relation,
            "item.versioned",
            by=by,
            title=f"Versie {version.number} van {item.name}",
            object=item,
        )
        _ask_preview(version)
    return version


def require_acceptable(incoming: Incoming) -> None:
    """The bytes are settled, are no leftover of a computer and no program.

    Raises DOS02 and DOS04.
    """
    if names.is_leftover(incoming.name):
        raise helper_file(names.clean(incoming.name))
    incoming.finish()
    require_allowed(incoming.name, incoming.mime)


def same_content(relation, sha256: str, by) -> DossierItem | None:
    """An item of the relation that holds these bytes in any version and that this member may see."""
    found = DossierItem.objects.exclude(status=ItemStatus.DESTROYED).filter(
        relation=relation, versions__sha256=sha256, versions__stored_file__isnull=False
    )
    if member := guards.member_of(by):
        found = found.visible_to(member)
    return found.select_related("folder").order_by("pk").first()


def _file(
    relation,
    folder: Folder,
    stored: StoredFile,
    *,
    by,
    name: str,
    year: int | None,
    period: str | None,
    source: str,
    source_ref: str | None,
    sealed: bool = False,
    is_public: bool | None = None,
    document_date=None,
) -> DossierItem:
    """The work of `file_item`, in the transaction of the caller."""
    guards.share_tree()
    if source_ref and (earlier := DossierItem.objects.filter(source=source, source_ref=source_ref).first()):
        return earlier
    folder = guards.fresh_leaf(folder, relation)
    year, period = periods.checked(folder, year, period)
    guards.require_thawed(folder, relation, year)
    item = DossierItem(
        relation=relation,
        folder=folder,
        name=names.clean(name),
        sort_key=names.sort_key(names.clean(name)),
        search_text=names.search_text(names.clean(name)),
        original_filename=names.original(name),
        year=year,
        period=period,
        is_public=folder.visibility == Visibility.CLIENT if is_public is None else is_public,
        document_date=document_date,
        source=source,
        source_ref=source_ref or "",
        sealed=sealed,
        created_by=guards.member_of(by),
    )
    version = _version(item, stored, number=1, by=by, name=name)
    item.current = version
    # The key from item to version is judged at commit, so either may be written first.
    item.save(force_insert=True)
    version.save(force_insert=True)
    note_new(item, by=by)
    record(
        by,
        "item.uploaded",
        item,
        data={"folder": folder.name, "year": year, "period": period, "source": source},
    )
    write_entry(
        relation, "item.uploaded", by=by, title=f"{item.name} toegevoegd aan {folder.name}", object=item
    )
    _ask_preview(version)
    return item


@contextmanager
def _bytes_go_with(incoming: Incoming) -> Iterator[None]:
    """Outside a transaction: when a rule rolled it back, the bytes are not kept either."""
    try:
        yield
    except RuleBroken:
        incoming.rolled_back()
        raise


def _sent_before(reference: str) -> DossierItem | None:
    """The item an earlier try of the same request made."""
    return DossierItem.objects.filter(source=Source.STAFF, source_ref=reference).first()


def _ask_preview(version: ItemVersion) -> None:
    if version.mime in RENDERED:
        read_pages.ring(version_id=str(version.pk))


def _version(item: DossierItem, stored: StoredFile, *, number: int, by, name: str) -> ItemVersion:
    return ItemVersion(
        id=uuid7(),
        item=item,
        number=number,
        stored_file=stored,
        sha256=stored.sha256,
        size=stored.size,
        mime=stored.mime,
        original_filename=names.original(name),
        uploaded_by=guards.member_of(by),
        uploaded_label=guards.label_of(by),
    )
