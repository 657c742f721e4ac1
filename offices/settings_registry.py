"""Settings of an office that are not a column of Office: registered with what they change."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import CharField

from offices.audit import record
from offices.db.prepared import Prepared
from offices.models import Setting


@dataclass(frozen=True)
class SettingKind:
    """A setting an office can change: key, type, default, Dutch label, section of Beheer, what it changes."""

    key: str
    kind: type
    default: Any
    label: str
    section: str
    explains: str


_known: dict[str, SettingKind] = {}


def register_setting(key: str, kind: type, default, label: str, section: str, explains: str) -> None:
    """Make a setting known; called while the app loads."""
    _known[key] = SettingKind(key, kind, default, label, section, explains)


def known_settings() -> list[SettingKind]:
    """All registered settings."""
    return list(_known.values())


_value = Prepared(lambda key: Setting.objects.filter(key=key).values_list("value"), key=CharField())


def setting(key: str):
    """The value in the open office, or the default. KeyError for an unknown key."""
    kind = _known[key]
    row = _value.first(key=key)
    return kind.kind(row[0]) if row else kind.default


def change_setting(key: str, value, *, by) -> None:
    """Set a registered setting in the open office, with a line in the activity log."""
    kind = _known[key]
    with transaction.atomic():
        before = setting(key)
        row, _ = Setting.objects.update_or_create(key=key, defaults={"value": kind.kind(value)})
        record(by, "setting.changed", row, data={"key": key, "value": kind.kind(value), "wijzigingen": {key: [str(before), str(kind.kind(value))]}})
