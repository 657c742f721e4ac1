"""Extensions, a free day and a moved internal date for a practice office."""

from datetime import date

from crm.enums import FilingKind
from crm.models import Relation
from offices.practice import Plan
from workflows.enums import ExtensionKind, Frequency
from workflows.models import RelationProduct
from workflows.periods import spans
from workflows.rules.deadline_rules import add_free_day
from workflows.rules.extensions import register_extension, shift_internal
from workflows.rules.periods import periods_for


def fill(plan: Plan) -> None:
    """Becon extension for every return over 2025 with a product, one day off, one internal date that moved."""
    by = plan.members["ADMIN"]
    add_free_day(by=by, day=date(2026, 12, 24), name=plan.mark("Kantoor gesloten"))
    for tax in (FilingKind.IB, FilingKind.VPB):
        held = RelationProduct.objects.making(tax).in_period(date(2025, 1, 1), date(2025, 12, 31)).values("relation")
        for relation in Relation.objects.filter(pk__in=held).order_by("number"):
            register_extension(
                relation, by=by, tax=tax, year=2025, kind=ExtensionKind.BECON, until=date(2027, 4, 30), registered_on=date(2026, 3, 16)
            )
    row = RelationProduct.objects.making(FilingKind.OB).select_related("relation", "product").order_by("relation__number").first()
    if row:
        november = next(span for span in spans(Frequency.MONTH, 2026) if span.index == 11)
        period = periods_for([november])[november]
        shift_internal(
            row.relation, row.product, period, by=by, internal=date(2026, 12, 22), statutory=date(2026, 12, 31),
            reason=plan.mark("Wacht op de laatste bankafschriften."),
        )  # fmt: skip
