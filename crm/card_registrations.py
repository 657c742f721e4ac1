"""What the relation card adds to the registries: checks of completeness and its own tabs."""

from crm import checks, lights, merge_carriers  # noqa: F401  (register themselves)
from crm.registry import CardTab, card_tabs
from crm.rules import merging, offboarding  # noqa: F401  (an applier of plans, checks and guards)

card_tabs.register(CardTab("structure", "WWFT & Structuur", 95, "crm.relation.view", "crm:relation_structure"))
