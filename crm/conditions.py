"""For which relations something holds: a small condition an office makes itself, kept as JSON.

`{"all": [{"field": "kind", "op": "is", "value": ["…"]}, …]}`, or «any» instead of «all». A line holds when the
relation has one of its values (`is`), or none of them (`not`). Nothing at all holds for every relation. Apps to the
right add fields of their own to `condition_fields`. Whether it holds is always asked of the database, so that a list,
a rule and a page cannot differ.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Q, Value, When

from crm.models import Relation
from offices.errors import RuleBroken
from offices.registry import Registry

OPERATORS = {"is": "is", "not": "is niet"}
WORDS = {"all": "alle voorwaarden", "any": "één van de voorwaarden"}
MOST_LINES = 30
# No relation has it: what a condition cannot understand must not open anything.
NEVER = Q(pk__in=[])


@dataclass(frozen=True)
class ConditionField:
    """Something relations differ in.

    `matches(values)` gives a filter on relations that have one of these values. `choices()` gives (value, label) as
    the open office has them; without choices a value is free text.
    """

    key: str
    label: str
    matches: Callable[[list[str]], Q]
    choices: Callable[[], list[tuple[str, str]]] | None = None
    order: int = 50


condition_fields = Registry("ConditionField: what a condition on relations can be about")


def sql(condition: Mapping | None) -> Q:
    """The condition as a filter on relations; an empty one lets all through, one not understood lets none."""
    if not condition:
        return Q()
    (how, lines), *more = condition.items()
    if more or how not in WORDS or not isinstance(lines, list):
        return NEVER
    parts = [_line(line) for line in lines]
    if not parts:
        return Q()
    joined = parts[0]
    for part in parts[1:]:
        joined = joined & part if how == "all" else joined | part
    return joined


def holds(condition: Mapping | None, relation) -> bool:
    """Whether the condition holds for this saved relation; an empty one asks nothing of the database."""
    if not condition:
        return True
    return Relation.objects.filter(sql(condition), pk=relation.pk).exists()


def those_that_hold(conditions: Mapping[Any, Mapping | None], relation) -> set:
    """Keys of the conditions that hold for this saved relation, all in one question."""
    return {key for key, found in where_they_hold(conditions, [relation.pk]).items() if relation.pk in found}


def where_they_hold(conditions: Mapping[Any, Mapping | None], keys: Iterable) -> dict[Any, set]:
    """{key of the condition: keys of the relations it holds for}, of these saved relations, all in one question."""
    keys = set(keys)
    asked = [key for key, condition in conditions.items() if condition]
    found = {key: set() if condition else keys for key, condition in conditions.items()}
    if not asked:
        return found
    columns = {
        f"line{place}": Case(When(sql(conditions[key]), then=Value(True)), default=Value(False))
        for place, key in enumerate(asked)
    }
    for pk, *held in Relation.objects.filter(pk__in=keys).annotate(**columns).values_list("pk", *columns):
        for key, holds_here in zip(asked, held, strict=True):
            if holds_here:
                found[key].add(pk)
    return found


def clean(condition: Mapping | None, *, field: str = "condition") -> dict:
    """The condition in its normal form: known fields, known values, no empty lines; {} when it says nothing.

    Raises RuleBroken on anything else. `field` is the form field that the fault belongs to.
    """
    if not condition:
        return {}
    how = next(iter(condition))
    lines = condition[how]
    if len(condition) != 1 or how not in WORDS or not isinstance(lines, list) or len(lines) > MOST_LINES:
        raise _wrong("De voorwaarde is niet te lezen. Stel haar opnieuw in.", field)
    kept = [_clean_line(line, field) for line in lines]
    if len({(line["field"], line["op"]) for line in kept}) < len(kept):
        raise _wrong("Een veld staat twee keer in de voorwaarde. Zet de keuzes bij elkaar.", field)
    return {how: [line for line in kept if line["value"]]} if any(line["value"] for line in kept) else {}


def describe(condition: Mapping | None, known: dict | None = None) -> str:
    """The condition in words: «Relatiesoort is Particulier en Label is niet Stopt»; «altijd» when it says nothing.

    A list gives one dict as `known` for all its rows, so that the choices of a field are asked once.
    """
    if not condition:
        return "altijd"
    how, lines = next(iter(condition.items()))
    known = {} if known is None else known
    return (" en " if how == "all" else " of ").join(_words(line, known) for line in lines) or "altijd"


def field_of(key: str) -> ConditionField | None:
    """A registered field, or None when no app has it."""
    return next((field for field in condition_fields if field.key == key), None)


def _line(line: Mapping) -> Q:
    field = field_of(str(line.get("field", "")))
    if field is None or line.get("op") not in OPERATORS:
        return NEVER
    found = field.matches(_values(line))
    return found if line["op"] == "is" else ~found


def _values(line: Mapping) -> list[str]:
    given = line.get("value")
    return [str(value) for value in (given if isinstance(given, list) else [given]) if value not in (None, "")]


def _clean_line(line, field: str) -> dict:
    known = field_of(str(line.get("field", ""))) if isinstance(line, Mapping) else None
    if known is None or line.get("op") not in OPERATORS:
        raise _wrong("De voorwaarde gaat over iets dat niet bestaat. Kies een veld uit de lijst.", field)
    values = sorted({value.strip()[:100] for value in _values(line)} - {""})
    if known.choices is not None and set(values) - {value for value, _ in known.choices()}:
        raise _wrong(f"Bij '{known.label}' is een keuze gemaakt die niet (meer) bestaat. Kies opnieuw.", field)
    return {"field": known.key, "op": line["op"], "value": values}


def _words(line: Mapping, known: dict) -> str:
    field, values = field_of(str(line.get("field", ""))), _values(line)
    if field is None:
        return "iets dat niet meer bestaat"
    if field.key not in known:
        known[field.key] = dict(field.choices()) if field.choices else None
    labels = known[field.key]
    named = " of ".join(value if labels is None else labels.get(value, "iets dat niet meer bestaat") for value in values)
    return f"{field.label} {OPERATORS.get(line.get('op', ''), '?')} {named}"


def _wrong(text: str, field: str) -> RuleBroken:
    return RuleBroken(text, code="CRM42", field=field)


def keys(values: list[str]) -> list[UUID]:
    """Values that are keys of rows; what is no key names no row."""
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
