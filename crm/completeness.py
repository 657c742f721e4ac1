"""How complete relations are, and which work stops because of what is missing.

Every check is a pair of conditions in SQL, so that one relation and a page of them ask the same question once.
"""

from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, Case, DateField, F, Q, UUIDField, Value, When
from django.utils import timezone

from crm.models import Relation
from crm.registry import CompletenessCheck, completeness_checks
from offices.db.prepared import OneOf, Prepared
from offices.urls_helpers import desk_url


@dataclass(frozen=True)
class Verdict:
    """What one check says of one relation: «ok», «open» or «n.v.t.»."""

    check: CompletenessCheck
    state: str
    url: str

    @property
    def missing(self) -> bool:
        """Whether work stops because of it."""
        return self.state == "open"


def percent_of(keys, day=None) -> dict:
    """{relation id: percentage of what applies that is there}, in one query."""
    return {key: _percent(marks) for key, marks in _answers(list(keys), day)}


def verdicts(relation, day=None) -> list[Verdict]:
    """Every check of one relation, what is missing first."""
    marks = next((marks for _, marks in _answers([relation.pk], day)), ())
    found = [
        Verdict(check, _STATES[mark], where(check, relation)) for check, mark in zip(completeness_checks, marks, strict=False)
    ]
    return sorted(found, key=lambda verdict: _ORDER[verdict.state])


def percent(found: list[Verdict]) -> int:
    """The percentage these verdicts add up to; 100 when nothing applies."""
    return _percent([_MARKS[verdict.state] for verdict in found])


def lacking(key: str, day=None) -> Q | None:
    """A condition on Relation: this check applies and is not met. None for a check that does not exist."""
    check = next((one for one in completeness_checks if one.key == key), None)
    if check is None:
        return None
    day = day or timezone.localdate()
    lacks = ~Q(check.ok(day))
    return Q(check.applies(day)) & lacks if check.applies else lacks


def where(check: CompletenessCheck, relation) -> str:
    """The address that mends it, with the field on that page."""
    return desk_url(check.where, relation.pk) + (f"#{check.anchor}" if check.anchor else "")


_STATES = {True: "ok", False: "open", None: "n.v.t."}
_MARKS = {state: mark for mark, state in _STATES.items()}
_ORDER = {"open": 0, "ok": 1, "n.v.t.": 2}


def _percent(marks) -> int:
    asked = [mark for mark in marks if mark is not None]
    return round(100 * sum(asked) / len(asked)) if asked else 100


def _answers(keys, day):
    if not keys:
        return []
    rows = _question().rows(keys=keys, day=day or timezone.localdate())
    return [(row[0], row[1:]) for row in rows]


_kept: dict = {}


def _question() -> Prepared:
    """The question, written once per set of checks."""
    checks = tuple(completeness_checks)
    if checks not in _kept:
        _kept.clear()
        _kept[checks] = Prepared(lambda keys, day: _build(checks, keys, day), keys=ArrayField(UUIDField()), day=DateField())
    return _kept[checks]


def _build(checks, keys, day):
    marks = {f"mark_{place}": _mark(check, day) for place, check in enumerate(checks)}
    rows = Relation.objects.filter(OneOf(F("pk"), keys)).annotate(**marks)
    return rows.values_list("pk", *marks)


def _mark(check, day):
    whens = [When(~Q(check.applies(day)), then=Value(None))] if check.applies else []
    return Case(*whens, When(check.ok(day), then=Value(True)), default=Value(False), output_field=BooleanField(null=True))
