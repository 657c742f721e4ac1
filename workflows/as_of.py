"""Which products a relation had at the end of a day."""

from crm.as_of.blocks import Block, holds, shown, span
from workflows.models import Product, RelationProduct


def products_then(stand):
    """Products with their dates; what they are called is told as it is today."""
    held = stand.source.of(RelationProduct, "relation", stand.relation_id)
    names = dict(Product.objects.filter(pk__in={row.product_id for row in held}).values_list("pk", "name")) if held else {}
    rows = [
        (
            names.get(row.product_id, ""),
            *span(row, "starts_on", "ends_on"),
            holds(row, stand.day, "starts_on", "ends_on"),
            row.note,
        )
        for row in held
    ]
    return shown(Block("Producten", sorted(rows), ("Product", "Vanaf", "Tot en met", "Gold op die dag", "Notitie")))
