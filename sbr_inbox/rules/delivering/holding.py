"""When nothing may leave at all: a database that may forget, or one that was put back from a backup (quality R9, R10).

A counter is kept in the database and beside it in the storage; the storage follows the database. When the storage is
ahead, or the database is another one than the counter was last raised in, the database was restored: what was sent
since the backup is not in the ledger, so nothing is sent until an operator releases it. The counter belongs to the
installation and to no office.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from offices.models import Heartbeat
from sbr_inbox.delivery_enums import DeliveryState
from sbr_inbox.models import Delivery

NAME = "delivery"
FOLDER = "installation/delivery-epoch"
RAISE_EVERY = timedelta(seconds=25)
NOT_SETTLED = (DeliveryState.READY, DeliveryState.BUSY, DeliveryState.TROUBLE, DeliveryState.UNKNOWN)
_EMPTY: dict[str, Any] = {"epoch": 0, "place": "", "released": ""}


@dataclass(frozen=True)
class Hold:
    """Why nothing leaves, for people."""

    code: str
    text: str


def hold() -> Hold | None:
    """What keeps everything from leaving now, or None."""
    return _forgetful() or _restored()


def raise_epoch(*, force: bool = False) -> None:
    """Raise the counter in both places; not while something is held. Called by the sweeper."""
    Heartbeat.objects.get_or_create(name=NAME, defaults={"figures": _EMPTY})
    with transaction.atomic():
        row = Heartbeat.objects.select_for_update().get(name=NAME)
        fresh = row.figures.get("epoch") and timezone.now() - row.at < RAISE_EVERY
        if not force and (fresh or _restored()):
            return
        epoch = max(row.figures.get("epoch", 0), _stored_epoch()) + 1
        row.figures, row.at = row.figures | {"epoch": epoch, "place": _place()}, timezone.now()
        row.save()
    _store_epoch(epoch)


def release() -> datetime:
    """Let deliveries go again after a restore. What was received before this moment is asked after first."""
    now = timezone.now()
    Heartbeat.objects.get_or_create(name=NAME, defaults={"figures": _EMPTY})
    with transaction.atomic():
        row = Heartbeat.objects.select_for_update().get(name=NAME)
        row.figures = row.figures | {"released": now.isoformat()}
        row.save()
    raise_epoch(force=True)
    return now


def ask_first() -> int:
    """Let every delivery of the open office that is not settled be asked after before it goes; returns how many."""
    return Delivery.objects.filter(state__in=NOT_SETTLED).update(held=True, due_at=timezone.now(), lease_until=None)


def released_at() -> datetime | None:
    """When an operator last released deliveries after a restore."""
    row = _row()
    released = row.figures.get("released") if row else ""
    return datetime.fromisoformat(released) if released else None


def made_before_release(moment: datetime) -> bool:
    """Whether a filing of this moment may have been sent by what the restore forgot."""
    released = released_at()
    return released is not None and moment <= released


def _forgetful() -> Hold | None:
    if settings.KANTOOR_UNSAFE_DATABASE_MAY_SEND:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        fsync, commit = cursor.fetchone()
    if fsync == "off" or commit == "off":
        return Hold(
            "forgetful",
            "Verzenden staat uit: de database kan vergeten wat zij heeft vastgelegd. Zet fsync en synchronous_commit aan.",
        )
    return None


def _restored() -> Hold | None:
    row = _row()
    known: dict[str, Any] = row.figures if row else _EMPTY
    elsewhere = bool(known.get("place")) and known["place"] != _place()
    if _stored_epoch() <= known.get("epoch", 0) and not elsewhere:
        return None
    return Hold(
        "restored",
        "Verzenden staat stil: de gegevens zijn teruggezet uit een back-up. Wat sindsdien is verzonden staat hier niet in. "
        "De technisch beheerder geeft het verzenden vrij.",
    )


def _row() -> Heartbeat | None:
    return Heartbeat.objects.filter(name=NAME).first()


def _stored_epochs() -> list[int]:
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return []
    return sorted(int(name) for name in names if name.isdigit())


def _stored_epoch() -> int:
    return max(_stored_epochs(), default=0)


def _store_epoch(epoch: int) -> None:
    """A file per epoch: a new name is never half written over an old one."""
    default_storage.save(f"{FOLDER}/{epoch}", ContentFile(b"epoch"))
    for old in _stored_epochs():
        if old < epoch:
            default_storage.delete(f"{FOLDER}/{old}")


def _place() -> str:
    """Which database this is: a restored dump has another oid, a recovered cluster another timeline."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.system_identifier, c.timeline_id, d.oid FROM pg_control_system() s, pg_control_checkpoint() c,"
            " pg_database d WHERE d.datname = current_database()"
        )
        return "/".join(map(str, cursor.fetchone()))
