"""From a line of a pack to the columns of a row here."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models
from psycopg2.extras import execute_values

from offices.fields import EncryptedTextField
from offices.scope import require_office_id
from offices.transfer.declaring import HISTORY_LEFT, Exported, history_names, history_of
from offices.transfer.ids import Ids
from offices.transfer.opening import refuse
from offices.transfer.values import People, reader

AT_ONCE = 500


class Rows:
    """Decodes the lines of one model, or of its history, and writes them."""

    def __init__(self, entry: Exported, ids: Ids, people: People, *, history: bool = False):
        self.entry = entry
        self.model = history_of(entry) if history else entry.get_model()
        self.names = history_names(entry) if history else entry.names
        fields = {each.name: each for each in self.model._meta.concrete_fields}
        self.readers = {
            name: reader(fields[name], ids, people, pointer=name in entry.pointers) for name in self.names
        }
        self.columns = [each for name, each in fields.items() if name not in HISTORY_LEFT]

    def decoded(self, line: dict) -> dict:
        """Name -> value of a line, completed with what is computed again or stays behind. Raises BadPack."""
        if set(line) != set(self.names):
            raise refuse(f"een regel van {self.entry.model} heeft andere velden dan deze versie kent")
        try:
            row = {name: None if line[name] is None else read(line[name]) for name, read in self.readers.items()}
        except (ValueError, TypeError, AttributeError, KeyError, ValidationError) as error:
            raise refuse(f"een regel van {self.entry.model} bevat een onmogelijke waarde") from error
        for name, number in self.entry.numbers.items():
            if name in row:
                row[name] = number.index(row[name])
        for name, computed in self.entry.again.items():
            row[name] = computed(row)
        for name, stays in self.entry.stays.items():
            row[name] = stays.value(row) if callable(stays.value) else stays.value
        return row

    def write(self, rows: Iterable[dict]) -> int:
        """Put decoded rows in; gives how many. Times of making stay what they were."""
        office, prepared = require_office_id(), []
        for row in rows:
            values = {**row, "office": office}
            prepared.append([prep(column, values.get(column.name)) for column in self.columns])
        if not prepared:
            return 0
        quote = connection.ops.quote_name
        columns = ", ".join(quote(column.column) for column in self.columns)
        # Table and columns come from the model; every value is a parameter.
        sql = f"INSERT INTO {quote(self.model._meta.db_table)} ({columns}) VALUES %s"  # noqa: S608
        with connection.cursor() as cursor:
            execute_values(cursor.cursor, sql, prepared, page_size=AT_ONCE)
        return len(prepared)


def prep(column: models.Field, value: Any):
    """A value as the driver takes it."""
    if value is None and (column.null or not isinstance(column, (models.JSONField, EncryptedTextField))):
        return None
    if value is None and isinstance(column, models.JSONField):
        return connection.ops.adapt_json_value(None, column.encoder)
    if column.is_relation:
        return column.target_field.get_db_prep_save(getattr(value, "pk", value), connection)
    return column.get_db_prep_save(value, connection)
