"""The product that is offered when a person relation is made from a contact."""

from django.utils import timezone

from crm.enums import FilingKind
from crm.registry import PersonOffer, person_offers
from offices.errors import RuleBroken
from workflows.models import Product
from workflows.rules.relation_products import add_product


def take_income_tax(relation, *, by):
    """Put the product that files income tax on the relation, from today on."""
    product = Product.objects.filter(active=True, filing_kinds__contains=[FilingKind.IB]).order_by("code").first()
    if product is None:
        raise RuleBroken("Er is geen actief product voor de aangifte inkomstenbelasting. Maak dat eerst bij Beheer.", code="PRD02", field="offers")
    add_product(relation, product, by=by, starts_on=timezone.localdate())


person_offers.register(PersonOffer("IB", "Product Aangifte IB toevoegen", take_income_tax))
