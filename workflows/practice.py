"""Products on the relations of a practice office, by the numbers each relation has."""

from datetime import date

from crm.enums import RelationType, TaxNumberKind
from crm.models import Relation, TaxNumber
from offices.errors import RuleBroken
from offices.practice import Plan
from workflows.models import Product
from workflows.practice_agenda import fill as fill_agenda
from workflows.practice_deadlines import fill as fill_deadlines
from workflows.rules.relation_products import add_product, change_frequency

BEGIN = date(2024, 1, 1)
# These relations miss a product on purpose, so that their filings show what stops (E08).
WITHOUT = ("camping",)


def fill(plan: Plan) -> None:
    """Give every client the products that its numbers and legal form call for."""
    products = {product.code: product for product in Product.objects.all()}
    kinds = {kind: set(_holders(kind)) for kind in TaxNumberKind}
    without = {plan.made["relations"][key].pk for key in WITHOUT}
    for relation in Relation.objects.filter(type__in=(RelationType.ORGANISATION, RelationType.PERSON)).order_by("number"):
        wanted = []
        if relation.pk in kinds[TaxNumberKind.OB] and relation.pk not in without:
            wanted += ["OB", "ICP", "SUP"]
        if relation.pk in kinds[TaxNumberKind.LH]:
            wanted.append("LH")
        wanted += ["IB"] if relation.bsn else ["VPB", "KVK"] if relation.rechtsvorm == "BV" else []
        for code in wanted:
            give(plan, relation, products[code])
    bakkerij = plan.made["relations"]["bakkerij"]
    row = bakkerij.products.filter(product__code="ICP").first()
    if row is not None:
        change_frequency(row, by=plan.members["ADMIN"], frequency="MONTH", valid_from=date(2026, 1, 1))
    fill_deadlines(plan)
    fill_agenda(plan)


def _holders(kind: str):
    return TaxNumber.objects.filter(kind=kind).values_list("relation_id", flat=True)


def give(plan: Plan, relation: Relation, product: Product) -> None:
    """One product; what a relation cannot have it does not get."""
    frequency = product.frequencies[0] if product.frequency_source == "FIXED" else ""
    try:
        add_product(relation, product, by=plan.members["ADMIN"], starts_on=max(BEGIN, relation.client_since or BEGIN), frequency=frequency)
    except RuleBroken as fault:
        if fault.code != "PRD02":
            raise
