"""What the relation card adds to the registries: checks of completeness and its own tabs."""

from crm import checks  # noqa: F401  (registers itself)
from crm.registry import CardTab, card_tabs

card_tabs.register(CardTab("structure", "WWFT & Structuur", 95, "crm.relation.view", "crm:relation_structure"))
