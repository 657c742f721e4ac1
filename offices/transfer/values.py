"""One value of a row as JSON, and back."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from offices.fields import EncryptedJSONField
from offices.models import User
from offices.transfer.ids import Ids

People = Callable[[dict], Any]


def writer(field: models.Field, ids: Ids, *, pointer: bool) -> Callable[[Any], Any]:
    """What turns a value of this field into JSON."""
    if _holds_id(field):
        return lambda value: None if value is None else str(ids.turn(value))
    if isinstance(field, (models.JSONField, EncryptedJSONField)) or pointer:
        return ids.within
    return plain


def plain(value):
    """A value as JSON has it; times in UTC, amounts as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, (date, Decimal)):
        return str(value)
    return value


def reader(field: models.Field, ids: Ids, people: People, *, pointer: bool) -> Callable[[Any], Any]:
    """What turns JSON back into a value of this field. Raises ValueError and ValidationError on something else."""
    if field.related_model is User:
        return people
    if _holds_id(field):
        return ids.turn
    if isinstance(field, (models.JSONField, EncryptedJSONField)) or pointer:
        return ids.within
    if isinstance(field, (models.DateField, models.DecimalField)):
        return field.to_python
    return lambda value: value


def _holds_id(field: models.Field) -> bool:
    return isinstance(field, models.UUIDField) or (field.is_relation and field.related_model is not User)


def person(user: User) -> dict:
    """A person as he leaves: enough to be recognised by his address."""
    return {"email": user.email, "name": user.name, "language": user.language}
