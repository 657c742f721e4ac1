"""What a condition on relations can ask about products."""

from django.db.models import Exists, OuterRef, Q

from crm.conditions import keys
from workflows.models import Product, RelationProduct


def has_product(values: list[str]) -> Q:
    """Relations for which the office does one of these products today."""
    return Q(Exists(RelationProduct.objects.running().filter(relation_id=OuterRef("pk"), product__in=keys(values))))


def product_choices() -> list[tuple[str, str]]:
    """Products of the open office."""
    return [(str(pk), name) for pk, name in Product.objects.order_by("name").values_list("pk", "name")]
