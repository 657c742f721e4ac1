"""Model fields of the house."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from offices.crypto import decrypt, encrypt

_JSON = DjangoJSONEncoder(ensure_ascii=False, separators=(",", ":"))


class EncryptedTextField(models.TextField):
    """Text that stands encrypted in the database with the key of its office; empty stays empty.

    It cannot be searched: put a blind index beside it.
    """

    def from_db_value(self, value, expression, connection):
        return decrypt(value) if value else value

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return encrypt(value) if value else value

    def get_lookup(self, lookup_name):
        if lookup_name not in {"isnull", "exact"}:
            return None
        return super().get_lookup(lookup_name)


class EncryptedJSONField(EncryptedTextField):
    """A value as JSON that stands encrypted in the database; empty values stay an empty text.

    For what may hold a BSN somewhere inside: rows of an import, plans, answers of a register.
    """

    # What stands in it is whatever JSON holds, where django-stubs would take the type of a text field.
    _pyi_private_get_type: Any
    _pyi_private_set_type: Any

    def from_db_value(self, value, expression, connection):
        text = super().from_db_value(value, expression, connection)
        return json.loads(text) if text else None

    def get_prep_value(self, value: Any):
        text = _JSON.encode(value) if value not in (None, "") else ""
        return super().get_prep_value(text)

    def to_python(self, value):
        return value
