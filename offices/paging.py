"""Paging by position: `(sort key, id) > (…)` is one index condition, equally fast on every page."""

import base64
import json

from django.core.exceptions import ValidationError
from django.db import models

from offices.errors import RuleBroken
from offices.models import OfficeQuerySet, TupleAfter


def encode(values: list) -> str:
    """A position in a list as text for an address."""
    return base64.urlsafe_b64encode(json.dumps([str(value) for value in values]).encode()).decode().rstrip("=")


def decode(text: str, count: int) -> list[str]:
    """The position that `encode` wrote.

    Raises RuleBroken when the address was tampered with.
    """
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, UnicodeDecodeError):
        values = None
    if not isinstance(values, list) or len(values) != count or "\0" in "".join(map(str, values)):
        raise RuleBroken("Deze bladwijzer in de lijst klopt niet. Begin opnieuw bij het begin van de lijst.", code="LIJST")
    return values


def keyset_page(
    rows: OfficeQuerySet,
    *,
    keys: tuple[str, ...],
    size: int,
    position: str = "",
    backward: bool = False,
    descending: bool = False,
    row_class: type | None = None,
):
    """(rows, position of the first, position of the last, more before, more behind) of one page.

    `keys` are column names that together are unique and match an index led by office; the last one is the id.
    `row_class` is a NamedTuple of the columns to read; without it whole models are read.
    """
    towards = descending != backward
    ordered = rows.order_by(*[f"-{key}" if towards else key for key in keys])
    if position:
        values = [_typed(rows.model, key, value) for key, value in zip(keys, decode(position, len(keys)), strict=True)]
        ordered = ordered.filter(TupleAfter(keys, values, descending=towards))
    found = _read(ordered[: size + 1], row_class)
    more, found = len(found) > size, found[:size]
    if backward:
        found.reverse()
    before, behind = (more, bool(position)) if backward else (bool(position), more)
    ends = [encode([getattr(row, key) for key in keys]) for row in (found[:1] + found[-1:])] if found else ["", ""]
    return found, ends[0], ends[-1], before, behind


def _read(rows, row_class):
    if row_class is None:
        return list(rows)
    return [row_class._make(values) for values in rows.values_list(*row_class._fields)]


def _typed(model: type[models.Model], key: str, text: str):
    try:
        return model._meta.get_field(key).to_python(text)
    except ValidationError as fault:
        raise RuleBroken("Deze bladwijzer in de lijst klopt niet. Begin opnieuw bij het begin van de lijst.", code="LIJST") from fault
