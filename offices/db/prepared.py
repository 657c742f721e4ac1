"""Questions of which the ORM writes the SQL once; asking them again costs only the question.

Building a query set takes longer than PostgreSQL needs to answer it. What every page asks is therefore built on first
use with slots for what differs, and kept. The walls stay as they are: the manager writes its filter on the office with
a stand-in that is replaced by the open office at each asking, and the cursor sets the office as for any statement.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Expression, Field, Func, QuerySet

from offices.scope import office_scope, require_office_id

# No office has this key, so a statement in which it was left standing finds nothing.
STAND_IN = -1_000_000_007


class Slot(Expression):
    """A value that is given when the question is asked."""

    def __init__(self, name: str, output_field: Field):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


class OneOf(Func):
    """`column = ANY(list)`: a condition with a list in one slot, where IN has a slot per value."""

    template, arg_joiner, conditional = "%(expressions)s)", " = ANY(", True
    output_field = BooleanField()


class Prepared:
    """A question with a fixed shape.

    `build(**slots)` gives a `values_list` query set, or SQL of the ORM with its parameters; each of `slots` is a field
    that says the type of a value. Dates and choices inside `build` would be frozen: give them as slots.
    """

    def __init__(self, build: Callable[..., QuerySet | tuple[str, list]], **slots: Field):
        self.build, self.slots = build, slots
        self._made: tuple | None = None

    def rows(self, **values) -> list[tuple]:
        """The answer for these values, in the order of the columns that `build` names."""
        sql, params, converters = self._made or self._make()
        given = [self._value(param, values) for param in params]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            found = cursor.fetchall()
        return [self._converted(row, converters) for row in found] if converters else found

    def first(self, **values) -> tuple | None:
        """The first row of the answer, if there is one."""
        return next(iter(self.rows(**values)), None)

    def _make(self) -> tuple:
        with office_scope(STAND_IN):
            built = self.build(**{name: Slot(name, kind) for name, kind in self.slots.items()})
        self._made = (*built, {}) if isinstance(built, tuple) else self._compiled(built)
        return self._made

    def _compiled(self, queryset: QuerySet) -> tuple:
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        columns = [column for column, _, _ in compiler.select]
        return sql, params, compiler.get_converters(columns)

    def _value(self, param, values: dict[str, Any]):
        if isinstance(param, Slot):
            return values[param.name]
        return require_office_id() if param == STAND_IN else param

    def _converted(self, row: tuple, converters: dict) -> tuple:
        cells = list(row)
        for place, (converts, expression) in converters.items():
            for convert in converts:
                cells[place] = convert(cells[place], expression, connection)
        return tuple(cells)
