"""Who must say yes to which kind of filing: the defaults of an office, and the own rules of a relation."""

from django.db import transaction

from crm.access import require_on
from offices.audit import record
from offices.errors import RuleBroken, StaleForm
from offices.models import TeamMember
from offices.settings_registry import change_setting
from sbr_inbox.approval_enums import (
    APPROVED_BY_CLIENT,
    MAY_BE_LOWERED,
    AnswerOrder,
    Factor,
    MandateCheck,
    Quorum,
)
from sbr_inbox.approval_settings import CHECK, FUNCTIONS
from sbr_inbox.entitlement import people_entitled
from sbr_inbox.models import ApprovalPolicy, ApprovalRequest

MOST_DAYS = 90
MOST_PEOPLE = 20
MOST_REMINDERS = 10
RIGHT = "portal.policy.manage"
_SET = ("quorum", "n", "order", "factor", "reminders", "expires_after")


def change_policy(
    policy: ApprovalPolicy, *, by, version: int, quorum, n, order, factor, expires_after, reminders=None
) -> ApprovalPolicy:
    """Change a rule of approval; requests that are open follow it from now on, but keep their term and reminders.

    Raises StaleForm when somebody else changed it, POR14 for a factor this kind may not have, POR15 for a number of
    people, days or reminders out of reach, or more people than are entitled for the relation.
    """
    with transaction.atomic():
        row = ApprovalPolicy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
        if row.version != version:
            raise StaleForm("Iemand anders heeft deze regel intussen gewijzigd. Bekijk de nieuwe stand en sla opnieuw op.")
        before = _said(row)
        row.reminders = row.reminders if reminders is None else reminders
        _fill(row, quorum=quorum, n=n, order=order, factor=factor, expires_after=expires_after)
        row.version += 1
        row.save()
        record(by, "approval_policy.changed", row, data={"kind": row.kind, "before": before, "after": _said(row)}, relation=row.relation)
    return row


def own_policy(relation, *, by, kind, quorum, n, order, factor, expires_after, reminders) -> ApprovalPolicy:
    """Give a relation its own rule for a kind. Raises SBR06 when it has one, and as change_policy."""
    if isinstance(by, TeamMember):
        require_on(by, RIGHT, relation)
    with transaction.atomic():
        if kind not in APPROVED_BY_CLIENT:
            raise RuleBroken("Over deze soort wordt de cliënt niets gevraagd. Kies een andere soort.", code="SBR06", field="kind")
        if ApprovalPolicy.objects.filter(relation=relation, kind=kind).exists():
            raise RuleBroken("Voor deze soort heeft de relatie al een eigen regel. Wijzig die.", code="SBR06", field="kind")
        row = ApprovalPolicy(relation=relation, kind=kind, reminders=reminders)
        _fill(row, quorum=quorum, n=n, order=order, factor=factor, expires_after=expires_after)
        row.save()
        record(by, "approval_policy.changed", row, data={"kind": row.kind, "after": _said(row)}, relation=relation)
    return row


def drop_policy(policy: ApprovalPolicy, *, by) -> None:
    """Let a relation follow the default of the office again; requests that are open do so from now on."""
    if policy.relation_id is None:
        raise RuleBroken("De regel van het kantoor kan niet weg. Wijzig haar.", code="SBR06")
    if isinstance(by, TeamMember):
        require_on(by, RIGHT, policy.relation)
    with transaction.atomic():
        row = ApprovalPolicy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
        default = ApprovalPolicy.objects.get(relation=None, kind=row.kind)
        ApprovalRequest.objects.filter(policy=row).update(policy=default)
        record(by, "approval_policy.changed", row, data={"kind": row.kind, "before": _said(row)}, relation=row.relation)
        row.delete()


def change_checks(*, by, mandate_check: str, functions: str) -> None:
    """Set how strict the office is about authority, and which functions bind without a record."""
    with transaction.atomic():
        change_setting(CHECK, MandateCheck(mandate_check).value, by=by)
        change_setting(FUNCTIONS, ", ".join(word.strip() for word in functions.split(",") if word.strip())[:300], by=by)


def _said(row) -> dict:
    return {name: getattr(row, name) for name in _SET}


def _fill(row, *, quorum, n, order, factor, expires_after) -> None:
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
    if not 0 <= row.reminders <= MOST_REMINDERS:
        raise RuleBroken(f"Kies 0 tot {MOST_REMINDERS} herinneringen.", code="POR15", field="reminders")
    if quorum == Quorum.N_OF and row.relation_id:
        able = people_entitled(row.relation_id, row.kind)
        if n > able:
            raise RuleBroken(
                f"Bij deze relatie kunnen {able} personen akkoord geven voor {row.get_kind_display()}. Kies een lager "
                "aantal of leg eerst meer bevoegdheden vast.",
                code="POR15",
                field="n",
            )
    row.quorum, row.n, row.order = Quorum(quorum), n, AnswerOrder(order)
    row.factor, row.expires_after = Factor(factor), expires_after
