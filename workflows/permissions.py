"""Rights on products and deadlines."""

from offices.permissions import Permission, declare

declare(
    [
        Permission("product.manage", "Producten beheren", admin="A"),
        Permission("relation_product.edit", "Producten op een relatie wijzigen", editor="L", manager="A", admin="A"),
        Permission("deadline.shift", "Uitstel en interne datums wijzigen", editor="L", manager="A", admin="A"),
        Permission("calendar.view_others", "Agenda van anderen inzien", editor="L", manager="A", admin="A"),
        Permission("deadline.rule.manage", "Termijnen beheren", admin="A"),
    ]
)
