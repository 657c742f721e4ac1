"""What an incoming assessment asks and how it differs from the return that was filed. Queries and arithmetic only."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from crm.enums import FilingKind
from offices.templatetags.dutch import amount
from sbr_inbox.delivery_enums import ActionKind
from sbr_inbox.models import Filing, FilingReading
from sbr_inbox.presentation import AGREED, latest_reading
from workflows.workdays import next_workday

# Six weeks, counted from the day after the date of the assessment (AWR article 22j).
OBJECTION = timedelta(weeks=6)
_RETURN_OF = (("-vpb-sba", FilingKind.VPB), ("-ob-sba", FilingKind.OB), ("-ih-sba", FilingKind.IB), ("-ihz-sba", FilingKind.IB))
_STATED = {ActionKind.PAY: "pay_before", ActionKind.OBJECT: "object_before", ActionKind.APPEAL: "appeal_before"}


@dataclass(frozen=True)
class Due:
    """One thing to do before a day; `reckoned` says from what the day was computed, empty when the message names it."""

    kind: str
    on: date
    reckoned: str = ""


def dues_of(dates: dict[str, date], balance: Decimal | None, *, free: frozenset[date] = frozenset()) -> list[Due]:
    """What must be done and when. A day the message names is taken as it is; `free` are extra holidays by decree."""
    found = []
    for kind, name in _STATED.items():
        if name in dates and (kind != ActionKind.PAY or (balance is not None and balance > 0)):
            found.append(Due(kind, dates[name]))
    if "object_before" not in dates and "dated" in dates:
        day = next_workday(dates["dated"] + OBJECTION, free)
        found.append(Due(ActionKind.OBJECT, day, f"Zes weken na de dagtekening van {dates['dated']:%d-%m-%Y}"))
    return sorted(found, key=lambda due: due.on)


def dates_read(reading: FilingReading | None) -> dict[str, date]:
    """The dates in what was read."""
    return {name: date.fromisoformat(text) for name, text in (reading.dates if reading else {}).items()}


@dataclass(frozen=True)
class Compared:
    """One figure of the return beside the same figure of the assessment."""

    label: str
    filed: str
    assessed: str
    step: str
    differs: bool
    total: bool = False


@dataclass(frozen=True)
class Difference:
    """An assessment beside the return it answers; without rows the return states nothing to compare."""

    filed: Filing
    rows: tuple[Compared, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether any figure is another one."""
        return any(row.differs for row in self.rows)


def difference_with_return(filing: Filing, reading: FilingReading | None) -> Difference | None:
    """The assessment beside the return of the same tax, number and period; None when there is none. Two queries."""
    kind = next((kind for part, kind in _RETURN_OF if part in filing.entrypoint), None)
    if filing.kind != FilingKind.SBA or kind is None or filing.relation_id is None or filing.period_end is None:
        return None
    rows = Filing.objects.filter(relation_id=filing.relation_id, kind=kind, key_hmac=filing.key_hmac, state__in=AGREED)
    filed = rows.filter(period_end=filing.period_end, period_start=filing.period_start).order_by("-sequence", "-id").first()
    if filed is None:
        return None
    theirs, ours = _figures(reading), _figures(latest_reading(filed))
    compared = [_compared(label, ours[code][1], value) for code, (label, value) in theirs.items() if code in ours]
    if filed.amount is not None and filing.amount is not None:
        compared.append(_compared("Te betalen of terug te ontvangen", filed.amount, filing.amount, total=True))
    return Difference(filed, tuple(compared))


def _figures(reading: FilingReading | None) -> dict[str, tuple[str, Decimal]]:
    """Code -> label and amount of the euro lines that hold one amount and name their element."""
    found = {}
    for section in reading.summary.get("sections", ()) if reading else ():
        for line in section.get("lines", ()):
            values = [value for value in line.get("values", ()) if value not in (None, "")]
            if line.get("type") == "euro" and line.get("code") and len(values) == 1:
                try:
                    found[line["code"]] = (line.get("label", ""), Decimal(str(values[0])))
                except InvalidOperation:
                    continue
    return found


def _compared(label: str, filed: Decimal, assessed: Decimal, *, total: bool = False) -> Compared:
    step = assessed - filed
    words = "" if not step else f"+{amount(step)}" if step > 0 else amount(step)
    return Compared(label, amount(filed), amount(assessed), words, bool(step), total)
