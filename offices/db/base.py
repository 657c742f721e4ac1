"""Django's PostgreSQL backend, with a cursor that tells the database which office is open.

The setting travels in the same message as the statement and lives for that transaction only, so it is right
through a connection pooler too. It sits in the cursor class and not in an execute wrapper: raw cursors,
`execute_values` and COPY out pass it as well.
"""

from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured

if find_spec("psycopg") is not None:
    raise ImproperlyConfigured("psycopg 3 is installed; Django would prefer it and the walls between offices would not stand.")

from django.db.backends.postgresql import base
from psycopg2.extensions import TRANSACTION_STATUS_IDLE, TRANSACTION_STATUS_INERROR

from offices.db.creation import DatabaseCreation
from offices.db.operations import DatabaseOperations
from offices.scope import office_id


class WalledCursor(base.Cursor):
    """Says the office in the same message as the statement, for that transaction only."""

    def execute(self, query, params=None):
        return super().execute(self.walled(query), params)

    def executemany(self, query, rows):
        return super().executemany(self.walled(query), rows)

    def copy_expert(self, query, file, size=8192):
        return super().copy_expert(self.walled(query), file, size)

    def walled(self, query):
        """The statement with the open office in front of it.

        Nothing is put in front in an aborted transaction (only a rollback can follow), nor when no office is
        open outside a transaction: the policies then show no rows. With none open inside a transaction an
        empty setting goes along, because an earlier one would live on until the transaction ends.
        """
        office, state = office_id(), self.connection.info.transaction_status
        if state == TRANSACTION_STATUS_INERROR or (office is None and state == TRANSACTION_STATUS_IDLE):
            return query
        if self.name:
            raise RuntimeError("A server-side cursor cannot carry the office.")
        if hasattr(query, "as_string"):
            query = query.as_string(self)
        say = f"SET LOCAL app.office_id = '{'' if office is None else int(office)}'; "
        return say.encode() + query if isinstance(query, bytes) else say + query


class DatabaseWrapper(base.DatabaseWrapper):
    """The backend named in settings as `offices.db`."""

    creation_class = DatabaseCreation
    ops_class = DatabaseOperations

    def get_connection_params(self):
        return super().get_connection_params() | {"cursor_factory": WalledCursor}
