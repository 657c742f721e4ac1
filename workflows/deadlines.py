"""The last day of filing and of paying, from the dated rules of the office.

`formula_day` and `shifted` are pure. A `DeadlineBook` holds the rules and free days of the open office, read in two
queries, and answers for any number of filings; `dates_of` is the same for one.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from workflows.enums import DeadlineFor, ExtensionKind, Formula, Shift
from workflows.models import DeadlineRule, Extension, OfficeHoliday
from workflows.periods import last_day
from workflows.workdays import add_workdays, next_workday, previous_workday

# Days of work between the date of the office itself and the date of the law.
INTERNAL_WORKDAYS = 5
WITH_EXTENSION = ("IB", "VPB")


@dataclass(frozen=True)
class Dates:
    """Both days, the rule that gave them, and what a reader should know; no rule means no date."""

    file_by: date | None = None
    pay_by: date | None = None
    rule: DeadlineRule | None = None
    note: str = ""
    extension: Extension | None = None

    @property
    def is_checked(self) -> bool:
        """Whether somebody compared the rule with its source."""
        return self.rule is not None and self.rule.is_checked


def formula_day(rule: DeadlineRule, base: date) -> date:
    """The day the formula gives, counted from `base`, before any shift; the month's end cuts off.

    A fixed day without a month lies in the month of `base` itself, so many months on.
    """
    if rule.formula == Formula.FIXED_DAY:
        month = rule.fixed_month or base.month
        last = _months_on(date(base.year + rule.years, month, 1), rule.months, to_end=True)
        day = last.replace(day=min(rule.fixed_day or 31, last.day))
    else:
        day = base if rule.formula == Formula.DAYS else _months_on(base, rule.months, rule.formula == Formula.MONTH_END)
    return day + timedelta(days=rule.days)


def shifted(day: date, shift: str, free: frozenset[date] = frozenset()) -> date:
    """The day after its shift; `free` are the extra holidays by decree."""
    if shift == Shift.NEXT_WORKDAY:
        return next_workday(day, free)
    return previous_workday(day, free) if shift == Shift.PREVIOUS_WORKDAY else day


def _months_on(day: date, months: int, to_end: bool) -> date:
    month = day.month - 1 + months
    last = last_day(day.year + month // 12, month % 12 + 1)
    return last if to_end else last.replace(day=min(day.day, last.day))


@dataclass
class DeadlineBook:
    """The rules of one office, and the extra free days: by decree, and of the office itself."""

    rules: dict[tuple[str, str, str], list[DeadlineRule]]
    by_decree: frozenset[date] = frozenset()
    days_off: frozenset[date] = frozenset()
    extensions: dict[tuple[UUID, str, int], Extension] = field(default_factory=dict)
    _known: dict[tuple[str, str, date], Dates] = field(default_factory=dict)
    _internal: dict[date, date] = field(default_factory=dict)

    @classmethod
    def load(cls, *, relations: Iterable[UUID] = ()) -> "DeadlineBook":
        """The book of the open office: two queries, and one more for the extensions of these relations."""
        rules = defaultdict(list)
        for rule in DeadlineRule.objects.all():
            rules[rule.kind, rule.purpose, rule.frequency].append(rule)
        days = list(OfficeHoliday.objects.values_list("day", "by_decree"))
        book = cls(dict(rules), frozenset(d for d, decree in days if decree), frozenset(d for d, _ in days))
        wanted = set(relations)
        if wanted:
            rows = Extension.objects.filter(relation__in=wanted)
            book.extensions = {(row.relation_id, row.tax, row.year): row for row in rows}
        return book

    def rule(self, kind: str, frequency: str, end: date, purpose: str = DeadlineFor.STANDARD) -> DeadlineRule | None:
        """The rule for periods that end on a day: the one of the rhythm, else the one for every rhythm."""
        for rhythm in dict.fromkeys((frequency or "", "")):
            for rule in self.rules.get((kind, purpose, rhythm), ()):
                if (rule.valid_from is None or rule.valid_from <= end) and (rule.valid_to is None or end <= rule.valid_to):
                    return rule
        return None

    def day(self, rule: DeadlineRule, base: date) -> date:
        """The last day of filing that a rule gives, shift included."""
        return shifted(formula_day(rule, base), rule.filing_shift, self.by_decree)

    def dates(self, kind: str, frequency: str, end: date | None, *, relation: UUID | None = None) -> Dates:
        """Both last days of a filing over a period; with the extension of the relation when it has one."""
        if end is None or not kind:
            return Dates()
        if (kind, frequency, end) not in self._known:
            self._known[kind, frequency, end] = self._plain(kind, frequency, end)
        plain = self._known[kind, frequency, end]
        extension = self.extensions.get((relation, kind, end.year)) if relation and kind in WITH_EXTENSION else None
        if extension is not None and plain.rule is not None:
            granted = self.rule(kind, frequency, end, PURPOSE_OF[ExtensionKind(extension.kind)])
            text = f"{extension.get_kind_display()} tot en met {extension.until:%d-%m-%Y}."
            return Dates(extension.until, None, granted or plain.rule, text, extension)
        return plain

    def _plain(self, kind: str, frequency: str, end: date) -> Dates:
        rule = self.rule(kind, frequency, end)
        if rule is None:
            return Dates(note="Voor deze soort en dit tijdvak staat geen termijn in Beheer, Termijnen.")
        raw = formula_day(rule, end)
        file_by = shifted(raw, rule.filing_shift, self.by_decree)
        pay_by = None
        if rule.has_payment:
            pay_by = shifted(raw + timedelta(days=rule.payment_days), rule.payment_shift, self.by_decree)
        return Dates(file_by, pay_by, rule, rule.note)

    def internal(self, file_by: date | None) -> date | None:
        """The day on which the office wants to be ready: five working days before, days off left out."""
        if file_by is None:
            return None
        if file_by not in self._internal:
            self._internal[file_by] = add_workdays(file_by, -INTERNAL_WORKDAYS, self.days_off)
        return self._internal[file_by]

    def earliest(self, kind: str, frequency: str, end: date) -> date | None:
        """The first day on which the receiver takes the filing; None when no rule says so."""
        rule = self.rule(kind, frequency, end, DeadlineFor.EARLIEST)
        return self.day(rule, end) if rule else None

    def after(self, kind: str, event: date, purpose: str) -> Dates:
        """The last day that is counted from something that happened: adoption, discovery, the date of a letter."""
        rule = self.rule(kind, "", event, purpose)
        return Dates(self.day(rule, event), None, rule, rule.note) if rule else Dates()


PURPOSE_OF = {ExtensionKind.OWN: DeadlineFor.OWN, ExtensionKind.BECON: DeadlineFor.BECON}


def dates_of(kind: str, frequency: str, start: date | None, end: date | None, relation=None) -> Dates:
    """Both last days of one filing; two queries, three with a relation. For many filings load a `DeadlineBook`."""
    book = DeadlineBook.load(relations=[relation.pk] if relation else [])
    return book.dates(kind, frequency, end, relation=relation.pk if relation else None)
