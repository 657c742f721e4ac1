"""Who must say yes to which kind of filing: the defaults an office may change."""

from django.db import transaction

from offices.audit import record
from offices.errors import RuleBroken, StaleForm
from sbr_inbox.approval_enums import MAY_BE_LOWERED, AnswerOrder, Factor, Quorum
from sbr_inbox.models import ApprovalPolicy

MOST_DAYS = 90
MOST_PEOPLE = 20


def change_policy(policy: ApprovalPolicy, *, by, version: int, quorum, n, order, factor, expires_after) -> ApprovalPolicy:
    """Change a rule of approval; requests that are open follow it from now on, but keep their term.

    Raises StaleForm when somebody else changed it, POR14 for a factor this kind may not have, POR15 for a number of
    people or days out of reach.
    """
    with transaction.atomic():
        row = ApprovalPolicy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
        if row.version != version:
            raise StaleForm("Iemand anders heeft deze regel intussen gewijzigd. Bekijk de nieuwe stand en sla opnieuw op.")
        if factor == Factor.NORMAL and row.kind not in MAY_BE_LOWERED:
            raise RuleBroken(
                f"Voor {row.get_kind_display()} is een sterke controle verplicht. Alleen btw, ICP en loonaangifte mogen "
                "met een e-mailcode.",
                code="POR14",
                field="factor",
            )
        if not 1 <= expires_after <= MOST_DAYS:
            raise RuleBroken(f"Kies een termijn van 1 tot {MOST_DAYS} dagen.", code="POR15", field="expires_after")
        if not 1 <= n <= MOST_PEOPLE:
            raise RuleBroken(f"Kies een aantal van 1 tot {MOST_PEOPLE} akkoorden.", code="POR15", field="n")
        before = {"quorum": row.quorum, "factor": row.factor, "expires_after": row.expires_after}
        row.quorum, row.n, row.order = Quorum(quorum), n, AnswerOrder(order)
        row.factor, row.expires_after = Factor(factor), expires_after
        row.version += 1
        row.save()
        after = {"quorum": row.quorum, "factor": row.factor, "expires_after": row.expires_after}
        record(by, "approval_policy.changed", row, data={"kind": row.kind, "before": before, "after": after})
    return row
