"""The two offices as fixtures; a suite asks for them with `pytest_plugins = ["tests.guards.fixtures"]`.

Loading them takes seconds, so it happens once per run, in a database of their own beside the test database. A
module that asks `world` works in that database; each of its tests rolls back what it did.
"""

import json

import pytest
from django.core.management import call_command
from django.db import connection

from offices.db.owner import as_owner
from tests.guards.world import Made, World, dressed, keep_files_in, side, use


@pytest.fixture(scope="session")
def world_made(django_db_setup, django_db_blocker, tmp_path_factory) -> Made:
    """The offices, loaded and committed in a copy of the test database."""
    plain, media = connection.settings_dict["NAME"], tmp_path_factory.mktemp("world")
    name, out = f"{plain}_world", media / "out.json"
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
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
        keep_files_in(patch, media)
        use(name)
        try:
            call_command("load_practice_office", offices=2, relations=14, seed=7, canaries=True, json=str(out), verbosity=0)
            told = [dressed(each) for each in json.loads(out.read_text(encoding="utf-8"))["offices"]]
        finally:
            use(plain)
    return Made(name, media, told)


@pytest.fixture(scope="module")
def in_world(world_made, django_db_blocker):
    """This module works in the database of the world."""
    plain = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        use(world_made.database)
    yield
    with django_db_blocker.unblock():
        use(plain)


@pytest.fixture
def world(in_world, world_made, db, monkeypatch) -> World:
    """The two offices, as they were loaded."""
    keep_files_in(monkeypatch, world_made.media)
    return World(*[side(each) for each in world_made.told])
