"""Removing bytes that no row knows and rows that nothing points to, both after 24 hours.

A crash between bytes and row, a refused upload or a rolled back transaction leaves such a thing; nothing else does.
The age is read from the UUIDv7 in the key, so the clock of the storage does not matter.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, Model, OuterRef
from pghistory.models import Event

from offices.models.files import StoredFile
from offices.registry import sweeps
from offices.scope import require_office_id

AGE = timedelta(hours=24)
BATCH = 500
EVERY = 6 * 3600


def made_at(pk: UUID) -> datetime:
    """The moment in a UUIDv7."""
    return datetime.fromtimestamp((pk.int >> 80) / 1000, UTC)


@sweeps.register
def sweep_orphans() -> int:
    """Four times a day per office, as the sweeper calls it. Gives how many files went."""
    if not cache.add(f"orphans:{require_office_id()}", 1, EVERY):
        return 0
    return remove_orphans()


def remove_orphans(now: datetime | None = None) -> int:
    """Remove what is orphaned in the open office for longer than 24 hours. Gives how many."""
    before = (now or datetime.now(UTC)) - AGE
    return remove_unused_rows(before) + remove_unknown_bytes(before)


def pointers() -> list[tuple[type[Model], str]]:
    """Every (model, field) that points to a StoredFile. History is no reason to keep bytes."""
    relations = [
        field
        for field in StoredFile._meta.get_fields(include_hidden=True)
        if field.auto_created and field.is_relation
    ]
    return [(r.related_model, r.field.name) for r in relations if not issubclass(r.related_model, Event)]


def remove_unused_rows(before: datetime) -> int:
    """Remove StoredFile rows older than `before` that no row points to, and their bytes."""
    unused = StoredFile.objects.filter(at__lt=before)
    for model, field in pointers():
        unused = unused.filter(~Exists(model.objects.filter(**{field: OuterRef("pk")})))
    keys = []
    with transaction.atomic():
        # Deferred composite keys judge at commit: a row that got a pointer meanwhile rolls the batch back.
        for stored in unused.order_by("pk")[:BATCH]:
            keys.append(stored.key)
            StoredFile.objects.filter(pk=stored.pk)._raw_delete("default")
    for key in keys:
        default_storage.delete(key)
    return len(keys)


def remove_unknown_bytes(before: datetime) -> int:
    """Remove bytes of the open office that have no row and were begun before `before`."""
    root, gone = f"o/{require_office_id()}", 0
    for directory in _listed(root)[0]:
        old = [name for name in _listed(f"{root}/{directory}")[1] if _begun_before(name, before)]
        for start in range(0, len(old), BATCH):
            names = old[start : start + BATCH]
            known = set(map(str, StoredFile.objects.filter(pk__in=names).values_list("pk", flat=True)))
            for name in set(names) - known:
                default_storage.delete(f"{root}/{directory}/{name}")
                gone += 1
    return gone


def _listed(path: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(path)
    except FileNotFoundError:
        return [], []


def _begun_before(name: str, before: datetime) -> bool:
    try:
        return made_at(UUID(name)) < before
    except (ValueError, OverflowError, OSError):
        # A name we did not make is not ours to remove.
        return False
