"""Whether sending keeps up, for `/health/`: no office and no client in the answer."""

from datetime import timedelta

from django.utils import timezone

from offices.models import Heartbeat
from sbr_inbox.rules.delivering.holding import hold

PREFIX = "behind:"
RED_SECONDS = 300
# The sweeper looks twice a minute; what it said longer ago says nothing about now.
FRESH = timedelta(minutes=3)


def note_behind(office: int, seconds: int) -> None:
    """Keep how far sending of one office lags, while it lags; called by the sweeper."""
    name = f"{PREFIX}{office}"
    if seconds > RED_SECONDS:
        Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now(), "figures": {"seconds": seconds}})
    else:
        Heartbeat.objects.filter(name=name).delete()


def sending() -> dict:
    """Red while something is held back, and when any office lags more than five minutes."""
    held = hold()
    rows = Heartbeat.objects.filter(name__startswith=PREFIX, at__gt=timezone.now() - FRESH)
    seconds = max((row.figures.get("seconds", 0) for row in rows), default=0)
    text = held.text if held else f"Verzending loopt {seconds // 60} minuten achter." if seconds else "Verzending is bij."
    return {"name": "sending", "ok": held is None and not seconds, "text": text, "figures": {"behind_seconds": seconds, "held": bool(held)}}
