"""The cluster as the launcher makes it, seen from both roles."""

import os
from contextlib import closing

import psycopg2
import pytest

from config.launcher.postgres import Cluster, PostgresFailed, new_passwords


def ask(url: str, *statements: str):
    """Run the statements on a connection of their own; rows of the last one."""
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def owner():
    return os.environ["DATABASE_OWNER_URL"]


@pytest.fixture
def app():
    return os.environ["DATABASE_URL"]


@pytest.fixture
def table(owner):
    ask(owner, "CREATE TABLE launcher_try (id serial PRIMARY KEY, name citext)")
    yield "launcher_try"
    ask(owner, "DROP TABLE launcher_try")


def test_roles_have_no_more_rights_than_they_need(app):
    rows = ask(
        app,
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles "
        "WHERE rolname LIKE 'kantoor\\_%' AND rolname <> 'kantoor_super' ORDER BY rolname",
    )
    assert rows == [
        ("kantoor_app", False, False, False, False, False),
        ("kantoor_owner", False, False, False, True, False),
    ]


def test_app_is_no_member_of_any_role(app):
    assert ask(app, "SELECT 1 FROM pg_auth_members WHERE member = current_user::regrole") == []


def test_app_may_change_rows_of_a_table_the_owner_made(app, table):
    ask(app, f"INSERT INTO {table} (name) VALUES ('Één')", f"UPDATE {table} SET name = 'twee'")
    assert ask(app, f"SELECT id, name FROM {table}") == [(1, "twee")]
    ask(app, f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE launcher_try",
        "ALTER TABLE launcher_try ADD extra int",
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE DATABASE mine",
        "SET ROLE kantoor_owner",
        "COPY launcher_try FROM PROGRAM 'true'",
    ],
)
def test_app_may_not(app, table, statement):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(app, statement)


def test_new_database_has_extensions_and_grants(owner, app):
    ask(owner, "CREATE DATABASE launcher_try")
    try:
        there_owner, there_app = (url.rsplit("/", 1)[0] + "/launcher_try" for url in (owner, app))
        ask(there_owner, "CREATE TABLE t (name citext)")
        ask(there_app, "INSERT INTO t VALUES ('A')")
        assert ask(there_app, "SELECT name FROM t WHERE name = 'a' AND similarity(unaccent('É'), 'e') > 0") == [("A",)]
        found = [name for (name,) in ask(there_app, "SELECT extname FROM pg_extension ORDER BY extname")]
        assert found == ["btree_gin", "btree_gist", "citext", "pg_trgm", "plpgsql", "unaccent"]
    finally:
        ask(owner, "DROP DATABASE launcher_try WITH (FORCE)")


def test_app_speaks_utc_and_the_database_sorts_by_code_point(app):
    assert ask(app, "SHOW timezone") == [("UTC",)]
    assert ask(app, "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()") == [
        ("b", "C.UTF-8")
    ]
    assert ask(app, "SELECT lower('ÉÏ')") == [("éï",)]


def test_data_of_another_major_version_is_refused_with_both_versions(tmp_path):
    cluster = Cluster(tmp_path / "postgres", new_passwords(), throw_away=True)
    cluster.data.mkdir(parents=True)
    (cluster.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(PostgresFailed, match=r"van PostgreSQL 12; hier staat postgres \(PostgreSQL\) 18"):
        cluster.initialise()
