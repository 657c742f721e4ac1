"""What of each model leaves with an office: every field is exported, computed again, or stays here for a reason.

Apps declare their models in `<app>/transfer.py`; `faults()` tells what was forgotten, and a test fails on it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.module_loading import autodiscover_modules
from pghistory.models import Event

from offices.registry import Registry

EDITED = "created_at created_by updated_at version"
THROWN = "deleted_at deleted_by"
# What every event of a history has beside the fields of its model; the order of the lines keeps the order of events.
HISTORY = ("pgh_created_at", "pgh_label", "pgh_obj", "pgh_context")
HISTORY_LEFT = ("pgh_id", "pgh_context_id")


@dataclass(frozen=True)
class Stays:
    """Why a field does not leave, and what it holds on arrival: a value, or what `value(row)` gives."""

    reason: str
    value: Any = None


@dataclass(frozen=True)
class Number:
    """A column that holds only the keyed hash of a number: `find(hashes)` gives the numbers, `index(number)` the new hash.

    A row whose number stands nowhere in the office any more does not leave: elsewhere it would match nothing.
    """

    find: Callable[[list[str]], dict[str, str]]
    index: Callable[[str], str]


@dataclass(frozen=True)
class Exported:
    """A model that leaves with the office.

    `again` maps a field to what computes it from the other fields on arrival. `pointers` are text fields that hold ids.
    `rows` narrows what leaves. With `of` the rows also leave with one relation: it gives the condition for its key.
    `internal` rows leave with a relation only when the notes of the office go along, else `only_shown` narrows the rows
    and `hidden` fields are empty; `secret` fields never leave with a relation. `natural` are the fields by which another
    office recognises a row, or `find` looks it up by what `tells` said of it; one that is not there is made when `made`.
    `arrives` is False for what travels with a relation to be read only. `sheet` names a table for spreadsheets, `page`
    the fields that the readable pages show.
    """

    model: str
    fields: str
    again: dict[str, Callable[[dict], Any]] = field(default_factory=dict)
    stays: dict[str, Stays] = field(default_factory=dict)
    numbers: dict[str, Number] = field(default_factory=dict)
    pointers: tuple[str, ...] = ()
    rows: Callable[[Any], Any] | None = None
    of: Callable[[Any], Q] | None = None
    internal: bool = False
    only_shown: Callable[[Any], Any] | None = None
    hidden: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    natural: tuple[str, ...] = ()
    tells: Callable[[list], dict] | None = None
    find: Callable[[dict], Any] | None = None
    made: bool = False
    arrives: bool = True
    sheet: str = ""
    page: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the exported fields, `id` first."""
        return ("id", *self.fields.split())

    def get_model(self):
        """The model itself."""
        return apps.get_model(self.model)


@dataclass(frozen=True)
class Waived:
    """A model that stays: what it holds belongs to this installation, or follows from something else."""

    model: str
    reason: str


export_models = Registry("Exported or Waived: one for every model of an office")


def declare(*entries: Exported | Waived) -> None:
    """Tell what leaves; called once per app while it loads."""
    for entry in entries:
        export_models.register(entry)


@cache
def _load() -> None:
    """Read the declarations of all apps; most processes never need them."""
    from offices.transfer import own  # noqa: F401

    autodiscover_modules("transfer")


def declared() -> list[Exported | Waived]:
    """Every declaration, app by app."""
    _load()
    return list(export_models)


def exported() -> list[Exported]:
    """Every model that leaves. Keys between rows are judged when all are in, so the order does not matter."""
    return [entry for entry in declared() if isinstance(entry, Exported)]


def exported_as(label: str) -> Exported | None:
    """The declaration of a model by its label, or None when it stays."""
    return next((entry for entry in exported() if entry.model == label), None)


def history_of(entry: Exported):
    """The history of a model, or None when it keeps none."""
    found = [model for model in apps.get_app_config(entry.model.partition(".")[0]).get_models() if issubclass(model, Event)]
    return next((model for model in found if getattr(model, "pgh_tracked_model", None) is entry.get_model()), None)


def history_names(entry: Exported) -> tuple[str, ...]:
    """The exported fields of a history."""
    kept = {column.name for column in history_of(entry)._meta.concrete_fields}
    return (*HISTORY, *(name for name in entry.names if name in kept))


def faults(models) -> list[str]:
    """What was forgotten among these models: a sentence per model or field."""
    told: dict[str, Exported | Waived] = {}
    found = []
    for entry in declared():
        if entry.model in told:
            found.append(f"{entry.model} is declared twice")
        told[entry.model] = entry
    for model in models:
        if issubclass(model, Event):
            continue
        entry = told.pop(model._meta.label, None)
        if entry is None:
            found.append(f"{model._meta.label} neither leaves nor stays for a reason")
        elif isinstance(entry, Exported):
            found += [f"{entry.model}.{name}" for name in _unclear(entry, model)]
        elif len(entry.reason) < 10:
            found.append(f"{entry.model} stays without a reason")
    return found + [f"{label} does not exist" for label in told]


def _unclear(entry: Exported, model) -> list[str]:
    """Fields that are told not at all, twice, or do not exist."""
    said = [*entry.names, *entry.again, *entry.stays]
    real = {column.name for column in model._meta.concrete_fields} - {"office"}
    left = {told.model for told in declared() if isinstance(told, Waived)}
    keys = [column for column in model._meta.concrete_fields if column.is_relation and column.name in entry.names]
    dangling = [f"{column.name} (points to what stays)" for column in keys if column.related_model._meta.label in left]
    twice = [f"{name} (twice)" for name in sorted(set(said)) if said.count(name) > 1]
    missing = [f"{name} (forgotten)" for name in sorted(real - set(said))]
    return dangling + twice + missing + [f"{name} (unknown)" for name in sorted(set(said) - real)]
