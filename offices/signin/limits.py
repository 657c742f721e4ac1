"""Counting tries. The counter is raised before the try, so that tries side by side cannot slip through."""

from dataclasses import dataclass
from hashlib import sha256

from django.core.cache import cache

from offices.signin.errors import too_many


@dataclass(frozen=True)
class Limit:
    """At most `most` tries in `minutes`."""

    name: str
    most: int
    minutes: int


CODE = Limit("code", 5, 10)
ADDRESS = Limit("address", 10, 15)
VISITOR = Limit("visitor", 60, 15)
ASKED = Limit("asked", 30, 15)
MAILS = Limit("mails", 5, 15)


def _key(limit: Limit, who: str) -> str:
    return f"signin:{limit.name}:{sha256(who.casefold().encode()).hexdigest()}"


def tries(limit: Limit, who: str) -> int:
    """Count one try of `who` and give the number so far, this one included."""
    key = _key(limit, who)
    while True:
        cache.add(key, 0, timeout=limit.minutes * 60)
        try:
            return cache.incr(key)
        except ValueError:  # the counter ran out between the two calls
            continue


def within(limit: Limit, who: str) -> bool:
    """Count one try; whether it is still allowed."""
    return tries(limit, who) <= limit.most


def spend(limit: Limit, who: str) -> None:
    """Count one try.

    Raises TooManyTries (POR02) when there were too many.
    """
    if not within(limit, who):
        raise too_many(limit.minutes)


def forget(limit: Limit, who: str) -> None:
    """Start counting anew, after a success."""
    cache.delete(_key(limit, who))
