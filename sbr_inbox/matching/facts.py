"""What the ladder looks at and what it answers: plain frozen values."""

import dataclasses
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from sbr_inbox.enums import MatchRule, State
from sbr_inbox.keys import Key


class How(StrEnum):
    """Along which road a relation came up."""

    NUMBER = "NUMBER"
    UNITY_HEAD = "UNITY_HEAD"
    UNITY_MEMBER = "UNITY_MEMBER"
    BRANCH = "BRANCH"
    BASE = "BASE"
    SOURCE = "SOURCE"
    MEMORY = "MEMORY"


@dataclass(frozen=True, slots=True)
class RowFacts:
    """One taxpayer in an UITSTEL message."""

    position: int
    key: Key
    tax: str = ""


@dataclass(frozen=True, slots=True)
class FilingFacts:
    """What a filing says about itself. Periods are inclusive on both ends."""

    kind: str
    key: Key
    known_message: bool = True
    entrypoint: str = ""
    period_start: date | None = None
    period_end: date | None = None
    frequency: str | None = None
    sequence: int = 1
    # btw-id of the part of a fiscal unity that an ICP is about, as digits, B and two digits.
    branch: str = ""
    source_name: str = ""
    source_relation: UUID | None = None
    rows: tuple[RowFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A relation that came up along one road, with the days on which that holds."""

    relation: UUID
    how: How
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date | None) -> bool:
        """Whether the number or the membership held on this day; without a day only an open end counts."""
        if day is None:
            return self.valid_to is None
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


@dataclass(frozen=True, slots=True)
class Profile:
    """What the office knows of a relation that came up."""

    id: UUID
    type: str
    rechtsvorm: str = ""
    client_since: date | None = None
    ended_on: date | None = None
    # Filing kinds of the products it has in the period, and those of its products without a workflow.
    kinds: frozenset[str] = frozenset()
    product: UUID | None = None
    frequency: str | None = None
    contact_name: str = ""
    has_mail: bool = False
    invited: bool = False
    # Another live filing for the same number, kind, period and sequence.
    live: UUID | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Everything looked up for one filing: hits per normalised number, and who they are."""

    hits: dict[str, tuple[Hit, ...]] = field(default_factory=dict)
    profiles: dict[UUID, Profile] = field(default_factory=dict)

    def of(self, key: Key, *hows: How) -> tuple[Hit, ...]:
        """The hits of one number along these roads."""
        return tuple(hit for hit in self.hits.get(key.normal, ()) if hit.how in hows)


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One rung as it went: Dutch text without names, the candidates left after it, and why it stopped here."""

    step: str
    result: str
    text: str
    field: str = ""
    value: str = ""
    candidates: tuple[UUID, ...] = ()
    stop: str = ""

    def as_json(self) -> dict:
        """The stored form."""
        return {
            "step": self.step,
            "field": self.field,
            "value": self.value,
            "result": self.result,
            "text": self.text,
            "candidates": [str(pk) for pk in self.candidates],
            "stop": self.stop,
        }


@dataclass(frozen=True, slots=True)
class Found:
    """An issue: its code, the field it sits on, and what to fill in in its text (ids, never names)."""

    code: str
    field: str = ""
    values: dict = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """The answer of the ladder."""

    state: State
    rule: MatchRule
    relation: UUID | None = None
    product: UUID | None = None
    issues: tuple[Found, ...] = ()
    trace: tuple[TraceStep, ...] = ()
    suggestions: tuple[UUID, ...] = ()
    # Per row of an UITSTEL: position -> relation.
    rows: dict[int, UUID | None] = field(default_factory=dict)

    def trace_json(self) -> list[dict]:
        """The stored form of the trace."""
        return [step.as_json() for step in self.trace]
