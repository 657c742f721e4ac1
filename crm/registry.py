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
class AsOfPart:
    """A part of the card as of a date; `at(stand)` (crm.as_of.Stand) gives what its template shows, or None for nothing.

    `stand.day` is the day, `stand.moment` its end, or None when the part is to tell how it is now.
    """

    key: str
    label: str
    order: int
    permission: str
    at: Callable[[Any], dict | None]
    template: str


@dataclass(frozen=True)
class BinKind:
    """A kind of thing that can be thrown away and taken back.

    `rows(member)` are those in the bin that this member may take out, with `deleted_at` and `deleted_by`; `name(row)`
    and `place(row)` are words; `restore(row, *, by)` takes one out; `days_left(row)` is how long it stays at least.
    """

    key: str
    label: str
    plural: str
    icon: str
    rows: Callable[[Any], Any]
    name: Callable[[Any], str]
    place: Callable[[Any], str]
    restore: Callable
    days_left: Callable[[Any], int]
    order: int = 50


@dataclass(frozen=True)
class ListColumn:
    """A column of the relations list; `cells(keys, member)` gives safe HTML per key of a relation, in one query."""

    key: str
    label: str
    permission: str
    cells: Callable[[list, Any], dict]
    order: int = 50
    # The same as plain text for an export; without it the words of the cell are taken.
    texts: Callable[[list, Any], dict] | None = None
    # Shown to whoever did not choose columns.
    usual: bool = True


@dataclass(frozen=True)
class ListNarrowing:
    """A filter of the relations list that another app owns.

    `choices()` gives (value, words) pairs of the open office; `narrow(relations, values, member)` the rows with any.
    """

    key: str
    label: str
    permission: str
    choices: Callable[[], list]
    narrow: Callable[[Any, list, Any], Any]
    order: int = 50


@dataclass(frozen=True)
class BulkAction:
    """Something done to many relations or contacts at once, as a plan (crm/rules/plans.py).

    `form(member, data)` gives a form and `pack(form)` its answers as JSON values. `items(relations, values, member)` says
    per relation, in order, what would happen: an Item, None when it is so already, or the Dutch sentence why not. Who
    registers it also registers a PlanApplier for the object kind of its items.
    """

    key: str
    label: str
    icon: str
    permission: str
    form: Callable[[Any, Any], Any]
    pack: Callable[[Any], dict]
    items: Callable[[list, dict, Any], list]
    order: int = 50
    # The list it belongs to: «relations» or «contacts».
    screen: str = "relations"


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
    """A kind of thing that can be found by members with this right.

    `ask(asked)` gives questions for `crm.search.ask`: all sources together are one statement. `show(found, asked, most)`
    gives Hits the member may see of the ids that came back. `recall(keys, member)` gives {key: Hit} of what was opened
    lately, when there is a page to open.
    """

    key: str
    label: str
    permission: str
    ask: Callable[[Any], list]
    show: Callable[[dict, Any, int], list]
    recall: Callable[[list, Any], dict] | None = None
    order: int = 50


@dataclass(frozen=True)
class SubjectOpener:
    """The page of what a timeline entry points to; `kind` as in «sbr_inbox.filing»."""

    kind: str
    url_name: str
    icon: str = "circle-dot"


@dataclass(frozen=True)
class CompletenessCheck:
    """A field that work cannot do without: `stops` says which work stops while it is empty.

    `ok(day)` and `applies(day)` give conditions on Relation (Q or Exists with OuterRef("pk")) that hold on the day; they
    are asked for many relations in one query, so they never look at one. `where` is the name of the page that mends it,
    with `anchor` the field on that page.
    """

    key: str
    label: str
    stops: str
    ok: Callable[[Any], Any]
    applies: Callable[[Any], Any] | None = None
    where: str = "crm:relation_edit"
    anchor: str = ""
    tone: str = "warn"
    order: int = 50


@dataclass(frozen=True)
class Light:
    """A figure in the cockpit of the card: what it is, how it stands, why, and where it leads."""

    label: str
    value: str
    why: str = ""
    tone: str = ""
    icon: str = "circle-dot"
    url: str = ""


@dataclass(frozen=True)
class CardLight:
    """A light of the card; `shine(relation, member)` gives a Light, or None where it says nothing."""

    key: str
    permission: str
    shine: Callable[[Any, Any], Light | None]
    order: int = 50


@dataclass(frozen=True)
class OffboardingCheck:
    """A line of *Uitschrijven*; `look(relation, member)` gives (state, text, url).

    State «ok» needs nothing, «look» deserves a look, «stop» must be done first, «note» is what will happen.
    """

    key: str
    label: str
    look: Callable[[Any, Any], tuple[str, str, str]]
    order: int = 50


@dataclass(frozen=True)
class MergeCarrier:
    """Rows that go along when two relations or two contacts become one.

    `carry(winner, loser)` moves them and gives what `give_back(winner, loser, moved)` needs to undo it (plain JSON);
    `objections(winner, loser)` gives Dutch sentences that forbid the merge. `kind` is RELATION or CONTACT.
    """

    key: str
    label: str
    kind: str
    count: Callable[[Any], int]
    carry: Callable[[Any, Any], Any]
    give_back: Callable[[Any, Any, Any], None]
    objections: Callable[[Any, Any], list] | None = None
    order: int = 50


@dataclass(frozen=True)
class PersonOffer:
    """Something to tick when a person relation is made from a contact; `take(relation, *, by)` does it."""

    key: str
    label: str
    take: Callable
    order: int = 50


relation_created = Registry("fn(relation, *, by): what every new relation has from the start")
relation_changed = Registry("fn(relation, *, by): its data, numbers, contacts or access changed")
status_guards = Registry(
    "fn(relation, status): Dutch sentences that forbid the move; an empty list allows it"
)
relation_ended = Registry("fn(relation, *, by, last_day): what ends with the relation, in the same transaction")
delete_guards = Registry("fn(relation): Dutch names of what it still has; an empty list lets it go to the bin")
completeness_checks = Registry("CompletenessCheck")
card_lights = Registry("CardLight")
offboarding_checks = Registry("OffboardingCheck")
merge_carriers = Registry("MergeCarrier")
person_offers = Registry("PersonOffer")
card_tabs = Registry("CardTab")
card_panels = Registry("CardPanel")
list_columns = Registry("ListColumn")
as_of_parts = Registry("AsOfPart")
bin_kinds = Registry("BinKind")
list_filters = Registry("ListNarrowing")
bulk_actions = Registry("BulkAction")
search_sources = Registry("SearchSource")
subject_openers = Registry("SubjectOpener")


def opener_of(kind):
    """The registered opener of a kind of subject, or None."""
    return next((opener for opener in subject_openers if opener.kind == kind), None)
