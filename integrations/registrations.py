"""What links to other systems add to the rest: a line in the side bar, and practice data."""

from integrations.registry import connectors
from offices.registry import NavEntry, nav_entries, practice_data

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
