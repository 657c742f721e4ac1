"""Products on relations for tests. An office must be open."""

from datetime import date

from offices.audit import SYSTEM
from workflows.models import Product
from workflows.rules.relation_products import add_product


def product_for(kind) -> Product:
    """The shipped product that makes this kind of filing."""
    return Product.objects.filter(filing_kinds__contains=[str(kind)]).order_by("code").first()


def give_product(relation, kind, *, by=SYSTEM, starts_on=date(2018, 1, 1), frequency=""):
    """Put the product for a kind on a relation, since long ago unless told otherwise."""
    return add_product(relation, product_for(kind), by=by, starts_on=starts_on, frequency=frequency)
