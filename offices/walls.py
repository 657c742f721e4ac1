"""The walls in the database, written by makemigrations as constraints.

OfficeWall is the row level security of a table, OfficeKey its UNIQUE (office_id, id), SameOffice a composite
foreign key to it, Finder a search function that runs as the owner and returns ids of the open office only.
"""

from django.db import models
from django.db.backends.ddl_references import Columns, Statement, Table

# The sub-select makes it one look-up per statement instead of one per row.
OPEN_OFFICE = "(SELECT nullif(current_setting('app.office_id', true), '')::bigint)"
# LIKE this finds the argument `fragment`; between its words anything may stand.
LIKE_FRAGMENT = r"'%' || replace(replace(replace(replace(fragment, '\', '\\'), '%', '\%'), '_', '\_'), ' ', '%') || '%'"


class Deferred(models.BaseConstraint):
    """A constraint that is written when all tables of the migration stand."""

    create: tuple[str, ...] = ()
    remove = ""

    def create_sql(self, model, schema_editor):
        for template in self.create:
            schema_editor.deferred_sql.append(Statement(template, **self.parts(model, schema_editor)))

    constraint_sql = create_sql  # also when folded into CreateModel

    def remove_sql(self, model, schema_editor):
        return Statement(self.remove, **self.parts(model, schema_editor))

    def parts(self, model, schema_editor) -> dict:
        quote = schema_editor.quote_name
        return {"table": Table(model._meta.db_table, quote), "name": quote(self.name)}

    def validate(self, *args, **kwargs):
        """The database is the judge."""

    def __eq__(self, other):
        return type(self) is type(other) and self.deconstruct() == other.deconstruct()

    def __hash__(self):
        return hash((type(self), self.name))


class OfficeWall(Deferred):
    """Only rows of the open office exist; USING serves for writing too."""

    create = (
        "ALTER TABLE %(table)s ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY %(name)s ON %(table)s USING (office_id = " + OPEN_OFFICE + ")",
    )
    remove = "DROP POLICY %(name)s ON %(table)s; ALTER TABLE %(table)s DISABLE ROW LEVEL SECURITY"


class SameOffice(Deferred):
    """A row points only to rows of its own office: PostgreSQL's own key checks look at no policy."""

    create = (
        "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s FOREIGN KEY (office_id, %(column)s) "
        "REFERENCES %(parent)s (office_id, id) DEFERRABLE INITIALLY DEFERRED",
    )
    remove = "ALTER TABLE %(table)s DROP CONSTRAINT IF EXISTS %(name)s"

    def __init__(self, field: str, *, name: str | None = None):
        self.field = field
        super().__init__(name=name or f"%(app_label)s_%(class)s_{field}_office")

    def deconstruct(self):
        path, _, kwargs = super().deconstruct()
        return path, (self.field,), kwargs

    def parts(self, model, schema_editor):
        quote, field = schema_editor.quote_name, model._meta.get_field(self.field)
        return super().parts(model, schema_editor) | {
            "column": Columns(model._meta.db_table, [field.column], quote),
            "parent": Table(field.related_model._meta.db_table, quote),
        }


class OfficeKey(models.UniqueConstraint):
    """UNIQUE (office_id, id), to which the composite keys of children point."""

    def __init__(self, *, name: str, fields=("office", "id")):
        super().__init__(fields=fields, name=name)

    def validate(self, *args, **kwargs):
        """The primary key is unique already."""

    def remove_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT IF EXISTS %(name)s CASCADE",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
        )


class _Said:
    """The values of a JSON argument, by name."""

    def __getitem__(self, name: str) -> str:
        return f"(wanted::jsonb ->> '{name}')"


class Finder(Deferred):
    """A search function of the owner that gives ids of the open office only, at most 1,000.

    Plain `ilike` and full text under a policy cannot use their index (their operators are not leakproof).
    `name` is the name of the function, `arguments` its argument list, `sql` its SELECT of ids; the SELECT must
    hold the placeholder {open_office}, and may hold {like_fragment} (see LIKE_FRAGMENT) and {said[x]}: the value x of
    the argument `wanted`, a JSON object; an absent one is NULL, and a look by NULL costs nothing. BEGIN ATOMIC binds the tables when the function is made, so a temporary
    table of the same name changes nothing. `returns` may add a constant that says which branch found a row, never
    anything of the row. PostgreSQL keeps the plans of these functions for as long as a connection lives.
    """

    def __init__(self, *, name: str, arguments: str, sql: str, returns: str = "SETOF uuid"):
        self.arguments, self.sql, self.returns = arguments, sql, returns
        super().__init__(name=name)

    @property
    def create(self):
        types = ", ".join(argument.split()[1] for argument in self.arguments.split(","))
        office = "nullif(current_setting('app.office_id', true), '')::bigint"
        body = self.sql.format(open_office=office, like_fragment=LIKE_FRAGMENT, said=_Said()).replace("%", "%%")
        return (
            f"CREATE FUNCTION {self.name}({self.arguments}) RETURNS {self.returns} LANGUAGE sql STABLE PARALLEL SAFE "
            f"SECURITY DEFINER SET search_path = pg_catalog, public BEGIN ATOMIC {body}; END",
            f"REVOKE EXECUTE ON FUNCTION {self.name}({types}) FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {self.name}({types}) TO kantoor_app",
        )

    @property
    def remove(self):
        return f"DROP FUNCTION IF EXISTS {self.name}"

    def deconstruct(self):
        path, _, kwargs = super().deconstruct()
        returns = {} if self.returns == "SETOF uuid" else {"returns": self.returns}
        return path, (), kwargs | {"arguments": self.arguments, "sql": self.sql} | returns


class AppReadsOnly(Deferred):
    """A table outside the walls that the application may read and only the owner may fill."""

    create = ("REVOKE INSERT, UPDATE, DELETE ON %(table)s FROM kantoor_app",)
    remove = "GRANT INSERT, UPDATE, DELETE ON %(table)s TO kantoor_app"
