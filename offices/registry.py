"""How an app on the left causes something on its right: lists of callables that the right app registers in.

Registered callables run in the caller's transaction, in the order of INSTALLED_APPS, and never do HTTP.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import import_string


class Registry:
    """An ordered list that apps add to in `AppConfig.ready()`; adding the same thing twice keeps one."""

    def __init__(self, what: str):
        self.what = what
        self._entries: list = []

    def register(self, entry):
        """Add an entry; usable as a decorator."""
        if entry not in self._entries:
            self._entries.append(entry)
        return entry

    def __iter__(self) -> Iterator:
        return iter(sorted(self._entries, key=lambda entry: getattr(entry, "order", 0)))

    def __len__(self) -> int:
        return len(self._entries)

    def call(self, *args, **kwargs) -> list:
        """Call every entry and give the answers."""
        return [entry(*args, **kwargs) for entry in self]


@dataclass(frozen=True)
class Later:
    """A callable by its dotted path, imported when it is called: most processes never make practice data."""

    path: str
    order: int = 0

    def __call__(self, *args, **kwargs):
        return import_string(self.path)(*args, **kwargs)


@dataclass(frozen=True)
class NavEntry:
    """A line of the side bar; `count(member)` gives a number that needs action, or None."""

    key: str
    label: str
    icon: str
    url_name: str
    permission: str | None
    group: str = "werk"
    order: int = 50
    count: Callable[[Any], int | None] | None = None
    tone: str = ""
    only_practice: bool = False


@dataclass(frozen=True)
class SettingsPage:
    """A page of *Beheer*: label, what one sets there, and the right it asks."""

    key: str
    label: str
    explains: str
    icon: str
    url_name: str
    permission: str
    order: int = 50


@dataclass(frozen=True)
class BeheerTab:
    """A tab of a section of Beheer that more apps fill; `section` is «team» or «crm»."""

    key: str
    label: str
    url_name: str
    permission: str
    section: str
    order: int = 50


@dataclass(frozen=True)
class MemberFact:
    """A column of the list of colleagues; `values(members)` gives {key of member: text or safe HTML} in fixed queries."""

    label: str
    values: Callable[[list], dict]
    order: int = 50


@dataclass(frozen=True)
class MemberButton:
    """A page about one colleague that another app has; its address takes the key of the member."""

    label: str
    url_name: str
    icon: str
    order: int = 50


@dataclass(frozen=True)
class Tile:
    """A figure on the dashboard that opens its list.

    `rows(member)` is the query set that is counted, all of a page in one question; else `count(member)`, capped at
    1,000 by its maker.
    """

    key: str
    label: str
    explains: str
    permission: str
    url: Callable[[], str]
    count: Callable[[Any], int] | None = None
    tone: str = ""
    order: int = 50
    rows: Callable[[Any], Any] | None = None


@dataclass(frozen=True)
class ListScreen:
    """A list of which views can be saved; sharing one with the office asks the right `manage`."""

    key: str
    label: str
    url_name: str
    permission: str
    manage: str
    # The right that saving for oneself asks; empty is none besides seeing the list.
    keep: str = ""


@dataclass(frozen=True)
class Banner:
    """What stands above every page of an office: a word that is read first, and the rest of the sentence."""

    word: str
    text: str


office_created = Registry("fn(office, *, by): seed what every new office has; the office is open")
nav_entries = Registry("NavEntry")
settings_pages = Registry("SettingsPage")
beheer_tabs = Registry("BeheerTab")
member_facts = Registry("MemberFact")
member_buttons = Registry("MemberButton")
access_explainers = Registry("fn(who, *, viewer, asked) -> dict: more for the page that says why somebody may do something")
dashboard_tiles = Registry("Tile")
list_screens = Registry("ListScreen")
page_banners = Registry("fn(office) -> Banner or None: above every page of the open office")
sweeps = Registry("fn(): ring again what is due in the open office; returns how many")
health_checks = Registry("fn() -> dict(name, ok, text, figures)")
practice_data = Registry("fn(office, *, rng, size): fill a practice office; the office is open")
link_openers = Registry("(purpose, fn(request, link))")
