"""Uitstel: more time for a return of one relation, and moving the office's own date."""

from datetime import date

from django.db import transaction

from crm.access import require_on
from crm.enums import FilingKind
from crm.models import FiscalYear, Relation
from crm.timeline import write_entry
from offices.audit import record
from offices.errors import RuleBroken
from offices.models import TeamMember
from workflows.deadlines import PURPOSE_OF, DeadlineBook
from workflows.enums import ExtensionKind, Frequency
from workflows.models import Deadline, Extension, Period, Product
from workflows.registry import extension_changed

RIGHT = "deadline.shift"


class ExtensionFault(RuleBroken):
    """This extension or this date cannot be saved like this."""

    code = "UIT01"


def proposed_until(tax: str, year: int, kind: str, *, year_end: date | None = None) -> date | None:
    """The last day the rules of the office give for an extension; None when it is decided per case.

    The becon scheme delivers fiscal years that end on 31 December only; others get a date of their own.
    """
    end = year_end or date(year, 12, 31)
    if tax == FilingKind.VPB and kind == ExtensionKind.BECON and (end.month, end.day) != (12, 31):
        return None
    book = DeadlineBook.load()
    rule = book.rule(tax, Frequency.YEAR, end, PURPOSE_OF[ExtensionKind(kind)])
    return book.day(rule, end) if rule else None


def year_end_of(relation, year: int) -> date:
    """The last day of the fiscal year of a relation that ends in a year."""
    found = FiscalYear.objects.filter(relation=relation, end__year=year).order_by("-end").values_list("end", flat=True).first()
    return found or date(year, 12, 31)


def register_extension(
    relation, *, by, tax: str, year: int, kind: str, until: date | None = None, registered_on: date, note: str = "", from_filing=None
) -> Extension:
    """Give a relation more time for one return; registering it again changes the row that is there.

    Without `until` the rules of the office say the day. Raises UIT01 when they say none, UIT02 for a day that lies
    before the ordinary one.
    """
    _require(by, relation)
    with transaction.atomic():
        relation = Relation.objects.lock(relation.pk)
        end = year_end_of(relation, year) if tax == FilingKind.VPB else date(year, 12, 31)
        until = until or proposed_until(tax, year, kind, year_end=end)
        if until is None:
            raise ExtensionFault("Voor dit boekjaar geeft de regeling geen vaste dag. Vul in tot en met wanneer.", field="until")
        ordinary = DeadlineBook.load().dates(tax, Frequency.YEAR, end).file_by
        if ordinary and until <= ordinary:
            raise ExtensionFault(
                f"Zonder uitstel is de uiterste datum {ordinary:%d-%m-%Y}. Kies een latere dag.", code="UIT02", field="until"
            )
        row = Extension.objects.select_for_update(of=("self",)).filter(relation=relation, tax=tax, year=year).first()
        made = row is None
        row = row or Extension(relation=relation, tax=tax, year=year, created_by=_member(by))
        row.kind, row.until, row.registered_on, row.note = kind, until, registered_on, note
        row.from_filing = from_filing or row.from_filing
        row.version += 0 if made else 1
        row.save()
        _told(by, row, "extension.registered" if made else "extension.changed", f"Uitstel {tax} {year} tot en met {until:%d-%m-%Y}")
    return row


def remove_extension(row: Extension, *, by) -> None:
    """Take an extension away; an open return gets its ordinary date back."""
    _require(by, row.relation)
    with transaction.atomic():
        row = Extension.objects.select_for_update(of=("self",)).get(pk=row.pk)
        kept = Extension(pk=row.pk, relation=row.relation, tax=row.tax, year=row.year, kind=row.kind, until=row.until)
        row.delete()
        _told(by, kept, "extension.removed", f"Uitstel {kept.tax} {kept.year} vervallen")


def shift_internal(relation, product: Product, period: Period, *, by, internal: date, statutory: date | None, reason: str) -> Deadline:
    """Move the office's own date of one product over one period; asks a reason and counts.

    Raises UIT03 without a reason and UIT04 for a day past the statutory one.
    """
    _require(by, relation)
    if not reason.strip():
        raise ExtensionFault("Vul in waarom de interne datum verschuift.", code="UIT03", field="reason")
    if statutory and internal > statutory:
        raise ExtensionFault(
            f"De uiterste datum is {statutory:%d-%m-%Y}. Kies een interne datum op of vóór die dag.", code="UIT04", field="internal"
        )
    with transaction.atomic():
        relation = Relation.objects.lock(relation.pk)
        row = Deadline.objects.filter(relation=relation, product=product, period=period).first()
        count = row.shift_count + 1 if row else 1
        row = row or Deadline(relation=relation, product=product, period=period, created_by=_member(by))
        row.internal, row.statutory, row.reason, row.shift_count = internal, statutory, reason.strip(), count
        row.version += 1 if count > 1 else 0
        row.save()
        data = {"product": product.code, "period": period.label, "internal": internal.isoformat(), "times": count}
        record(by, "deadline.shifted", row, relation=relation, data=data)
        write_entry(relation, "deadline.shifted", by=by, title=f"Interne datum {product.name} {period.label}: {internal:%d-%m-%Y}")
    return row


def _told(by, row: Extension, event: str, title: str) -> None:
    record(by, event, row, relation=row.relation, data={"tax": row.tax, "year": row.year, "until": row.until.isoformat()})
    write_entry(row.relation, event, by=by, title=title)
    extension_changed.call(row, by=by)


def _require(by, relation) -> None:
    if isinstance(by, TeamMember):
        require_on(by, RIGHT, relation)


def _member(by):
    return by if isinstance(by, TeamMember) else None
