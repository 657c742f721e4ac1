"""Pages of *Beheer* about people and access, and the opener of staff invitations."""

from offices.registry import SettingsPage, settings_pages
from offices.rules import invitations  # noqa: F401  (registers the opener of staff invitations)
from offices.signin import tasks  # noqa: F401  (its task)

settings_pages.register(
    SettingsPage(
        "team",
        "Teamleden",
        "Collega's, autorisatierollen en rechten",
        "users",
        "offices:team_list",
        "team.view",
        20,
    )
)
settings_pages.register(
    SettingsPage(
        "tokens",
        "API-tokens",
        "Sleutels voor programma's",
        "key-round",
        "offices:token_list",
        "api.token.manage",
        70,
    )
)
settings_pages.register(
    SettingsPage(
        "activity",
        "Activiteitenlog",
        "Wie deed of las wat, en wanneer",
        "history",
        "offices:activity_list",
        "audit.view",
        80,
    )
)
