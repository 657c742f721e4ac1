"""What sending adds to the registries of the apps on the left."""

from offices.registry import Tile, dashboard_tiles, health_checks
from offices.urls_helpers import desk_url
from sbr_inbox import delivery_tasks  # noqa: F401  (its tasks and its sweep)
from sbr_inbox.delivery_health import sending
from sbr_inbox.filters import TABS
from sbr_inbox.models import Filing
from sbr_inbox.rules import faults  # noqa: F401  (seeds the fault codes of a new office)
from sbr_inbox.sbr_settings import SbrPage, sbr_settings

CAP = 1_000
_STATES = {name: states for name, _, states in TABS}

health_checks.register(sending)
sbr_settings.register(SbrPage("faults", "Foutcodes", "sbr_inbox:fault_list", "sbr.settings.manage", 60))


def _tile(tab: str, label: str, explains: str, tone: str, order: int) -> None:
    states = _STATES[tab]
    dashboard_tiles.register(
        Tile(
            f"filings_{tab}",
            label,
            explains,
            "filing.view",
            url=lambda: desk_url("sbr_inbox:filing_list", query=f"tab={tab}"),
            rows=lambda member: Filing.objects.visible_to(member).filter(state__in=states, archived=False),
            tone=tone,
            order=order,
        )
    )


_tile("akkoord", "Te verzenden", "De cliënt gaf akkoord", "info", 24)
_tile("onderweg", "In behandeling", "Verzonden, nog zonder eindoordeel", "wait", 25)
_tile("fout", "Geweigerd of mislukt", "Deze aangifte is niet ingediend", "bad", 18)
