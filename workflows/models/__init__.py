"""What the office does for a relation, and over which periods."""

from workflows.models.period import Period
from workflows.models.product import Product
from workflows.models.relation_product import RelationProduct, RelationProductFrequency

__all__ = ["Period", "Product", "RelationProduct", "RelationProductFrequency"]
