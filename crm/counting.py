"""Counts that never grow with the office: each stops at a cap, all of them in one question to the database."""

from django.core.exceptions import EmptyResultSet
from django.db import connection

CAP = 1_000


def capped_counts(rows, cap=CAP):
    """{key: how many rows, at most cap + 1} for a dict of query sets, in one query."""
    asked = {key: queryset for key, queryset in rows.items() if not queryset.query.is_empty()}
    found = dict.fromkeys(rows, 0)
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(*capped_sql(asked, cap))
            found.update(cursor.fetchall())
    return found


def capped_sql(rows, cap=CAP):
    """SQL and parameters that give (key, how many rows, at most cap + 1) for a dict of query sets."""
    parts, params = [], []
    for key, queryset in rows.items():
        try:
            sql, given = queryset.order_by().values("pk")[: cap + 1].query.sql_with_params()
        except EmptyResultSet:
            # A condition that holds for nothing is found out while the statement is written.
            sql, given = "SELECT 1 WHERE false", ()
        # The statement is made by the ORM; values stay parameters.
        parts.append(f"SELECT %s, count(*) FROM ({sql}) counted_rows")  # noqa: S608
        params += [key, *given]
    return " UNION ALL ".join(parts), params


def shown(count, cap=CAP):
    """A count for people: «1.000+» beyond the cap."""
    return f"{cap:,}+".replace(",", ".") if count > cap else f"{count:,}".replace(",", ".")
