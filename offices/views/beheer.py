"""What the pages of *Beheer* share: a table of what an office made itself, a form for one of them, a button."""

from typing import ClassVar

from django.utils.html import format_html

from offices.errors import NotHere, RuleBroken
from offices.permissions import may
from offices.registry import beheer_tabs
from offices.signin import levels
from offices.urls_helpers import desk_url
from offices.views.base import DeskView
from offices.views.forms import DeskForm


def act(label: str, url: str, icon: str = "plus", *, primary: bool = False) -> dict:
    """A button at the head of a page."""
    return {"label": label, "url": url, "icon": icon, "primary": primary}


def link(text, url: str, sub: str = ""):
    """A cell that leads somewhere, with a quiet line under it."""
    more = format_html('<span class="small muted blk">{}</span>', sub) if sub else ""
    return format_html('<a href="{}">{}</a>{}', url, text, more)


def quiet(text):
    """A cell that says there is nothing."""
    return format_html('<span class="muted">{}</span>', text)


def section_tabs(section: str, member) -> list[dict]:
    """The tabs of a section of Beheer, as far as the member may open them."""
    shown = [tab for tab in beheer_tabs if tab.section == section and may(member, tab.permission)]
    return [{"key": tab.key, "label": tab.label, "url": desk_url(tab.url_name)} for tab in shown]


class InBeheer:
    """The way back, the tabs and the lead of a page of Beheer; `parents` are (label, name of the address)."""

    nav = "settings"
    title = ""
    lead = ""
    section = ""
    tab = ""
    tabs_label = "Onderdelen"
    parents: ClassVar[tuple[tuple[str, str], ...]] = ()

    def tabs(self) -> list[dict]:
        """Sibling pages of this section that the member may open."""
        return section_tabs(self.section, self.member) if self.section else []

    def frame(self) -> dict:
        """What the templates table.html and edit.html show around the content."""
        trail = [("Beheer", desk_url("offices:settings"))] + [(label, desk_url(name)) for label, name in self.parents]
        return {
            "title": self.title, "lead": self.lead, "trail": trail, "tabs": self.tabs(), "tab": self.tab,
            "tabs_label": self.tabs_label,
        }  # fmt: skip


class BeheerTable(InBeheer, DeskView):
    """A page with one table; `cells()` gives its rows in a fixed number of queries."""

    heads: ClassVar[tuple[str, ...]] = ()
    empty: ClassVar[dict] = {}

    def get(self, request, *args, **kwargs):
        """The table."""
        rows = self.cells()
        shown = self.frame() | {"heads": self.heads, "rows": rows, "acts": self.acts(), "empty": self.nothing()}
        return self.render("offices/table.html", shown | self.context())

    def cells(self) -> list[list]:
        """One list of cells per row."""
        raise NotImplementedError(f"{type(self).__name__} must give its rows.")

    def acts(self) -> list[dict]:
        """Buttons at the head."""
        return []

    def nothing(self) -> dict:
        """What stands there when the table is empty; its button is the first act."""
        first = next(iter(self.acts()), None)
        return self.empty | ({"url": first["url"], "button": first["label"]} if first else {})

    def context(self) -> dict:
        """What else the page shows."""
        return {}


class BeheerForm(InBeheer, DeskForm):
    """A form of Beheer; back to `list_url` when done."""

    template_name = "offices/edit.html"
    list_url = ""

    def show(self, form, *, status=200, **context):
        """The page with this form, inside its frame."""
        shown = self.frame() | {"cancel_url": desk_url(self.list_url) if self.list_url else ""}
        return super().show(form, status=status, **shown | self.around() | context)

    def around(self) -> dict:
        """What else the page shows; wins over the frame."""
        return {}

    def success_url(self, result):
        return desk_url(self.list_url)


class BeheerAction(DeskView):
    """A button: `act` calls one rule and says what was done; back to `list_url`, also when it may not be."""

    http_method_names: ClassVar[list[str]] = ["post"]
    list_url = ""

    def post(self, request, *args, **kwargs):
        """Do it and say so, or say why not; what is not there answers 404."""
        try:
            return self.done(self.act(**kwargs), self.after(**kwargs))
        except NotHere:
            raise
        except RuleBroken as fault:
            return self.failed(fault, self.refused(**kwargs))

    def act(self, **ids) -> str:
        """Call the rule; gives the sentence about what was done."""
        raise NotImplementedError(f"{type(self).__name__} must call a rule.")

    def after(self, **ids) -> str:
        """Where to go when it was done."""
        return desk_url(self.list_url)

    def refused(self, **ids) -> str:
        """Where to say why it was not done."""
        return self.after(**ids)

    def ask_step_up(self, request, *args, **kwargs):
        """The factor first, then back to the page with the button."""
        return levels.require_step_up(request, self.refused(**kwargs))
