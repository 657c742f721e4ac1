"""Where the card reads its rows: as they are now, or as they were at a moment. Both give the same models."""

from datetime import datetime
from functools import cache

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db.models import DateTimeField, Exists, F, OuterRef, Q, UUIDField

from offices.db.prepared import OneOf, Prepared


class Now:
    """Rows as they are."""

    def of(self, model, parent: str, key) -> list:
        """Rows whose key to a parent has this value."""
        return list(model.objects.filter(**{f"{parent}_id": key}))

    def among(self, model, column: str, keys) -> list:
        """Rows of which a column is one of these ids; «id» for the rows themselves."""
        return list(model.objects.filter(**{f"{column}__in": list(keys)})) if keys else []


class Past:
    """Rows as they were just before a moment, those that were removed since among them. Unsaved: only to read."""

    def __init__(self, moment: datetime):
        self.moment = moment

    def of(self, model, parent: str, key) -> list:
        """Rows whose key to a parent had this value."""
        return read(model, _question(model, f"{parent}_id", False).rows(owner=key, moment=self.moment))

    def among(self, model, column: str, keys) -> list:
        """Rows of which a column was one of these ids; «id» for the rows themselves."""
        if not keys:
            return []
        found = "pgh_obj_id" if column == "id" else column
        return read(model, _question(model, found, True).rows(owner=list(keys), moment=self.moment))


def history_of(model):
    """The event table of a model with @history."""
    return apps.get_model(model._meta.app_label, f"{model.__name__}History")


def read(model, rows: list[tuple]) -> list:
    """Instances from the columns of a history."""
    names = _columns(model)
    return [model.from_db("default", names, row) for row in rows]


@cache
def _columns(model) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _question(model, column: str, many: bool) -> Prepared:
    """The last event of each row before a moment, when the column then held the value and the row was still there."""
    past = history_of(model)

    def build(owner, moment):
        later = past.objects.filter(
            Q(pgh_created_at__gt=OuterRef("pgh_created_at"))
            | Q(pgh_created_at=OuterRef("pgh_created_at"), pgh_id__gt=OuterRef("pgh_id")),
            pgh_obj_id=OuterRef("pgh_obj_id"),
            pgh_created_at__lt=moment,
        )
        mine = Q(OneOf(F(column), owner)) if many else Q(**{column: owner})
        rows = past.objects.filter(mine, pgh_created_at__lt=moment).exclude(pgh_label="delete")
        return rows.filter(~Exists(later)).values_list(*_columns(model))

    kind = ArrayField(UUIDField()) if many else UUIDField()
    return Prepared(build, owner=kind, moment=DateTimeField())
