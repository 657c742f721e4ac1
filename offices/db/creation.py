"""Test databases are made and dropped by the owner; the tests run as the application."""

from django.db.backends.postgresql import creation

from offices.db.owner import as_owner


class DatabaseCreation(creation.DatabaseCreation):
    """Makes and drops test databases as the owner of the tables."""

    def create_test_db(self, *args, **kwargs):
        with as_owner(self.connection):
            return super().create_test_db(*args, **kwargs)

    def destroy_test_db(self, *args, **kwargs):
        with as_owner(self.connection):
            return super().destroy_test_db(*args, **kwargs)
