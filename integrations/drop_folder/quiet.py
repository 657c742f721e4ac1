"""How long a file must stay the same before it is taken."""

from offices.settings_registry import register_setting

QUIET = "integrations.drop_folder.quiet_seconds"
register_setting(
    QUIET,
    int,
    30,
    "Rusttijd van een bestand (seconden)",
    "Integraties",
    "Zo lang moet een bestand gelijk blijven voordat wij het ophalen.",
)
