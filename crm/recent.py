"""What a person opened lately: a short list per member in Valkey, keys only.

It is a convenience and may be lost. What is shown of it goes through the rights of now, and the key of the list names
office and member, so that nobody sees the list of another.
"""

import logging
from contextlib import suppress
from uuid import UUID

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
KEPT = 12
SECONDS = 90 * 24 * 3600


def _key(member) -> str:
    return f"recent:{member.office_id}:{member.pk}"


def opened(member, kind: str, pk) -> None:
    """Put a thing at the top of the list; `kind` is the key of its search source."""
    entry = f"{kind}:{pk}"
    with suppress(RedisError):
        known = cache.get(_key(member)) or []
        if known[:1] != [entry]:
            cache.set(_key(member), [entry, *(one for one in known if one != entry)][:KEPT], timeout=SECONDS)


def recent(member) -> dict[str, list[UUID]]:
    """{kind: keys}, the latest first; empty when the list cannot be read."""
    try:
        known = cache.get(_key(member)) or []
    except RedisError as error:
        log.warning("recent not read: %s", type(error).__name__)
        return {}
    found: dict[str, list[UUID]] = {}
    for entry in known:
        kind, _, pk = entry.partition(":")
        found.setdefault(kind, []).append(UUID(pk))
    return found
