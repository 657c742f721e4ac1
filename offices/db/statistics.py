"""Statistics of tables that have just grown, without which PostgreSQL checks keys by the wrong index.

A table that holds nothing is planned as such, and a session keeps the plan of a key check until somebody analyses the
table. Thousands of rows poured into it are then checked by any index that begins with the office: each thousand takes
longer than the one before, until autovacuum passes by. Only the owner may analyse, hence a function of the owner.
"""

from django.db import connection

from offices.walls import Deferred

NAME = "analyse_grown_table"


class GrownTables(Deferred):
    """The function `analyse_grown_table(grown, rows)`: analyses a table that knows of fewer rows than came in just now."""

    create = (
        f"CREATE FUNCTION {NAME}(grown regclass, rows bigint) RETURNS void LANGUAGE plpgsql "
        # Temporary tables last: one called pg_class would otherwise be asked instead.
        "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN "
        "IF EXISTS (SELECT FROM pg_class WHERE oid = grown AND reltuples < rows) "
        # Never waits for another that analyses it: one of them is enough.
        "THEN EXECUTE format('ANALYZE (SKIP_LOCKED) %%s', grown); END IF; END $$",
        f"REVOKE EXECUTE ON FUNCTION {NAME}(regclass, bigint) FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {NAME}(regclass, bigint) TO kantoor_app",
    )
    remove = f"DROP FUNCTION IF EXISTS {NAME}"

    def __init__(self, *, name: str = NAME):
        super().__init__(name=name)


def analyse_grown(table: str, rows: int) -> None:
    """Let PostgreSQL look at a table into which `rows` rows came just now, when that is more than it knew of."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {NAME}(%s::regclass, %s)", [table, rows])
