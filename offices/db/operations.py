"""TRUNCATE looks at no policy, so the application has no right to it: flushing is done by the owner."""

from django.db.backends.postgresql import operations

from offices.db.owner import as_owner


class DatabaseOperations(operations.DatabaseOperations):
    """Flushes test databases as the owner of the tables."""

    def execute_sql_flush(self, sql_list):
        with as_owner(self.connection):
            super().execute_sql_flush(sql_list)
