"""The bin: away for 30 days, back with one click, and destroyed only on purpose."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from crm.timeline import write_entry
from dossier.enums import ItemStatus, Source
from dossier.models import DossierItem, PagePreview
from dossier.rules import guards
from dossier.rules.visibility import note_change
from dossier.texts import destroy_later
from offices.audit import record
from offices.errors import RuleBroken
from offices.texts import required

DAYS = 30
# Our own proofs of filing and signing are tax records: seven years after the year (AWR art. 52).
PROOFS = frozenset({Source.FILING, Source.SIGNING, Source.GENERATED})
PROOF_YEARS = 7
# Client due diligence: five years after the relation ended.
WWFT_YEARS = 5


def trash(item: DossierItem, *, by) -> DossierItem:
    """Put an item in the bin; the client no longer sees it. Raises DOS06 and DOS10."""
    with transaction.atomic():
        guards.share_tree()
        item = DossierItem.objects.lock(item.pk)
        guards.require_for(by, "dossier.item.delete", item.relation)
        if item.status == ItemStatus.TRASHED:
            return item
        guards.require_in_dossier(item)
        guards.require_unsealed(item)
        guards.require_thawed(item.folder, item.relation, item.year)
        item.status, item.deleted_at, item.deleted_by = (
            ItemStatus.TRASHED,
            timezone.now(),
            guards.member_of(by),
        )
        _save(item, by)
        record(by, "item.trashed", item, data={"folder": item.folder.name})
        write_entry(
            item.relation, "item.trashed", by=by, title=f"{item.name} naar de prullenbak", object=item
        )
    return item


def restore(item: DossierItem, *, by) -> DossierItem:
    """Take an item out of the bin, to the folder it lay in. Raises DOS05 and DOS06."""
    with transaction.atomic():
        guards.share_tree()
        item = DossierItem.objects.lock(item.pk)
        guards.require_for(by, "dossier.item.restore", item.relation)
        if item.status == ItemStatus.AVAILABLE:
            return item
        if item.status == ItemStatus.DESTROYED:
            raise RuleBroken(
                f"{item.name} is vernietigd en kan niet terug. Voeg het stuk opnieuw toe.", code="DOS11"
            )
        guards.fresh_leaf(item.folder, item.relation)
        guards.require_thawed(item.folder, item.relation, item.year)
        item.status, item.deleted_at, item.deleted_by = ItemStatus.AVAILABLE, None, None
        _save(item, by)
        record(by, "item.restored", item, data={"folder": item.folder.name})
        write_entry(
            item.relation,
            "item.restored",
            by=by,
            title=f"{item.name} teruggezet in {item.folder.name}",
            object=item,
        )
    return item


def destroy(item: DossierItem, *, by, reason: str) -> DossierItem:
    """Destroy an item that lies in the bin: name, hash and reason stay, the bytes go with the next orphan sweep.

    Two people: whoever put it in the bin cannot destroy it. Raises DOS11 while it must be kept, and G01 without a
    reason.
    """
    with transaction.atomic():
        item = DossierItem.objects.lock(item.pk)
        guards.require_for(by, "dossier.destroy", item.relation)
        if item.status != ItemStatus.TRASHED:
            raise RuleBroken(
                f"{item.name} ligt niet in de prullenbak. Gooi het stuk eerst weg.", code="DOS11"
            )
        if not reason.strip():
            raise RuleBroken(required("Reden"), code="G01", field="reason")
        guards.require_thawed(item.folder, item.relation, item.year)
        if (until := kept_until(item)) >= timezone.localdate():
            raise destroy_later(until, _ground(item))
        if item.deleted_by_id == getattr(guards.member_of(by), "pk", None):
            raise RuleBroken(
                "Vernietigen doen twee personen: u gooide dit stuk zelf weg. Vraag een collega het te vernietigen.",
                code="DOS11",
            )
        item.status, item.destroy_reason = ItemStatus.DESTROYED, reason.strip()[:200]
        _save(item, by, "destroy_reason")
        hashes = list(item.versions.order_by("number").values_list("sha256", flat=True))
        PagePreview.objects.filter(item_version__item=item).delete()
        item.versions.update(stored_file=None)
        record(by, "items.destroyed", item, data={"reason": item.destroy_reason, "sha256": hashes})
        write_entry(item.relation, "item.destroyed", by=by, title=f"{item.name} vernietigd", object=item)
    return item


def kept_until(item: DossierItem) -> date:
    """The last day on which an item in the bin may not be destroyed."""
    return max(day for day, _ in _terms(item))


def days_left(item: DossierItem) -> int:
    """How many days the item lies safe; after that two people may destroy it."""
    return max(0, DAYS - (timezone.localdate() - timezone.localdate(item.deleted_at)).days)


def _ground(item: DossierItem) -> str:
    return max(_terms(item))[1]


def _terms(item: DossierItem) -> list[tuple[date, str]]:
    """Every term the item lies in: last day and ground."""
    in_bin = timezone.localdate(item.deleted_at) + timedelta(days=DAYS)
    terms = [(in_bin, f"stukken blijven {DAYS} dagen in de prullenbak")]
    if item.source in PROOFS:
        last = date((item.year or item.created_at.year) + PROOF_YEARS, 12, 31)
        terms.append((last, "fiscale bewaarplicht van zeven jaar (AWR artikel 52)"))
    if item.folder.system_role.startswith("WWFT_"):
        ended = item.relation.ended_on or timezone.localdate()
        terms.append(
            (ended.replace(year=ended.year + WWFT_YEARS, day=min(ended.day, 28)), "Wwft artikel 33 en 34a")
        )
    return terms


def _save(item: DossierItem, by, *fields: str) -> None:
    item.version += 1
    item.save(update_fields=["status", "deleted_at", "deleted_by", "version", "updated_at", *fields])
    note_change(item, by=by)
