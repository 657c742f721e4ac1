"""Which office is open. The first of the three walls (docs/architecture.md).

Work across offices loops over offices and opens each; a value that opens all of them does not exist.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_open_office: ContextVar[int | None] = ContextVar("open_office", default=None)


class NoOffice(RuntimeError):
    """Rows of an office were asked for while no office is open."""


def office_id() -> int | None:
    """The primary key of the open office, or None when none is open."""
    return _open_office.get()


def require_office_id() -> int:
    """The primary key of the open office.

    Raises NoOffice when none is open.
    """
    pk = _open_office.get()
    if pk is None:
        raise NoOffice("No office is open: use office_scope(pk).")
    return pk


@contextmanager
def office_scope(pk: int) -> Iterator[None]:
    """Open one office for the block; scopes nest and close in order. Never put a `yield` of a generator inside."""
    token = _open_office.set(int(pk))
    try:
        yield
    finally:
        _open_office.reset(token)
