"""What deadlines add to the registries of the apps on the left."""

from crm.registry import CardTab, card_tabs
from offices.registry import SettingsPage, office_created, settings_pages
from workflows.rules.shipped_deadlines import seed_deadlines

office_created.register(seed_deadlines)
card_tabs.register(CardTab("extensions", "Uitstel", 75, "crm.relation.view", "workflows:relation_extensions"))
settings_pages.register(
    SettingsPage(
        "deadlines", "Termijnen", "Uiterste datums per soort aangifte, vrije dagen en de beconregeling", "calendar",
        "workflows:deadline_list", "deadline.rule.manage", 55,
    )
)  # fmt: skip
