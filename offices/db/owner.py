"""Doing something as the owner of the tables, on a connection of its own."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def as_owner(connection) -> Iterator[None]:
    """Log in as the owner for the block and as the application again after it.

    Only for making, dropping and flushing test databases: no SET ROLE, which the application could undo.
    """
    app = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(app["OWNER"])
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update({key: app[key] for key in app["OWNER"]})
