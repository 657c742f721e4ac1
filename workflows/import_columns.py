"""The column «producten» of an import: which products a relation gets, added to what it has."""

import datetime

from django.utils import timezone

from crm.bulk_registry import call_for_all, relations_changed
from crm.importing.columns import ExtraColumn, import_columns
from crm.importing.values import UnknownWord, parts
from crm.models import Relation
from crm.names import fold
from crm.timeline import draft_entry
from offices.audit import draft
from offices.models import TeamMember
from offices.pour import pour
from workflows.models import Product, RelationProduct
from workflows.registry import products_changed
from workflows.rules.relation_products import refuse_unfit


def book() -> dict[str, Product]:
    """Each active product by its code and its name."""
    known: dict[str, Product] = {}
    for product in Product.objects.filter(active=True):
        known[fold(product.name)] = known[fold(product.code)] = product
    return known


def choices() -> list[tuple[str, str]]:
    """(code, name) of every active product."""
    return list(Product.objects.filter(active=True).order_by("name").values_list("code", "name"))


def fits(code: str, values: dict, known: dict[str, Product]) -> bool:
    """Whether a new relation with these values can begin with this product."""
    product = known.get(fold(code))
    return product is not None and product.fits(Relation(type=values["type"], rechtsvorm=values.get("rechtsvorm") or ""))


def read(text: str, known: dict[str, Product]) -> list[str]:
    """Codes of the products in a cell."""
    found = []
    for part in parts(text.replace(",", ";")):
        product = known.get(fold(part))
        if product is None:
            raise UnknownWord(f"{part[:60]} is geen product van uw kantoor. Maak het bij Beheer, Producten, of kies een bestaand product.", part)
        found.append(product.code)
    return sorted(set(found))


def now(relation_ids: list) -> dict:
    """{relation id: codes} of the products they have today or later."""
    today, found = timezone.localdate(), {}
    rows = RelationProduct.objects.filter(relation__in=relation_ids).in_period(today, datetime.date.max)
    for pk, code in rows.values_list("relation_id", "product__code"):
        found.setdefault(pk, []).append(code)
    return {pk: sorted(set(codes)) for pk, codes in found.items()}


def write(pairs: list, *, by) -> None:
    """Add products to relations from the first of January on, or since they exist. Raises PRD02 for one that does not fit."""
    products = {product.code: product for product in Product.objects.filter(active=True)}
    start = timezone.localdate().replace(month=1, day=1)
    rows, lines, entries = [], [], []
    for relation, codes in pairs:
        begins = max(start, relation.birth_date or start, relation.founded_on or start)
        for code in codes:
            product = products[code]
            refuse_unfit(relation, product, begins)
            row = RelationProduct(relation=relation, product=product, starts_on=begins, created_by=by if isinstance(by, TeamMember) else None)
            rows.append(row)
            lines.append(draft(by, "product.added", row, relation=relation, data={"product": code}))
            entries.append(draft_entry(relation, "product.added", by=by, title=f"Product {product.name} toegevoegd vanaf {begins:%d-%m-%Y}"))
    for some in (rows, lines, entries):
        pour(some)
    call_for_all(products_changed, relations_changed, [relation for relation, _ in pairs], by=by)


products = ExtraColumn(
    key="producten",
    explains="Producten van uw kantoor, op naam of code; meer met ;",
    synonyms=("product", "diensten", "dienstverlening", "abonnementen"),
    book=book,
    read=read,
    now=now,
    write=write,
    models=("workflows.relationproduct",),
    choices=choices,
    fits=fits,
)
import_columns.register(products)
