"""Tab *Dossier* of the relation card: tree, list, preview."""

from urllib.parse import urlencode
from uuid import UUID

from django.utils import timezone

from dossier import periods
from dossier.enums import AccessKind
from dossier.kinds import mark
from dossier.preview import RENDERED, TEXTS, as_text
from dossier.queries.tree import COUNT_MOST, Node, count_items
from dossier.rules.access import note_access
from dossier.views.base import DossierPage, plain_relation
from offices.files import open_file
from offices.views import DeskView, Page, keyset_page

SORTS = {"naam": ("sort_key", "id"), "datum": ("id",)}
SIZE = 50
VERBS = (
    ("dossier.item.move", "move", "Verplaatsen", "folder-input"),
    ("dossier.item.publish", "publish", "Tonen aan cliënt", "eye"),
    ("dossier.item.publish", "hide", "Verbergen", "eye-off"),
    ("dossier.item.delete", "trash", "Weggooien", "trash-2"),
)
RIGHTS = (
    "dossier.item.upload",
    "dossier.item.edit",
    "dossier.item.move",
    "dossier.item.publish",
    "dossier.item.delete",
    "dossier.item.restore",
    "dossier.item.seal",
    "dossier.folder.relation",
    "dossier.freeze",
    "dossier.access_log.view",
)


class DossierTab(DossierPage):
    """The folder, year, item and order all stand in the address."""

    def get(self, request, relation_id):
        """One folder of the tree; for htmx that asks the list alone, the list alone."""
        partial = request.htmx and request.htmx.target == "lijst"
        if partial:
            self.relation, self.reach = plain_relation(self)
        self.relation  # noqa: B018  (the door: 404 or 403 before anything is read)
        year, node = self.year, self.chosen()
        context = {"node": node, "year": year, "here": request.get_full_path(), "may": self.rights()}
        if node is not None and node.is_leaf:
            context |= self.listed(node, year)
        if partial:
            return DeskView.render(
                self, "dossier/list.html", context | {"relation": self.relation, "partial": True}
            )
        count_items(self.tree, self.relation, self.items.live(), year=year)
        for each in self.tree:
            each.url = self.folder_url(each)
        context |= {"tree": self.tree, "years": self.years(), "in_bin": self.items.in_bin()[:1].exists()}
        return self.render("dossier/tab.html", context | self.shown(node))

    def folder_url(self, node: Node) -> str:
        """This page with another folder; year and order stay."""
        kept = {key: self.request.GET[key] for key in ("jaar", "sort") if self.request.GET.get(key)}
        return f"{self.request.path}?{urlencode({'map': node.folder.pk, **kept})}"

    def rights(self) -> dict[str, bool]:
        """Short name of a right -> whether it reaches this relation."""
        return {key.removeprefix("dossier.").replace(".", "_"): self.reach.may(key) for key in RIGHTS}

    @property
    def year(self) -> int | None:
        """The year of the address; None shows all years."""
        asked = self.request.GET.get("jaar", "")
        return int(asked) if asked.isdigit() and len(asked) == 4 else None

    def years(self) -> list[int]:
        """Years to choose from: next year and ten back, and the one that is chosen."""
        now = timezone.localdate().year
        found = set(range(now - 9, now + 2)) | ({self.year} if self.year else set())
        return sorted(found, reverse=True)

    def chosen(self) -> Node | None:
        """The folder of the address; without one the first leaf."""
        asked = self.request.GET.get("map", "")
        if not asked:
            return next(iter(self.tree.leaves()), None)
        return self.node(_uuid(asked))

    def listed(self, node: Node, year: int | None) -> dict:
        """The rows of a leaf and what stands around them."""
        items = self.items.live().filter(folder=node.folder)
        if year is not None and periods.asks_year(node.folder.period_setting):
            items = items.filter(year=year)
        total = items.order_by()[: COUNT_MOST + 1].count()
        return {
            "page": self.page(items),
            "total": min(total, COUNT_MOST),
            "total_label": "1.000+" if total > COUNT_MOST else str(total),
            "things": "stuk" if total == 1 else "stukken",
            "sort": "-datum",
            "frozen": node.frozen(year) or node.frozen(None),
            "drop": self.drop(node, year),
            "bulk_url": self.url("dossier:bulk", query=urlencode({"terug": self.request.get_full_path()})),
            "verbs": [
                {"value": verb, "label": label, "icon": icon}
                for key, verb, label, icon in VERBS
                if self.reach.may(key)
            ],
        }

    def page(self, items) -> Page:
        """One page by keyset."""
        asked = self.request.GET.get("sort", "-datum")
        keys = SORTS.get(asked.lstrip("-"), SORTS["datum"])
        behind, before = self.request.GET.get("na", ""), self.request.GET.get("voor", "")
        rows, first, last, more_before, more_behind = keyset_page(
            items.select_related("current").with_client_access(),
            keys=keys,
            size=SIZE,
            position=behind or before,
            backward=bool(before),
            descending=asked.startswith("-") or asked.lstrip("-") not in SORTS,
        )
        return Page(
            self.dressed(rows),
            next_url=self.address(na=last) if more_behind else None,
            previous_url=self.address(voor=first) if more_before else None,
        )

    def dressed(self, rows: list) -> list:
        """Rows with their mark, their period and their address."""
        for row in rows:
            row.letters, row.tone = mark(row.current.mime, row.name)
            row.short_period = periods.SHORT.get(row.period, "")
            row.url = self.address(stuk=row.pk)
        return rows

    def drop(self, node: Node, year: int | None) -> dict | None:
        """What the drop zone asks; None where this member cannot add anything."""
        if not self.reach.may("dossier.item.upload") or node.frozen(year):
            return None
        now = timezone.localdate().year
        return {
            "years": self.years() if periods.asks_year(node.folder.period_setting) else [],
            "year": year or now,
            "periods": periods.choices(node.folder.period_setting),
            "period_needed": periods.asks_period(node.folder.period_setting),
        }

    def shown(self, node: Node | None) -> dict:
        """The item in the preview pane, and that it was seen."""
        asked = self.request.GET.get("stuk", "")
        if not asked or node is None:
            return {}
        item = self.item(_uuid(asked))
        note_access(item.current, item, by=self.member, kind=AccessKind.SEEN)
        return {
            "item": item,
            "preview": preview_of(item.current),
            "folder_path": self.node(item.folder_id).path,
        }

    def address(self, **change) -> str:
        """This page with another position or item."""
        query = self.request.GET.copy()
        for key in ("na", "voor") if "stuk" not in change else ():
            query.pop(key, None)
        for key, value in change.items():
            query[key] = value
        return f"{self.request.path}?{query.urlencode()}"


def preview_of(version) -> dict:
    """How a version is shown: pages as pictures, escaped text, or not at all."""
    if version.stored_file is None:
        return {"kind": "gone"}
    if version.mime in RENDERED:
        return {"kind": "unreadable" if version.pages == 0 else "pages", "pages": version.pages or 1}
    if version.mime in TEXTS:
        with open_file(version.stored_file) as source:
            text, more = as_text(source)
        return {"kind": "text", "text": text, "more": more}
    return {"kind": "none"}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
