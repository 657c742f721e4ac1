"""What global search shows of filings: by the number, the reference, the kenmerk or the file name in them."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, UUIDField

from crm.asked import Asked, wanted
from crm.registry import Hit
from crm.search import MOST, Found, Question
from offices.db.prepared import OneOf
from offices.questions import MemberQuestion
from offices.urls_helpers import desk_url
from sbr_inbox.filters import number_index
from sbr_inbox.models import Filing
from sbr_inbox.queries import LINK, VIEW

SHOWN, SHORTEST = 50, 4
REASONS = {"reference": "berichtreferentie", "file": "bestandsnaam", "kenmerk": "kenmerk van Digipoort", "number": "nummer in de aangifte"}


def about_filings(asked: Asked) -> list[Question]:
    """Whole references and numbers only."""
    if len(asked.text) < SHORTEST:
        return []
    said = {"reference": asked.text, "number": number_index(asked.text) if asked.has_figures else "", "reveal": "1" if asked.may_bsn else "0"}
    return [("SELECT id, why FROM sbr_inbox_find_filings(%s, %s)", [wanted({k: v for k, v in said.items() if v}), MOST])]


def _filings(member, keys):
    return Filing.objects.visible_to(member).filter(OneOf(F("pk"), keys)).order_by("-id").values_list("pk")[:SHOWN]


_filings_of = MemberQuestion(_filings, VIEW, LINK, "crm.relation.private", keys=ArrayField(UUIDField()))


def show_filings(found: Found, asked: Asked, most: int) -> list[Hit]:
    """Hits this member may see, the newest first, at most 50."""
    if not found:
        return []
    keys = [pk for (pk,) in _filings_of.rows(asked.member, keys=list(found))[:most]]
    rows = Filing.objects.filter(pk__in=keys).select_related("relation").order_by("-id") if keys else []
    return [
        Hit(
            desk_url("sbr_inbox:filing", row.pk),
            row.title,
            sub=f"{row.relation or 'Nog geen relatie'}, {row.get_state_display().lower()}",
            reason=REASONS.get(found[row.pk], found[row.pk]),
            icon="inbox",
        )
        for row in rows
    ]
