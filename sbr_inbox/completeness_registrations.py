"""What completeness adds to the registries of the apps on the left."""

from django.utils import timezone

from offices.registry import Later, NavEntry, Tile, dashboard_tiles, nav_entries, practice_data
from offices.urls_helpers import desk_url
from sbr_inbox.models import Filing

CAP = 1_000
VIEW = "filing.view"

practice_data.register(Later("sbr_inbox.practice_completeness.fill"))
nav_entries.register(NavEntry("completeness", "Volledigheid", "table-2", "sbr_inbox:completeness", VIEW, order=41))


def missing(member) -> int:
    """How many filings of this year are missing: nothing came in and the office's own date is there."""
    from sbr_inbox.expecting.engine import expect
    from sbr_inbox.expecting.facts import CellState
    from sbr_inbox.expecting.loading import expected_relations, load

    today = timezone.localdate()
    subjects, facts = load(expected_relations(member), today.year, member=member, today=today)
    found = sum(cell.state == CellState.MISSING for subject in subjects for cell in expect(subject, facts))
    return min(found, CAP + 1)


def due_today(member):
    """Filings that are not sent and have their last day today or have passed it."""
    return Filing.objects.visible_to(member).filter(archived=False).unsent_by(timezone.localdate())


dashboard_tiles.register(
    Tile(
        "missing", "Ontbreekt", "Verwacht en niet binnen", VIEW,
        url=lambda: desk_url("sbr_inbox:completeness", query="staat=MISSING&weergave=lijst"), count=missing, tone="bad", order=30,
    )
)  # fmt: skip
dashboard_tiles.register(
    Tile(
        "due_today", "Vandaag uiterlijk", "Nog niet verzonden en de laatste dag is er", VIEW,
        url=lambda: desk_url("sbr_inbox:filing_list", query="sort=deadline&uiterlijk=vandaag"), rows=due_today, tone="warn", order=31,
    )
)  # fmt: skip
