"""What products add to the registries of the apps on the left."""

from crm.conditions import ConditionField, condition_fields
from crm.registry import AsOfPart, CardPanel, CardTab, as_of_parts, card_panels, card_tabs
from offices.registry import (
    Later,
    NavEntry,
    SettingsPage,
    nav_entries,
    office_created,
    practice_data,
    settings_pages,
)
from workflows.agenda import coming
from workflows.as_of import products_then
from workflows.conditions import has_product, product_choices
from workflows.rules.products import seed_products

office_created.register(seed_products)
practice_data.register(Later("workflows.practice.fill"))
card_tabs.register(CardTab("products", "Producten", 60, "crm.relation.view", "workflows:relation_products"))
as_of_parts.register(
    AsOfPart("products", "Producten", 70, "crm.relation.view", products_then, "crm/as_of_blocks.html")
)
condition_fields.register(ConditionField("product", "Product", has_product, product_choices, 60))
settings_pages.register(
    SettingsPage(
        "products", "Producten", "Wat uw kantoor doet, en welke aangiften daaruit komen", "package", "workflows:product_list",
        "product.manage", 50,
    )
)
nav_entries.register(NavEntry("agenda", "Mijn agenda", "calendar-days", "workflows:agenda", "team.view", order=60))
nav_entries.register(
    NavEntry("new_appointment", "Afspraak", "calendar-plus", "workflows:appointment_create", "team.view", group="nieuw", order=60)
)
card_panels.register(CardPanel("appointments", "workflows/panel_appointments.html", "crm.relation.view", coming, order=80))
