"""What links to other systems add to the rest: a line in the side bar, and practice data."""

from integrations.registry import connectors
from integrations.webhooks.sweeping import sweep_webhooks
from offices.registry import Later, NavEntry, SettingsPage, nav_entries, practice_data, settings_pages, sweeps

# Loading them lets each register what it brings, such as a route.
connectors()


@practice_data.register
def fill(plan) -> None:
    """Let every connector show itself in a practice office."""
    for connector in connectors().values():
        connector.practice(plan)


nav_entries.register(
    NavEntry("integrations", "Integraties", "plug", "integrations:overview", "sync.manage", group="inrichting", order=50)
)
settings_pages.register(
    SettingsPage("webhooks", "Webhooks", "Andere programma's laten weten wat er verandert", "webhook", "integrations:webhook_list", "webhook.manage", order=62)
)
sweeps.register(sweep_webhooks)
practice_data.register(Later("integrations.webhooks.practice.fill"))
