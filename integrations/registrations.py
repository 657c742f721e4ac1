"""What links to other systems add to the rest: a line in the side bar, and practice data."""

from integrations.practice import fill
from offices.registry import NavEntry, nav_entries, practice_data

practice_data.register(fill)
nav_entries.register(
    NavEntry("integrations", "Integraties", "plug", "integrations:overview", "sync.manage", group="inrichting", order=50)
)
