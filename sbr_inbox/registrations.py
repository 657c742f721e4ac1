"""What the inbox adds to the registries of the apps on the left."""


from crm.counting import capped_sql
from crm.registry import (
    AsOfPart,
    CardTab,
    SearchSource,
    SubjectOpener,
    as_of_parts,
    card_tabs,
    search_sources,
    subject_openers,
)
from crm.registry import relation_changed as relation_changes
from dossier.registry import folder_moved, folder_uses
from offices.questions import MemberQuestion
from offices.registry import (
    Later,
    NavEntry,
    SettingsPage,
    Tile,
    dashboard_tiles,
    nav_entries,
    office_created,
    practice_data,
    settings_pages,
    sweeps,
)
from offices.urls_helpers import desk_url
from sbr_inbox.agenda import last_days
from sbr_inbox.as_of import filings_then
from sbr_inbox.enums import State
from sbr_inbox.found import about_filings, show_filings
from sbr_inbox.models import Filing
from sbr_inbox.queries import LINK, VIEW
from sbr_inbox.rules import folder_links
from sbr_inbox.rules.rechecking import relation_changed
from sbr_inbox.rules.seeds import seed_kinds
from sbr_inbox.rules.working import due_count
from sbr_inbox.tasks import work_filings
from workflows.agenda import AgendaSource, agenda_sources
from workflows.registry import products_changed

CAP = 1_000
NEEDS_SOMEBODY = (State.UNMATCHED, State.AMBIGUOUS, State.UNREADABLE, State.DECLINED, State.EXPIRED)

office_created.register(seed_kinds)
folder_uses.register(folder_links.uses)
folder_moved.register(folder_links.follow)
practice_data.register(Later("sbr_inbox.practice.fill"))
practice_data.register(Later("sbr_inbox.practice_content.fill"))
products_changed.register(relation_changed)
relation_changes.register(relation_changed)
card_tabs.register(CardTab("filings", "Aangiften", 70, "filing.view", "sbr_inbox:relation_filings"))
as_of_parts.register(AsOfPart("filings", "Aangiften", 75, "filing.view", filings_then, "crm/as_of_blocks.html"))
subject_openers.register(SubjectOpener("sbr_inbox.filing", "sbr_inbox:filing", "inbox"))
settings_pages.register(
    SettingsPage(
        "sbr", "SBR", "Dossiermap en berichtsoort per soort aangifte", "inbox", "sbr_inbox:kind_list", "sbr.settings.manage", 60
    )
)

settings_pages.register(
    SettingsPage(
        "approval", "Akkoord", "Wie akkoord geeft, hoe zeker en hoe lang", "badge-check", "sbr_inbox:policy_list",
        "portal.policy.manage", 61,
    )
)  # fmt: skip
settings_pages.register(
    SettingsPage("keys", "Sleutels", "Waarmee uw kantoor bewijzen ondertekent", "key", "sbr_inbox:key_list", "key.manage", 62)
)


@sweeps.register
def ring_filings() -> int:
    """Ring again for filings on which work is due and nobody is at it."""
    waiting = due_count()
    if waiting:
        work_filings.ring()
    return waiting


def _waiting_for_somebody(member):
    waiting = Filing.objects.visible_to(member).filter(state__in=NEEDS_SOMEBODY, archived=False)
    return capped_sql({"waiting": waiting})


_waiting = MemberQuestion(_waiting_for_somebody, VIEW, LINK, "crm.relation.private")


def needs_somebody(member) -> int:
    """How many filings wait for a person of the office; the sidebar of every page asks it."""
    ((_, count),) = _waiting.rows(member)
    return count


nav_entries.register(
    NavEntry("filings", "SBR-inbox", "inbox", "sbr_inbox:filing_list", "filing.view", order=40, count=needs_somebody, tone="bad")
)
nav_entries.register(
    NavEntry("filing_new", "Aangifte", "upload", "sbr_inbox:filing_upload", "filing.upload", group="nieuw", order=40)
)


def _tile(key: str, label: str, explains: str, tab: str, states: tuple[str, ...], tone: str, order: int) -> None:
    dashboard_tiles.register(
        Tile(
            f"filings_{key}",
            label,
            explains,
            "filing.view",
            url=lambda: desk_url("sbr_inbox:filing_list", query=f"tab={tab}"),
            rows=lambda member: Filing.objects.visible_to(member).filter(state__in=states, archived=False),
            tone=tone,
            order=order,
        )
    )


_tile("link", "Te koppelen", "Een aangifte zonder relatie gaat nergens heen", "te-koppelen", (State.UNMATCHED, State.AMBIGUOUS), "bad", 20)
_tile("ready", "Klaar om aan te bieden", "De cliënt weet nog van niets", "klaar", (State.READY,), "info", 21)
_tile("waiting", "Wacht op cliënt", "Aangeboden en nog geen antwoord", "wacht", (State.OFFERED,), "wait", 22)
_tile("back", "Niet akkoord of verlopen", "De cliënt verwacht iets van u", "terug", (State.DECLINED, State.EXPIRED), "warn", 23)


search_sources.register(SearchSource("filings", "Aangiften", "filing.view", about_filings, show_filings, order=40))

agenda_sources.register(AgendaSource("filings", last_days))
