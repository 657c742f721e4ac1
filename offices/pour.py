"""Many rows at once, through the wall: COPY into a temporary table, then INSERT … SELECT.

PostgreSQL refuses COPY into a table with row security. This is the one place where rows come in by COPY; the policy
judges each of them in the INSERT, and the history triggers see one statement.
"""

import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from operator import attrgetter

from django.db import connection, models, transaction
from psycopg2.extras import Json

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_SPECIAL = re.compile(r"[\\\t\n\r]")
# Below this a plain INSERT is as fast and needs no temporary table.
FEW = 50


def pour(rows: Sequence[models.Model]) -> int:
    """Insert unsaved rows of one model; gives how many. Ids and defaults stand on the rows already.

    Like bulk_create: no signals, no save(). Runs in the caller's transaction, or in one of its own.
    """
    if not rows:
        return 0
    model = type(rows[0])
    if len(rows) < FEW:
        model._base_manager.bulk_create(rows)
        return len(rows)
    fields = model._meta.concrete_fields
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    spool, read = io.StringIO(), [_reader(field) for field in fields]
    for row in rows:
        spool.write("\t".join([text_of(row) for text_of in read]))
        spool.write("\n")
    spool.seek(0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT {columns} FROM {table} WHERE false")  # noqa: S608
        cursor.copy_expert(f"COPY incoming ({columns}) FROM STDIN", spool)
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM incoming")  # noqa: S608
        count = cursor.rowcount
        cursor.execute("DROP TABLE incoming")
    for row in rows:
        row._state.adding = False
    return count


# What Django would do to a value of these before it is saved leaves its text as it is: written as a word that needs no
# escapes, or as a text that may.
_WORDS = frozenset({
    "BigIntegerField", "IntegerField", "PositiveIntegerField", "PositiveSmallIntegerField", "SmallIntegerField",
    "UUIDField",
})  # fmt: skip
_TEXTS = frozenset({"BooleanField", "CharField", "DateField", "DateTimeField", "ForeignKey", "TextField"})


def _reader(field: models.Field):
    """A function that takes the value of this field from a row, as text for COPY."""
    kind = type(field).__name__ if type(field).__module__.startswith("django.db.models.fields") else ""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        kind = ""
    value_of = attrgetter(field.attname)
    if kind in _WORDS:
        return lambda row: "\\N" if (value := value_of(row)) is None else str(value)
    if kind in _TEXTS:
        return lambda row: _text(value_of(row))
    return lambda row: _text(field.get_db_prep_save(field.pre_save(row, True), connection))


def _text(value) -> str:
    """A value in the text format of COPY."""
    if isinstance(value, str):
        return value.translate(_ESCAPES) if _SPECIAL.search(value) else str(value)
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, (list, tuple)):
        return _array(value).translate(_ESCAPES)
    if isinstance(value, Json):
        return value.dumps(value.adapted).translate(_ESCAPES)
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return str(value).translate(_ESCAPES)


def _array(values) -> str:
    quoted = ['"' + str(one).replace("\\", "\\\\").replace('"', '\\"') + '"' if one is not None else "NULL" for one in values]
    return "{" + ",".join(quoted) + "}"
