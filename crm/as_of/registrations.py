"""The parts of the card as of a date that the crm tells, in the order of the page."""

from crm.as_of import parts
from crm.registry import AsOfPart, as_of_parts

TEMPLATE = "crm/as_of_blocks.html"
VIEW, CONTACTS, TIMELINE = "crm.relation.view", "crm.contact.view", "timeline.view"

for _key, _label, _order, _right, _at in (
    ("fields", "Gegevens", 10, VIEW, parts.fields),
    ("addresses", "Adressen en rekeningen", 20, VIEW, parts.addresses),
    ("fiscal", "Fiscaal", 30, VIEW, parts.fiscal),
    ("contacts", "Contacten", 40, CONTACTS, parts.contacts),
    ("authority", "Bevoegdheden en partners", 45, CONTACTS, parts.authority),
    ("team", "Teamleden", 50, VIEW, parts.team),
    ("structure", "Structuur", 55, VIEW, parts.structure),
    ("third_parties", "Derden", 60, VIEW, parts.third_parties),
    ("own_fields", "Vrije velden en SBR-gegevens", 65, VIEW, parts.own_fields),
    ("notes", "Notities", 95, TIMELINE, parts.notes),
):
    as_of_parts.register(AsOfPart(_key, _label, _order, _right, _at, TEMPLATE))
