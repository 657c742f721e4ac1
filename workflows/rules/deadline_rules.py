"""*Beheer > Termijnen*: another version from a day on, confirming with a source, free days, percentages."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from offices.audit import record
from offices.errors import RuleBroken, StaleForm
from offices.models import TeamMember
from offices.permissions import require
from workflows.deadlines import formula_day
from workflows.enums import Checked, Formula
from workflows.models import BeconRow, DeadlineRule, OfficeHoliday
from workflows.registry import deadline_rules_changed

RIGHT = "deadline.rule.manage"
# What a new version may say otherwise than the one before it.
CHANGES = (
    "formula", "months", "days", "years", "fixed_month", "fixed_day", "filing_shift", "has_payment", "payment_days",
    "payment_shift", "source", "note",
)  # fmt: skip


class DeadlineFault(RuleBroken):
    """A date, free day or percentage that cannot be saved like this."""

    code = "TRM01"


def new_version(rule: DeadlineRule, *, by, version: int, valid_from: date, **values) -> DeadlineRule:
    """Let a rule say something else for periods that end on or after `valid_from`; earlier periods keep the old row.

    The new row waits for somebody to confirm it. Raises TRM01 for a day not after the beginning of the old row or a
    formula that lacks its parts, StaleForm when somebody else changed the row.
    """
    _require(by)
    with transaction.atomic():
        old = DeadlineRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
        _fresh(old, version)
        if old.valid_from and valid_from <= old.valid_from:
            raise DeadlineFault(f"Deze versie geldt vanaf {old.valid_from:%d-%m-%Y}. Kies een latere dag.", field="valid_from")
        if old.valid_to and valid_from > old.valid_to:
            raise DeadlineFault(f"Deze versie eindigt op {old.valid_to:%d-%m-%Y}. Kies een eerdere dag.", field="valid_from")
        kept = {name: values.get(name, getattr(old, name)) for name in CHANGES}
        made = DeadlineRule(
            kind=old.kind, frequency=old.frequency, purpose=old.purpose, valid_from=valid_from, valid_to=old.valid_to,
            created_by=_member(by), **kept,
        )  # fmt: skip
        check_formula(made)
        old.valid_to = valid_from - timedelta(days=1)
        old.version += 1
        old.save()
        made.save()
        record(by, "deadline_rule.versioned", made, data={"kind": made.kind, "from": valid_from.isoformat()})
        deadline_rules_changed.call(made, by=by)
    return made


def check_formula(rule: DeadlineRule) -> None:
    """Raise TRM01 when the formula lacks a part, names no day of the calendar, or shifts a payment past filing."""
    if rule.formula == Formula.FIXED_DAY and not rule.fixed_day:
        raise DeadlineFault("Bij een vaste dag hoort een dag van de maand. Vul de dag in.", field="fixed_day")
    if rule.fixed_month is not None and not 1 <= rule.fixed_month <= 12:
        raise DeadlineFault("Kies een maand van 1 tot en met 12.", field="fixed_month")
    if rule.fixed_day is not None and not 1 <= rule.fixed_day <= 31:
        raise DeadlineFault("Kies een dag van 1 tot en met 31.", field="fixed_day")
    try:
        day = formula_day(rule, date(2027, 12, 31))
    except (ValueError, OverflowError):
        raise DeadlineFault("Deze berekening geeft geen dag. Controleer maanden, dagen en jaren.", field="months") from None
    if abs((day - date(2027, 12, 31)).days) > 3_660:
        raise DeadlineFault("Deze termijn is langer dan tien jaar. Controleer maanden, dagen en jaren.", field="months")


def confirm_rule(rule: DeadlineRule, *, by, version: int, checked_on: date, source: str) -> DeadlineRule:
    """Say that a rule was compared with its source on a day; raises TRM02 for a day that is still to come."""
    return _confirm(DeadlineRule, rule, "deadline_rule", by=by, version=version, checked_on=checked_on, source=source)


def confirm_becon_year(year: int, *, by, checked_on: date, source: str) -> int:
    """Say that all percentages of a return year were compared with their source; gives how many rows."""
    _require(by)
    _day_and_source(checked_on, source)
    with transaction.atomic():
        rows = list(BeconRow.objects.select_for_update(of=("self",)).filter(return_year=year).order_by("pk"))
        for row in rows:
            _mark(row, by, checked_on, source)
        if rows:
            record(by, "becon.confirmed", rows[0], data={"year": year, "rows": len(rows)})
    return len(rows)


def save_percentage(row: BeconRow, *, by, version: int, percentage: Decimal) -> BeconRow:
    """Change one percentage; it waits for somebody to confirm it. Raises TRM03 outside 0 to 100 or out of order."""
    _require(by)
    with transaction.atomic():
        year = BeconRow.objects.select_for_update(of=("self",)).filter(return_year=row.return_year).order_by("month_end")
        rows = list(year)
        row = next(each for each in rows if each.pk == row.pk)
        _fresh(row, version)
        place = rows.index(row)
        least = rows[place - 1].percentage if place else Decimal(0)
        most = rows[place + 1].percentage if place + 1 < len(rows) else Decimal(100)
        if not least <= percentage <= most:
            raise DeadlineFault(
                f"Het percentage loopt op: kies een waarde van {least} tot en met {most}.", code="TRM03", field="percentage"
            )
        before, row.percentage, row.status, row.confirmed_by = row.percentage, percentage, Checked.UNCHECKED, None
        row.version += 1
        row.save()
        record(by, "becon.changed", row, data={"year": row.return_year, "before": str(before), "after": str(percentage)})
    return row


def add_free_day(*, by, day: date, name: str, by_decree: bool = False) -> OfficeHoliday:
    """An extra free day. Raises TRM04 when that day is a row already."""
    _require(by)
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = OfficeHoliday.objects.create(day=day, name=name, by_decree=by_decree)
        except IntegrityError:
            raise DeadlineFault(f"{day:%d-%m-%Y} staat al in de lijst. Kies een andere dag.", code="TRM04", field="day") from None
        record(by, "holiday.added", row, data={"day": day.isoformat(), "by_decree": by_decree})
        _shifts_changed(by_decree, by)
    return row


def remove_free_day(row: OfficeHoliday, *, by) -> None:
    """Take an extra free day away."""
    _require(by)
    with transaction.atomic():
        row = OfficeHoliday.objects.select_for_update().get(pk=row.pk)
        record(by, "holiday.removed", row, data={"day": row.day.isoformat(), "name": row.name})
        by_decree = row.by_decree
        row.delete()
        _shifts_changed(by_decree, by)


def _shifts_changed(by_decree: bool, by) -> None:
    """A holiday by decree can move every date with a shift: all open filings are dated again."""
    if by_decree:
        DeadlineRule.objects.update(spread_at=None)
        deadline_rules_changed.call(None, by=by)


def _confirm(model, row, noun: str, *, by, version: int, checked_on: date, source: str):
    _require(by)
    _day_and_source(checked_on, source)
    with transaction.atomic():
        row = model.objects.select_for_update(of=("self",)).get(pk=row.pk)
        _fresh(row, version)
        _mark(row, by, checked_on, source)
        record(by, f"{noun}.confirmed", row, data={"checked_on": checked_on.isoformat(), "source": source[:120]})
    return row


def _mark(row, by, checked_on: date, source: str) -> None:
    row.status, row.checked_on, row.source, row.confirmed_by = Checked.CHECKED, checked_on, source, _member(by)
    row.version += 1
    row.save()


def _day_and_source(checked_on: date, source: str) -> None:
    if checked_on > timezone.localdate():
        raise DeadlineFault("De dag van controle ligt in de toekomst. Kies vandaag of eerder.", code="TRM02", field="checked_on")
    if not source.strip():
        raise DeadlineFault("Vul in waar u dit hebt gezien: een adres of een artikel.", code="TRM02", field="source")


def _fresh(row, version: int) -> None:
    if row.version != version:
        raise StaleForm("Iemand anders heeft deze regel intussen gewijzigd. Bekijk de nieuwe stand en sla opnieuw op.")


def _require(by) -> None:
    if isinstance(by, TeamMember):
        require(by, RIGHT)


def _member(by):
    return by if isinstance(by, TeamMember) else None
