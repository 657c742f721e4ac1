"""What the ground floor registers with itself."""

from offices import (  # noqa: F401  (their tasks and their sweeps)
    jobs,
    mail,
    people_registrations,
)
from offices.files import orphans  # noqa: F401  (its sweep)
from offices.registry import NavEntry, SettingsPage, nav_entries, settings_pages
from offices.rules import audit_check, audit_export  # noqa: F401  (their kinds of long work)
from offices.signin import registrations  # noqa: F401  (pages about people and access)

nav_entries.register(
    NavEntry("settings", "Beheer", "settings-2", "offices:settings", "team.view", group="inrichting", order=90)
)
nav_entries.register(
    NavEntry(
        "mailbox", "Postbus", "mailbox", "offices:mailbox", "team.view", group="inrichting", order=95, only_practice=True
    )
)
settings_pages.register(
    SettingsPage("general", "Algemeen", "Kantoorgegevens, inloggen en huisstijl", "building-2", "offices:settings_general", "settings.general", 10)
)
settings_pages.register(
    SettingsPage("transfer", "Overdracht", "Het hele kantoor of één relatie meenemen of overnemen", "package", "offices:transfer", "office.export", 90)
)
