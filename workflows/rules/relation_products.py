"""Products on a relation: adding, ending, another rhythm from a day on."""

from datetime import date

from django.db import transaction

from crm.access import require_on
from crm.models import Relation
from crm.timeline import write_entry
from offices.audit import record
from offices.errors import RuleBroken
from offices.models import TeamMember
from workflows.enums import Frequency, FrequencySource
from workflows.models import Product, RelationProduct, RelationProductFrequency
from workflows.registry import products_changed

RIGHT = "relation_product.edit"


class RelationProductFault(RuleBroken):
    """This product cannot be on this relation like this."""

    code = "PRD02"


def add_product(relation, product: Product, *, by, starts_on: date, frequency: str = "", note: str = "") -> RelationProduct:
    """Put a product on a relation from a day on.

    Raises PRD02 when the relation cannot have it, already has it, or the day lies before its beginning.
    """
    _require(by, relation)
    with transaction.atomic():
        relation = Relation.objects.lock(relation.pk)
        refuse_unfit(relation, product, starts_on)
        if RelationProduct.objects.filter(relation=relation, product=product).in_period(starts_on, date.max).exists():
            raise RelationProductFault(
                f"{relation.name} heeft {product.name} al. Beëindig het eerst of kies een begindatum daarna.", field="product"
            )
        row = RelationProduct.objects.create(
            relation=relation, product=product, starts_on=starts_on, note=note, created_by=_member(by)
        )
        if frequency:
            _set_frequency(row, product, frequency, starts_on)
        _told(by, row, "product.added", f"Product {product.name} toegevoegd vanaf {starts_on:%d-%m-%Y}")
    return row


def end_product(row: RelationProduct, *, by, ends_on: date) -> RelationProduct:
    """End a product on a relation; `ends_on` is its last day."""
    _require(by, row.relation)
    with transaction.atomic():
        row = RelationProduct.objects.lock(row.pk)
        if ends_on < row.starts_on:
            raise RelationProductFault(
                f"De einddatum ligt vóór de begindatum {row.starts_on:%d-%m-%Y}. Kies een latere datum.", field="ends_on"
            )
        row.ends_on = ends_on
        row.version += 1
        row.save()
        _told(by, row, "product.ended", f"Product {row.product.name} loopt tot en met {ends_on:%d-%m-%Y}")
    return row


def drop_product(row: RelationProduct, *, by) -> None:
    """Take away a product that was just added, as if it had never been there; its history stays."""
    _require(by, row.relation)
    with transaction.atomic():
        row = RelationProduct.objects.select_related("relation", "product").lock(row.pk)
        _told(by, row, "product.removed", f"Product {row.product.name} weggehaald")
        row.delete()


def reopen_product(row: RelationProduct, *, by, ends_on: date | None) -> RelationProduct:
    """Give a product back the end it had before it was ended.

    Raises PRD02 when the same product was started again in the meantime.
    """
    _require(by, row.relation)
    with transaction.atomic():
        row = RelationProduct.objects.select_related("relation", "product").lock(row.pk)
        others = RelationProduct.objects.filter(relation=row.relation, product=row.product).exclude(pk=row.pk)
        if others.in_period(row.starts_on, ends_on or date.max).exists():
            raise RelationProductFault(f"{row.product.name} is intussen opnieuw begonnen en blijft zoals het nu is.")
        row.ends_on = ends_on
        row.version += 1
        row.save()
        _told(by, row, "product.changed", f"Product {row.product.name} loopt weer zoals eerst")
    return row


def change_frequency(row: RelationProduct, *, by, frequency: str, valid_from: date) -> RelationProductFrequency:
    """Another rhythm from a day on; what lies before it stays as it was."""
    _require(by, row.relation)
    with transaction.atomic():
        row = RelationProduct.objects.lock(row.pk)
        kept = _set_frequency(row, row.product, frequency, valid_from)
        label = Frequency(frequency).label.lower()
        _told(by, row, "product.changed", f"{row.product.name} per {label} vanaf {valid_from:%d-%m-%Y}")
    return kept


def _set_frequency(row: RelationProduct, product: Product, frequency: str, valid_from: date) -> RelationProductFrequency:
    if frequency not in product.frequencies:
        allowed = ", ".join(label.lower() for label in product.frequency_labels)
        raise RelationProductFault(f"{product.name} kan alleen per {allowed}. Kies een van deze tijdvakken.", field="frequency")
    if product.frequency_source == FrequencySource.LH and (valid_from.month, valid_from.day) != (1, 1):
        raise RelationProductFault("Het tijdvak voor loonheffingen wijzigt alleen per 1 januari. Kies 1 januari.", field="valid_from")
    if valid_from < row.starts_on:
        raise RelationProductFault(
            f"Het product begint op {row.starts_on:%d-%m-%Y}. Kies een dag daarna.", field="valid_from"
        )
    kept, _ = RelationProductFrequency.objects.update_or_create(
        relation_product=row, valid_from=valid_from, defaults={"frequency": frequency}
    )
    return kept


def refuse_unfit(relation, product: Product, starts_on: date) -> None:
    """PRD02 when this relation cannot have this product from that day on."""
    if not product.active:
        raise RelationProductFault(f"{product.name} is niet meer actief. Kies een ander product.", field="product")
    if not product.fits(relation):
        what = relation.get_rechtsvorm_display() or relation.get_type_display()
        raise RelationProductFault(f"{product.name} past niet bij een {what.lower()}. Kies een ander product.", field="product")
    begins = relation.birth_date or relation.founded_on
    if begins and starts_on < begins:
        raise RelationProductFault(f"{relation.name} bestaat pas sinds {begins:%d-%m-%Y}. Kies een latere datum.", field="starts_on")


def _told(by, row: RelationProduct, event: str, title: str) -> None:
    record(by, event, row, relation=row.relation, data={"product": row.product.code})
    write_entry(row.relation, event, by=by, title=title)
    for entry in products_changed:
        entry(row.relation, by=by)


def _require(by, relation) -> None:
    if isinstance(by, TeamMember):
        require_on(by, RIGHT, relation)


def _member(by):
    return by if isinstance(by, TeamMember) else None
