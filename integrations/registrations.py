"""What links to other systems add to the rest: a line in the side bar."""

from offices.registry import NavEntry, nav_entries

nav_entries.register(
    NavEntry("integrations", "Integraties", "plug", "integrations:overview", "sync.manage", group="inrichting", order=50)
)
