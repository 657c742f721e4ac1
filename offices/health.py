"""Whether the installation works, asked part by part."""

import time

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.utils import timezone

from offices.models import Heartbeat
from offices.registry import health_checks

MUTE_AFTER_SECONDS = 300


def check_all() -> list[dict]:
    """Every check as {name, ok, text, figures}; none raises."""
    return [check() for check in (database, broker, storage, queue, heartbeats)] + health_checks.call()


def _answer(name: str, ok: bool, text: str, **figures) -> dict:
    return {"name": name, "ok": ok, "text": text, "figures": figures}


def database() -> dict:
    """The database answers, and keeps what it says it kept (quality R9)."""
    begin = time.perf_counter()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit'), current_user")
            fsync, commit, role = cursor.fetchone()
    except DatabaseError as fault:
        return _answer("database", False, "De database antwoordt niet.", fault=type(fault).__name__)
    ms = round((time.perf_counter() - begin) * 1000, 1)
    return _answer("database", True, "De database antwoordt.", ms=ms, fsync=fsync, synchronous_commit=commit, role=role)


def broker() -> dict:
    """Valkey or Redis answers."""
    try:
        cache.set("health", 1, 10)
        alive = cache.get("health") == 1
    except Exception as fault:
        # Whatever the client library raises, the answer is the same: the broker is not there.
        return _answer("broker", False, "De wachtrij (Redis/Valkey) antwoordt niet.", fault=type(fault).__name__)
    return _answer("broker", alive, "De wachtrij antwoordt." if alive else "De wachtrij vergeet wat wij schrijven.")


def storage() -> dict:
    """The place of the files can be reached."""
    try:
        default_storage.exists("health")
    except Exception as fault:
        # Each storage backend raises its own faults; all mean that files cannot be reached now.
        return _answer("storage", False, "De bestandsopslag is niet bereikbaar.", fault=type(fault).__name__)
    return _answer("storage", True, "De bestandsopslag is bereikbaar.")


def queue() -> dict:
    """How long the oldest job has waited, seen by the heartbeat that goes through the same queue."""
    age = _age("worker")
    if age is None:
        return _answer("queue", False, "Er is nog geen taak verwerkt.", age_seconds=None)
    ok = age < MUTE_AFTER_SECONDS
    return _answer("queue", ok, "Taken worden verwerkt." if ok else f"Taken lopen {age // 60} minuten achter.", age_seconds=age)


def heartbeats() -> dict:
    """When worker and sweeper last showed they work."""
    ages = {name: _age(name) for name in ("worker", "sweeper")}
    ok = all(age is not None and age < MUTE_AFTER_SECONDS for age in ages.values())
    return _answer("heartbeat", ok, "Worker en veegronde werken." if ok else "Worker of veegronde laat niets horen.", **ages)


def _age(name: str) -> int | None:
    try:
        row = Heartbeat.objects.filter(name=name).first()
    except DatabaseError:
        return None
    return int((timezone.now() - row.at).total_seconds()) if row else None
