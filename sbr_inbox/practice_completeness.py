"""A gap that a practice office set aside."""

from datetime import timedelta

from django.utils import timezone

from crm.enums import FilingKind
from offices.practice import Plan
from sbr_inbox.rules.muting import mute
from workflows.models import RelationProduct
from workflows.periods import spans


def fill(plan: Plan) -> None:
    """The ICP of one relation over a month, and all deposits of another for half a year."""
    by, today = plan.members["ADMIN"], timezone.localdate()
    held = RelationProduct.objects.select_related("relation", "product").order_by("relation__number")
    icp, kvk = held.making(FilingKind.ICP).first(), held.making(FilingKind.KVK).first()
    if icp:
        october = next(span for span in spans("MONTH", 2026) if span.index == 10)
        mute(icp.relation, icp.product, by=by, reason=plan.mark("Geen leveringen in deze maand."), until=today + timedelta(days=90), span=october)
    if kvk:
        mute(kvk.relation, kvk.product, by=by, reason=plan.mark("De cliënt deponeert zelf."), until=today + timedelta(days=180))
