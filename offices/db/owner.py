"""Doing something as the owner of the tables, on a connection of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2


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


@contextmanager
def owner_cursor(connection):
    """A cursor of the owner on a second connection, committed at the end of the block: for tables outside the walls
    that the application may only read. The present connection and its transaction are left alone.
    """
    values = dict(connection.settings_dict) | connection.settings_dict["OWNER"]
    link = psycopg2.connect(
        dbname=values["NAME"], user=values["USER"], password=values["PASSWORD"], host=values["HOST"], port=values["PORT"] or None
    )
    try:
        with link, link.cursor() as cursor:
            yield cursor
    finally:
        link.close()
