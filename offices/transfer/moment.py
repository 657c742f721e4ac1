"""One moment of the database for a whole pack, while the job beside it still tells how far it is."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections, transaction

ALIAS = "moment"


@contextmanager
def one_moment() -> Iterator[str]:
    """Name of a connection that sees the database as it is now until the block ends.

    Inside a transaction that is the transaction itself: what it wrote belongs to what is read.
    """
    if connection.in_atomic_block:
        yield connection.alias
        return
    own = connection.copy(ALIAS)
    connections[ALIAS] = own
    try:
        with transaction.atomic(using=ALIAS):
            with own.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield ALIAS
    finally:
        own.close()
        del connections[ALIAS]
