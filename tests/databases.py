"""A database beside the test database, for a suite that commits: nothing has to be cleared away for the tests after it."""

from django.db import connection, connections

from offices.db.owner import as_owner


def use(name: str) -> None:
    """Speak with this database from now on, in every thread of this process."""
    connections.close_all()
    connection.settings_dict["NAME"] = name


def copied(ending: str) -> str:
    """The name of a fresh copy of the present database; `ending` comes behind its name."""
    plain = connection.settings_dict["NAME"]
    name = f"{plain}_{ending}"
    # A thread or a worker of an earlier test may have left its connection; a database that is copied must have none.
    # Ended as the application: its owner may not, and sees less of them.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )
    with as_owner(connection), connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{plain}"')
    return name
