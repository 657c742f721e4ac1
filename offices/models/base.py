"""What every row of an office has: an id, its office, and the walls."""

import pgtrigger
from django.db import models

from offices.ids import uuid7
from offices.scope import office_id, require_office_id
from offices.walls import OfficeKey, OfficeWall, SameOffice


class OfficeQuerySet(models.QuerySet):
    """Rows of one office."""

    def after(self, *keys, values):
        """Rows behind a position in an ascending order: `(k1, k2) > (v1, v2)` as one index condition."""
        return self.filter(models.Q(TupleAfter(keys, values)))


class TupleAfter(models.Func):
    """`(a, b) > (x, y)`: one condition for the index, where a chain of ORs would be a filter."""

    template = "(%(columns)s) %(sign)s (%(values)s)"
    conditional = True

    def __init__(self, keys, values, *, descending=False):
        self.count, self.sign = len(keys), "<" if descending else ">"
        wrapped = [value if hasattr(value, "resolve_expression") else models.Value(value) for value in values]
        super().__init__(*[models.F(key) for key in keys], *wrapped, output_field=models.BooleanField())

    def as_sql(self, compiler, connection, **extra):
        parts, params = [], []
        for expression in self.source_expressions:
            sql, given = compiler.compile(expression)
            parts.append(sql)
            params.extend(given)
        return f"({', '.join(parts[: self.count])}) {self.sign} ({', '.join(parts[self.count :])})", params


class OfficeManager(models.Manager.from_queryset(OfficeQuerySet)):
    """Gives rows of the open office and raises NoOffice when none is open. The first wall."""

    def get_queryset(self):
        return super().get_queryset().filter(office_id=require_office_id())


class OfficeOwned(models.Model):
    """A row inside the walls."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey(
        "offices.Office", models.CASCADE, default=office_id, db_index=False, editable=False, related_name="+"
    )

    objects = OfficeManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"
        constraints = [
            OfficeWall(name="%(app_label)s_%(class)s_wall"),
            OfficeKey(name="%(app_label)s_%(class)s_key"),
        ]


def belongs_to(model, on_delete, *, null=False, related_name=None, **kwargs):
    """A foreign key between rows of one office.

    The key in the database is SameOffice (composite), so Django's own is not made: keeping both costs 29 % of bulk
    writes. An index on (office, key) belongs beside it.
    """
    return models.ForeignKey(
        model,
        on_delete,
        null=null,
        blank=kwargs.pop("blank", null),
        related_name=related_name,
        db_constraint=False,
        db_index=False,
        **kwargs,
    )


class Edited(OfficeOwned):
    """A row that people edit; `version` rises with each change and guards against a stale form."""

    created_at = models.DateTimeField("aangemaakt op", auto_now_add=True, editable=False)
    created_by = belongs_to("offices.TeamMember", models.PROTECT, null=True, related_name="+", editable=False)
    updated_at = models.DateTimeField("gewijzigd op", auto_now=True, editable=False)
    version = models.PositiveIntegerField("versie", default=1, editable=False)

    class Meta(OfficeOwned.Meta):
        abstract = True
        constraints = [*OfficeOwned.Meta.constraints, SameOffice("created_by")]


class AppendOnly(OfficeOwned):
    """A row that is written once: the database itself refuses to change or remove it."""

    class Meta(OfficeOwned.Meta):
        abstract = True
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class Thrown(models.Model):
    """Mixed into what has a bin. Add SameOffice("deleted_by") to the constraints of the model."""

    deleted_at = models.DateTimeField("weggegooid op", null=True, blank=True, editable=False)
    deleted_by = belongs_to("offices.TeamMember", models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        abstract = True
