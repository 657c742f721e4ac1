"""What the simulation adds to the registries: a tab, its start in practice offices, and the banner on every page."""

from offices.registry import Banner, office_created, page_banners
from sbr_inbox.rules.environment import looks_simulated, start_practice
from sbr_inbox.sbr_settings import SbrPage, sbr_settings

sbr_settings.register(SbrPage("environment", "Omgeving", "sbr_inbox:environment", "sbr.settings.manage", order=15))
office_created.register(start_practice)


@page_banners.register
def simulation_banner(office) -> Banner | None:
    """Says on every page of an office that sends nowhere that it does."""
    if not looks_simulated(office):
        return None
    return Banner("SIMULATIE", "er gaat niets naar de Belastingdienst.")
