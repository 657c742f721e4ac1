"""What global search shows of items in dossiers: by words of their name."""

from functools import cache

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, UUIDField

from crm.asked import Asked
from crm.registry import Hit
from crm.search import MOST, Found, Question
from dossier import periods
from dossier.models import DossierItem
from dossier.querysets import CLOSED, known
from offices.db.prepared import OneOf
from offices.questions import MemberQuestion
from offices.urls_helpers import desk_url

SHOWN = 50
# Two letters stand in nearly every name of an office with many items.
SHORTEST_WORD = 3


def about_items(asked: Asked) -> list[Question]:
    """By words, when one of them is long enough for the index."""
    if max(map(len, asked.fragment.split()), default=0) < SHORTEST_WORD:
        return []
    return [("SELECT dossier_find_items(%s, %s), 'naam'", [asked.fragment, MOST])]


def _items(member, keys):
    rows = DossierItem.objects.live().visible_to(member).filter(OneOf(F("pk"), keys)).order_by("-pk")
    return rows.values_list("pk", "name", "year", "period", "relation__name", "folder__name")[:SHOWN]


@cache
def _items_of(*rights: str) -> MemberQuestion:
    return MemberQuestion(_items, *rights, keys=ArrayField(UUIDField()))


def show_items(found: Found, asked: Asked, most: int) -> list[Hit]:
    """Hits this member may see, the newest first, at most 50."""
    if not found:
        return []
    closed = [key for key in CLOSED.values() if known(key)]
    question = _items_of("dossier.item.view", "crm.relation.private", *closed)
    return [_hit(*row) for row in question.rows(asked.member, keys=list(found))[:most]]


def _hit(pk, name, year, period, relation, folder) -> Hit:
    return Hit(
        url=desk_url("dossier:open", pk),
        label=name,
        sub=" · ".join(part for part in (relation, folder, periods.label(year, period)) if part),
        reason="naam van het stuk",
        icon="file-text",
    )
