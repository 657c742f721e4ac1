"""Rights on products."""

from offices.permissions import Permission, declare

declare(
    [
        Permission("product.manage", "Producten beheren", admin="A"),
        Permission("relation_product.edit", "Producten op een relatie wijzigen", editor="L", manager="A", admin="A"),
    ]
)
