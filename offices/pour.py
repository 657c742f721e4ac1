"""Many rows at once, through the wall: COPY into a temporary table, then INSERT … SELECT.

PostgreSQL refuses COPY into a table with row security. This is the one place where rows come in by COPY; the policy
judges each of them in the INSERT, and the history triggers see one statement.
"""

import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache
from operator import attrgetter
from typing import TypeVar
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models.base import ModelState
from django.utils import timezone
from psycopg2.extras import Json

from offices.db.statistics import analyse_grown
from offices.fields import EncryptedTextField

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_NULL = "\\N"
_SPECIAL = re.compile(r"[\\\t\n\r]")
Row = TypeVar("Row", bound=models.Model)
# Below this a plain INSERT is as fast and needs no temporary table.
FEW = 50
# From here on a table may have outgrown what PostgreSQL knows of it.
MANY = 500


def drawn(model: type[Row], **values) -> Row:
    """An unsaved row of a model, as `model(**values)` makes it, for where rows are made by the thousand.

    Django's own way costs several times as much: it asks every field anew and sends two signals per row, to which nothing
    in this house listens. A key may be given as its row or, as «relation_id», as its id. Raises TypeError for a name
    that is no column.
    """
    made, later, names = _blank(model)
    row = model.__new__(model)
    row._state = ModelState()
    own = row.__dict__
    own.update(made)
    for name, value in values.items():
        column = names.get(name)
        if column is None:
            raise TypeError(f"{model.__name__} has no column {name!r}.")
        if column != name and value is not None:
            row._state.fields_cache[name] = value
            value = getattr(value, value._meta.pk.attname)
        own[column] = value
    for column, default in later:
        if column not in own:
            own[column] = default()
    return row


@cache
def _blank(model) -> tuple[dict, list, dict]:
    """(columns with a fixed default, (column, function) of the others, {name of a field or column: column})."""
    made, later, names = {}, [], {}
    for field in model._meta.concrete_fields:
        names |= {field.attname: field.attname, field.name: field.attname}
        if field.has_default() and callable(field.default):
            later.append((field.attname, field.default))
        else:
            made[field.attname] = field.get_default()
    return made, later, names


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
    spool, line_of = io.StringIO(), _lines(fields)
    for row in rows:
        spool.write(line_of(row))
    spool.seek(0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT {columns} FROM {table} WHERE false")  # noqa: S608
        cursor.copy_expert(f"COPY incoming ({columns}) FROM STDIN", spool)
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM incoming")  # noqa: S608
        count = cursor.rowcount
        cursor.execute("DROP TABLE incoming")
        if count >= MANY:
            analyse_grown(table, count)
    for row in rows:
        row._state.adding = False
    return count


# What Django would do to a value of these before it is saved leaves it as it is.
_PLAIN = frozenset({
    "BigIntegerField", "BooleanField", "CharField", "DateField", "DateTimeField", "ForeignKey", "IntegerField",
    "PositiveIntegerField", "PositiveSmallIntegerField", "SmallIntegerField", "TextField", "UUIDField",
})  # fmt: skip


def _lines(fields):
    """A function that gives a row as one line in the text format of COPY."""
    values_of = attrgetter(*(field.attname for field in fields))
    others = [(place, _prepare(field)) for place, field in enumerate(fields) if not _is_plain(field)]

    def line_of(row) -> str:
        values = list(values_of(row))
        for place, prepare in others:
            values[place] = prepare(row)
        # One look at all texts together: in hardly any row a character needs an escape.
        if _SPECIAL.search("".join([value for value in values if type(value) is str])):
            values = [value.translate(_ESCAPES) if type(value) is str else value for value in values]
        return "\t".join([value if type(value) is str else _NULL if value is None else _text(value) for value in values]) + "\n"

    return line_of


def _is_plain(field: models.Field) -> bool:
    kind = type(field)
    return kind.__module__.startswith("django.db.models.fields") and kind.__name__ in _PLAIN and not _is_dated(field)


def _is_dated(field: models.Field) -> bool:
    return getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)


def _prepare(field: models.Field):
    """A function that gives what Django would save of a row in this field."""
    if isinstance(field, EncryptedTextField):
        value_of = attrgetter(field.attname)
        return lambda row: field.get_prep_value(value_of(row))
    if _is_dated(field) and isinstance(field, models.DateTimeField):
        moment = timezone.now()

        def dated(row):
            # All rows of one pour came at one moment.
            setattr(row, field.attname, moment)
            return moment

        return dated
    return lambda row: field.get_db_prep_save(field.pre_save(row, True), connection)


def _text(value) -> str:
    """A value that is no text of its own, in the text format of COPY."""
    if isinstance(value, UUID):
        return f"{value.int:032x}"
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
