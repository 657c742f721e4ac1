"""The relation card: a head that every tab shares, and tabs that each app registers and serves itself."""

from functools import cached_property
from typing import ClassVar

from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from crm.access import Reach
from crm.models import Relation
from crm.names import monogram
from crm.recent import opened
from crm.registry import CardTab, card_tabs
from crm.rules.app_links import links_for
from crm.rules.merging import RIGHT as MERGE
from crm.rules.merging import followed
from crm.rules.status import moves_from
from offices.urls_helpers import desk_url
from offices.views import DeskView

__all__ = ["CardTab", "CardView", "RelationMixin", "card_context", "card_tabs"]


class MovedAway(Exception):
    """The record of the address went into another one: `row` is where it is now."""

    def __init__(self, row):
        super().__init__(str(row.pk))
        self.row = row


class RelationMixin:
    """The relation of the address, as far as this member may see it; 404 otherwise.

    A relation that went into another one answers with the address of that one.
    """

    def dispatch(self, request, *args, **kwargs):
        """Lead the way from a merged relation to where it is now."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except MovedAway as gone:
            same_page = set(self.kwargs) == {"relation_id"} and request.method in ("GET", "HEAD")
            name = request.resolver_match.view_name if same_page else "crm:relation"
            return redirect(desk_url(name, gone.row.pk))

    @cached_property
    def relation(self):
        """The relation named by `relation_id`. A missing right on a visible one answers 403."""
        rows = Relation.objects.visible_to(self.member).select_related("kind")
        row = rows.with_team().with_labels().with_city().filter(pk=self.kwargs["relation_id"]).first()
        if row is None:
            raise self.not_here()
        reach = Reach(self.member, row)
        reach.require(self.permission)
        self.reach = reach
        return row

    def not_here(self):
        """Where a merged relation is now, when this member may see that; else 404."""
        row = followed(Relation, self.kwargs["relation_id"])
        if row is not None and Relation.objects.visible_to(self.member).filter(pk=row.pk).exists():
            return MovedAway(row)
        return Http404("No such relation for this member.")


class CardView(RelationMixin, DeskView):
    """A tab of the card. Set `tab` and `permission`; the template extends crm/card_base.html and fills block `tab`."""

    permission: ClassVar[str] = "crm.relation.view"
    tab: ClassVar[str] = ""
    nav = "crm"

    def render(self, template, context=None, *, status=200):
        """The tab inside the card; it goes to the top of what the member opened lately."""
        if self.request.method == "GET":
            opened(self.member, "relations", self.relation.pk)
        head = card_context(self.relation, self.member, self.reach, tab=self.tab)
        return super().render(template, head | (context or {}), status=status)

    def url(self, name, *args):
        """A page of this relation."""
        return desk_url(name, self.relation.pk, *args)


def card_context(relation, member, reach, *, tab):
    """What the head of the card shows: status, numbers, team, tabs and the moves of status open to this member."""
    return {
        "relation": relation,
        "reach": {
            key: reach.may(key) for key in ("crm.relation.edit", "crm.team.assign", "crm.contact.link")
        },
        "may_edit": reach.may("crm.relation.edit"),
        "monogram": monogram(relation.name),
        "rhythm": rhythm(relation),
        "preferred": preferred(relation) if reach.may("crm.contact.view") else None,
        "app_links": links_for(relation, member),
        "may_merge": reach.may(MERGE) and relation.type != "INTERNAL",
        "may_delete": reach.may("crm.relation.delete") and relation.type != "INTERNAL",
        "manager": next((row.member for row in relation.team if row.role.code == "RELATION_MANAGER"), None),
        "tabs": tabs(relation, member, reach),
        "tab": tab,
        "moves": [(status, status.label) for status, right in moves_from(relation) if reach.may(right)],
    }


def tabs(relation, member, reach):
    """The tabs this member may open."""
    return [
        {
            "key": entry.key,
            "label": entry.label,
            "url": desk_url(entry.url_name, relation.pk),
            "count": entry.count(relation, member) if entry.count else None,
        }
        for entry in card_tabs
        if reach.may(entry.permission)
    ]


def preferred(relation):
    """The link with the contact the office talks to first, or None."""
    return relation.contact_links.valid().filter(is_preferred=True).select_related("contact").first()


def rhythm(relation):
    """The filing rhythm of today in words: «btw per kwartaal, loon per maand»."""
    today, now = timezone.localdate(), {}
    for row in relation.tax_frequencies.filter(valid_from__lte=today).order_by("valid_from"):
        now[row.kind] = row
    words = {"OB": "btw", "LH": "loon"}
    return ", ".join(
        f"{words[kind]} per {now[kind].get_frequency_display().lower()}" for kind in words if kind in now
    )
