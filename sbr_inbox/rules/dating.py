"""The last days of filing and paying on filings, and doing it again when a rule or an extension changes."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from crm.enums import Direction
from offices.audit import SYSTEM, record
from sbr_inbox import states
from sbr_inbox.models import Filing
from sbr_inbox.payment import has_reference
from workflows.deadlines import WITH_EXTENSION, DeadlineBook
from workflows.models import DeadlineRule

DATED = ("deadline", "payment_due", "deadline_rule")
AT_ONCE = 500


def set_dates(filings: Iterable[Filing], book: DeadlineBook | None = None) -> list[Filing]:
    """Put both last days on filings, with the extension of their relation; gives those that changed, saves nothing.

    Three queries for any number of filings.
    """
    filings = list(filings)
    book = book or DeadlineBook.load(relations=[f.relation_id for f in filings if f.relation_id])
    return [filing for filing in filings if _put(filing, book)]


def date_linked(filings: Iterable[Filing]) -> None:
    """Date filings again that have a relation now, when an extension of that relation may count for them."""
    linked = [filing for filing in filings if filing.kind in WITH_EXTENSION and filing.relation_id]
    if linked:
        set_dates(linked)


def _put(filing: Filing, book: DeadlineBook) -> bool:
    dates = book.dates(filing.kind, filing.frequency, filing.period_end, relation=filing.relation_id)
    pays = filing.direction == Direction.TO_PAY and has_reference(filing.kind)
    wanted = (dates.file_by, dates.pay_by if pays else None, dates.rule.pk if dates.rule else None)
    if wanted == (filing.deadline, filing.payment_due, filing.deadline_rule_id):
        return False
    filing.deadline, filing.payment_due, filing.deadline_rule_id = wanted
    return True


def redate(*, kind: str = "", relation=None, start=None, end=None) -> int:
    """Date the open filings of a kind or relation again; what was sent keeps the dates it was sent under."""
    rows = Filing.objects.exclude(state__in=states.FINAL).filter(sent_at=None, period_end__isnull=False)
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(relation=relation) if relation else rows
    rows = rows.filter(period_end__gte=start) if start else rows
    rows = rows.filter(period_end__lte=end) if end else rows
    changed = 0
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for begin in range(0, len(ids), AT_ONCE):
        changed += _redate(ids[begin : begin + AT_ONCE])
    return changed


def _redate(ids: list) -> int:
    with transaction.atomic():
        locked = Filing.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
        changed = set_dates(locked.defer("match_trace", "suggestions"))
        Filing.objects.bulk_update(changed, DATED)
    return len(changed)


def spread_rules() -> int:
    """Date open filings again for every rule that is new; returns how many filings changed.

    The row of the rule says whether that still has to be done, so a lost job or a crash only does it again.
    """
    changed = 0
    for rule in DeadlineRule.objects.filter(spread_at=None):
        count = redate(kind=rule.kind, start=rule.valid_from, end=rule.valid_to)
        with transaction.atomic():
            DeadlineRule.objects.filter(pk=rule.pk, version=rule.version).update(spread_at=timezone.now())
            record(SYSTEM, "deadline.spread", rule, data={"kind": rule.kind, "changed": count})
        changed += count
    return changed


def rules_waiting() -> int:
    """How many rules still have to be spread over open filings."""
    return DeadlineRule.objects.filter(spread_at=None).count()


def extension_changed(extension, *, by) -> int:
    """More or less time for one return: its open filing gets its new date at once, in the same transaction."""
    first, last = date(extension.year, 1, 1), date(extension.year, 12, 31)
    return redate(kind=extension.tax, relation=extension.relation_id, start=first, end=last)
