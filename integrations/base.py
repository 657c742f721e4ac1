"""What a connector is to the rest of the product."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from integrations.enums import Knowledge


@dataclass
class Counts:
    """What a round did, in numbers."""

    seen: int = 0
    taken: int = 0
    known: int = 0
    refused: int = 0
    waiting: int = 0


class Runner(Protocol):
    """Does one round of a connection."""

    def __call__(self, connection, run) -> Counts:
        """Bring what is new. Raises a RuleBroken whose text says what the office must do."""


@dataclass(frozen=True)
class Field:
    """One thing an office fills in for a connection; a secret is kept encrypted and never shown again."""

    name: str
    label: str
    help: str = ""
    secret: bool = False
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    # Checks and tidies what was typed. Raises RuleBroken.
    check: Callable[[str], str] = str.strip


@dataclass(frozen=True)
class Connector:
    """A kind of link: how it is shown, what an office fills in, and what a round does."""

    key: str
    name: str
    category: str
    explains: str
    icon: str
    knowledge: Knowledge
    run: Runner
    # What a member sees of the settings of one connection: (label, value) pairs.
    facts: "Facts"
    made: "Made"
    # Fills a practice office; takes its offices.practice.Plan.
    practice: Callable[[object], None]
    steps: tuple[str, ...] = field(default=())
    fields: tuple[Field, ...] = field(default=())
    # Asks the other side something harmless: what it answered in words, or a RuleBroken that says what to do.
    check: Callable[[object], str] | None = None
    # Whether it brings something by itself; a link that is only used when there is something to send has no rounds.
    rounds: bool = True


class Facts(Protocol):
    """The settings of a connection in words."""

    def __call__(self, connection) -> list[tuple[str, str]]:
        """(label, value) pairs without secrets."""


class Made(Protocol):
    """What must exist before a first round."""

    def __call__(self, connection) -> None:
        """Prepare the other side, such as a folder."""
