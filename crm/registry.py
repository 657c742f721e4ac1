"""What apps to the right add to relations: tabs, columns, guards, search and pages behind a pointer.

Registered callables run in the caller's transaction and never do HTTP.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from offices.registry import Registry


@dataclass(frozen=True)
class CardTab:
    """A tab of the relation card. `count(relation, member)` gives a number to show beside it, or None."""

    key: str
    label: str
    order: int
    permission: str
    url_name: str
    count: Callable[[Any, Any], int | None] | None = None


@dataclass(frozen=True)
class CardPanel:
    """A block on the overview of the card; `context(relation, member)` gives what its template shows."""

    key: str
    template: str
    permission: str
    context: Callable[[Any, Any], dict]
    order: int = 50


@dataclass(frozen=True)
class ListColumn:
    """A column of the relations list; `cells(keys, member)` gives safe HTML per key of a relation, in one query."""

    key: str
    label: str
    permission: str
    cells: Callable[[list, Any], dict]
    order: int = 50


@dataclass(frozen=True)
class Hit:
    """One thing that was found: where it opens, what it is, and why it was found."""

    url: str
    label: str
    sub: str = ""
    reason: str = ""
    icon: str = "file-text"
    avatar: str = ""


@dataclass(frozen=True)
class SearchSource:
    """A kind of thing that can be found; `find(text, member, most)` gives Hits the member may see."""

    key: str
    label: str
    permission: str
    find: Callable[[str, Any, int], list]
    order: int = 50


@dataclass(frozen=True)
class SubjectOpener:
    """The page of what a timeline entry points to; `kind` as in «sbr_inbox.filing»."""

    kind: str
    url_name: str
    icon: str = "circle-dot"


relation_created = Registry("fn(relation, *, by): what every new relation has from the start")
relation_changed = Registry("fn(relation, *, by): its data, numbers, contacts or access changed")
status_guards = Registry(
    "fn(relation, status): Dutch sentences that forbid the move; an empty list allows it"
)
card_tabs = Registry("CardTab")
card_panels = Registry("CardPanel")
list_columns = Registry("ListColumn")
search_sources = Registry("SearchSource")
subject_openers = Registry("SubjectOpener")


def opener_of(kind):
    """The registered opener of a kind of subject, or None."""
    return next((opener for opener in subject_openers if opener.kind == kind), None)
