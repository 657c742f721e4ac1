"""The relation card: a head that every tab shares, and tabs that each app registers and serves itself."""

from functools import cached_property
from typing import ClassVar

from django.http import Http404
from django.utils import timezone

from crm.access import Reach
from crm.models import Relation
from crm.names import monogram
from crm.registry import CardTab, card_tabs
from crm.rules.status import moves_from
from offices.urls_helpers import desk_url
from offices.views import DeskView

__all__ = ["CardTab", "CardView", "RelationMixin", "card_context", "card_tabs"]


class RelationMixin:
    """The relation of the address, as far as this member may see it; 404 otherwise."""

    @cached_property
    def relation(self):
        """The relation named by `relation_id`. A missing right on a visible one answers 403."""
        rows = Relation.objects.visible_to(self.member).select_related("kind")
        row = rows.with_team().with_labels().with_city().filter(pk=self.kwargs["relation_id"]).first()
        if row is None:
            raise Http404("No such relation for this member.")
        reach = Reach(self.member, row)
        reach.require(self.permission)
        self.reach = reach
        return row


class CardView(RelationMixin, DeskView):
    """A tab of the card. Set `tab` and `permission`; the template extends crm/card_base.html and fills block `tab`."""

    permission: ClassVar[str] = "crm.relation.view"
    tab: ClassVar[str] = ""
    nav = "crm"

    def render(self, template, context=None, *, status=200):
        """The tab inside the card."""
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


def rhythm(relation):
    """The filing rhythm of today in words: «btw per kwartaal, loon per maand»."""
    today, now = timezone.localdate(), {}
    for row in relation.tax_frequencies.filter(valid_from__lte=today).order_by("valid_from"):
        now[row.kind] = row
    words = {"OB": "btw", "LH": "loon"}
    return ", ".join(
        f"{words[kind]} per {now[kind].get_frequency_display().lower()}" for kind in words if kind in now
    )
