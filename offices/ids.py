"""Primary keys that are known before the row is saved and rise with time."""

from os import urandom
from time import time_ns
from uuid import UUID


def uuid7() -> UUID:
    """A UUID of version 7 (RFC 9562, 5.7) with a sub-millisecond part, so that it rises within a process."""
    ms, ns = divmod(time_ns(), 1_000_000)
    return UUID(int=ms << 80 | 7 << 76 | ns * 4096 // 1_000_000 << 64 | 2 << 62 | int.from_bytes(urandom(8)) >> 2)


def is_key(text) -> bool:
    """Whether a text from outside can be the key of a row."""
    try:
        UUID(str(text))
    except ValueError:
        return False
    return True
