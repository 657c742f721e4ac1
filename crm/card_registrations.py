"""What the relation card adds to the registries: checks of completeness and its own tabs."""

from crm import checks, lights, merge_carriers  # noqa: F401  (register themselves)
from crm.registry import CardTab, card_tabs
from crm.rules import merging, offboarding  # noqa: F401  (an applier of plans, checks and guards)
from offices.registry import SettingsPage, settings_pages

settings_pages.register(
    SettingsPage(
        "custom_fields", "Vrije velden", "Wat uw kantoor zelf van relaties en contacten bijhoudt", "list-plus",
        "crm:custom_field_list", "crm.custom_field.manage", 45,
    )
)  # fmt: skip
card_tabs.register(CardTab("structure", "WWFT & Structuur", 95, "crm.relation.view", "crm:relation_structure"))
