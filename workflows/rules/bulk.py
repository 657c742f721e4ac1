"""Adding and ending a product on many relations at once."""

from collections import defaultdict
from datetime import date

from crm.enums import ItemResult, PlanAction, PlanKind
from crm.models import Relation
from crm.rules.plans import Item, Outcome, PlanApplier, plan_appliers
from offices.errors import RuleBroken
from workflows.models import Product, RelationProduct
from workflows.rules.relation_products import (
    RelationProductFault,
    add_product,
    drop_product,
    end_product,
    reopen_product,
)

KIND = "crm.relation#product"
ADD, END = "add", "end"


def product_items(rows, values, member) -> list:
    """Per relation: the product that starts or ends. `values`: product, what, day (ISO)."""
    product, day = Product.objects.get(pk=values["product"]), date.fromisoformat(values["day"])
    held = defaultdict(list)
    found = RelationProduct.objects.filter(product=product, relation_id__in=[row.pk for row in rows])
    for one in found.in_period(day, date.max):
        held[one.relation_id].append(one)
    plan = _to_add if values["what"] == ADD else _to_end
    return [plan(row, product, day, held.get(row.pk, [])) for row in rows]


def _to_add(row, product, day, held):
    if any(one.starts_on <= day for one in held):
        return None
    if held:
        return f"{row.name} heeft {product.name} al vanaf een latere dag."
    if not product.fits(row):
        return f"{product.name} past niet bij deze relatie."
    return _item(row, product, None, {"start": f"{day:%Y-%m-%d}", "words": f"{product.name} vanaf {day:%d-%m-%Y}"})


def _to_end(row, product, day, held):
    running = next((one for one in held if one.starts_on <= day), None)
    if running is None or running.ends_on == day:
        return None
    now = {"id": str(running.pk), "end": running.ends_on and f"{running.ends_on:%Y-%m-%d}", "words": _until(product, running.ends_on)}
    return _item(row, product, now, {"id": str(running.pk), "end": f"{day:%Y-%m-%d}", "words": _until(product, day)})


def _until(product, day) -> str:
    return f"{product.name} tot en met {day:%d-%m-%Y}" if day else f"{product.name} loopt door"


def _item(row, product, now, then) -> Item:
    return Item(PlanAction.LINK, KIND, row.pk, row.name, None, {f"product:{product.pk}": [now, then]})


def _apply(items, *, by, plan):
    return [_apply_one(item, by=by) for item in items]


def _apply_one(item, *, by) -> Outcome:
    relation, product, now, then = _understood(item)
    if now is None:
        add_product(relation, product, by=by, starts_on=date.fromisoformat(then["start"]))
    else:
        row = _row_of(relation, now["id"])
        if (row.ends_on and row.ends_on.isoformat()) != now["end"]:
            return Outcome(ItemResult.STALE, "Het product is intussen gewijzigd. Bekijk deze opnieuw.")
        end_product(row, by=by, ends_on=date.fromisoformat(then["end"]))
    return Outcome(ItemResult.DONE)


def _undo(items, *, by, plan):
    return [_undo_one(item, by=by) for item in items]


def _undo_one(item, *, by) -> Outcome:
    relation, product, now, then = _understood(item)
    if now is None:
        start = date.fromisoformat(then["start"])
        row = RelationProduct.objects.filter(relation=relation, product=product, starts_on=start, ends_on=None).first()
        if row is None or row.version != 1:
            return Outcome(ItemResult.KEPT, "Het product is daarna gewijzigd.")
        drop_product(row, by=by)
    else:
        row = _row_of(relation, now["id"])
        if row.ends_on is None or row.ends_on.isoformat() != then["end"]:
            return Outcome(ItemResult.KEPT, "Het product is daarna gewijzigd.")
        reopen_product(row, by=by, ends_on=date.fromisoformat(now["end"]) if now["end"] else None)
    return Outcome(ItemResult.UNDONE)


def _understood(item):
    (name, (now, then)), *_ = item.changes.items()
    relation = Relation.objects.alive().filter(pk=item.object_id).first()
    product = Product.objects.filter(pk=name.partition(":")[2]).first()
    if relation is None or product is None:
        raise RuleBroken("De relatie of het product bestaat niet meer.", code="PRD02")
    return relation, product, now, then


def _row_of(relation, pk) -> RelationProduct:
    row = RelationProduct.objects.select_related("relation", "product").filter(relation=relation, pk=pk).first()
    if row is None:
        raise RelationProductFault("Dit product staat niet meer op de relatie.")
    return row


plan_appliers.register(PlanApplier(PlanKind.BULK, KIND, _apply, _undo, chunk=50))
