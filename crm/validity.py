"""Dates of validity: inclusive on both ends, empty means open."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db.models import F, Func, Q, Value


def days(start="valid_from", end="valid_to"):
    """The days of a row as a range PostgreSQL can compare."""
    return Func(F(start), F(end), Value("[]"), function="daterange", output_field=DateRangeField())


def no_overlap(*fields, name, condition=None, start="valid_from", end="valid_to"):
    """Rows that are equal in these fields may not share a day."""
    equal = [(field, RangeOperators.EQUAL) for field in ("office", *fields)]
    return ExclusionConstraint(
        name=name, expressions=[*equal, (days(start, end), RangeOperators.OVERLAPS)], condition=condition
    )


def on_day(day, start="valid_from", end="valid_to"):
    """A filter: valid on this day."""
    begun = Q(**{f"{start}__isnull": True}) | Q(**{f"{start}__lte": day})
    return begun & (Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": day}))


def in_order(start="valid_from", end="valid_to"):
    """A check: the end does not lie before the start."""
    return Q(**{f"{start}__isnull": True}) | Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": F(start)})
