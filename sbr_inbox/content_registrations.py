"""What reading, paying and incoming messages add to the registries of the apps on the left."""

from offices.registry import Later, SettingsPage, office_created, practice_data, settings_pages
from sbr_inbox import content_tasks  # noqa: F401  (its tasks and its sweep)
from sbr_inbox.rules.accounts import seed_accounts

office_created.register(seed_accounts)
practice_data.register(Later("sbr_inbox.practice_content.fill"))
settings_pages.register(
    SettingsPage(
        "tax_account", "Rekening van de Belastingdienst", "Waarheen cliënten betalen, en wie dat controleerde", "landmark",
        "sbr_inbox:account_list", "sbr.settings.manage", 62,
    )
)  # fmt: skip
settings_pages.register(
    SettingsPage(
        "taxonomy", "Taxonomie", "Officiële namen en de volgorde van formulieren", "package", "sbr_inbox:package_list",
        "sbr.taxonomy.manage", 63,
    )
)  # fmt: skip
