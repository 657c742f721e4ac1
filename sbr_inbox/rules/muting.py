"""Setting a gap aside, with a reason and an end, and taking that back."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from crm.access import require_on
from crm.models import Relation
from crm.timeline import write_entry
from offices.audit import record
from offices.errors import RuleBroken
from offices.models import TeamMember
from sbr_inbox.models import ExpectationMute
from workflows.models import Product
from workflows.periods import Span
from workflows.rules.periods import periods_for

RIGHT = "relation_product.edit"
LONGEST = timedelta(days=366)


class MuteFault(RuleBroken):
    """A gap cannot be set aside like this."""

    code = "VOL01"


def mute(relation, product: Product, *, by, reason: str, until: date, span: Span | None = None) -> ExpectationMute:
    """Expect nothing for this product until a day: over one period, or over all that end by then.

    Doing it again changes reason and end. Raises VOL01 without a reason, VOL02 for an end that is over or more than a
    year ahead.
    """
    _require(by, relation)
    today = timezone.localdate()
    if not reason.strip():
        raise MuteFault("Vul in waarom deze aangifte niet wordt verwacht.", field="reason")
    if not today <= until <= today + LONGEST:
        raise MuteFault(
            f"Kies een einddatum van vandaag tot en met {today + LONGEST:%d-%m-%Y}; daarna staat de aangifte er weer.",
            code="VOL02", field="until",
        )  # fmt: skip
    with transaction.atomic():
        relation = Relation.objects.lock(relation.pk)
        period = periods_for([span])[span] if span else None
        row = ExpectationMute.objects.filter(relation=relation, product=product, period=period).first()
        made = row is None
        row = row or ExpectationMute(relation=relation, product=product, period=period, created_by=_member(by))
        row.reason, row.until = reason.strip(), until
        row.version += 0 if made else 1
        row.save()
        _told(by, row, "expectation.muted", f"Niet verwacht tot en met {until:%d-%m-%Y}: {product.name} {span.label if span else ''}".strip())
    return row


def unmute(row: ExpectationMute, *, by) -> None:
    """Expect it again."""
    _require(by, row.relation)
    with transaction.atomic():
        row = ExpectationMute.objects.select_for_update(of=("self",)).select_related("relation", "product").get(pk=row.pk)
        _told(by, row, "expectation.unmuted", f"Weer verwacht: {row.product.name}")
        row.delete()


def _told(by, row: ExpectationMute, event: str, title: str) -> None:
    record(by, event, row, relation=row.relation, data={"product": row.product.code, "until": row.until.isoformat()})
    write_entry(row.relation, event, by=by, title=title)


def _require(by, relation) -> None:
    if isinstance(by, TeamMember):
        require_on(by, RIGHT, relation)


def _member(by):
    return by if isinstance(by, TeamMember) else None
