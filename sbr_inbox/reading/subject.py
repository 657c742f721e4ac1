"""Whose filing it is and over which period. One certain answer or none: never a pick out of several."""

from typing import NamedTuple

from crm.enums import FilingKind
from crm.numbers import strip
from sbr_inbox.reading.kinds import BSN, KEY_LABELS, MANY, RSIN, UNKNOWN, has_shape, type_by_shape
from sbr_inbox.reading.periods import read_date
from sbr_inbox.reading.result import Note
from sbr_inbox.reading.summary.content import unsure

_HEADERS = (
    "SoftwareVendorAccountNumber",
    "SoftwarePackageName",
    "TaxReturnMessageType",
    "LegalPersonName",
    "LegalEntityName",
    "NoticeOfAssessmentNumber",
)
_ONE_PERIOD = (FilingKind.OB, FilingKind.OB_SUPPLETIE, FilingKind.ICP)
_DECLARANT = "DeclarantIdentificationNumber"
_ENDS = ("FinancialReportingPeriodCurrentStartDate", "FinancialReportingPeriodCurrentEndDate")


class Key(NamedTuple):
    """The number a filing is matched on, as in the file; `issue` says why there is none."""

    type: str = UNKNOWN
    value: str = ""
    scheme: str = ""
    issue: Note | None = None


def read_key(instance, kind, key_type):
    """The `Key` of an instance, from all its contexts (also unused ones: a second number is never overlooked)."""
    found = {}
    for context in instance.contexts.values():
        for scheme, value in context.identifiers:
            found.setdefault((strip(value), scheme), (scheme, value))
    numbers = {number for number, _scheme in found if number}
    if len(numbers) > 1 or len(found) > 1:
        return Key(issue=unsure("de contexten noemen meer dan één nummer of soort nummer"))
    scheme, value = next(iter(found.values()), ("", ""))
    if kind in (FilingKind.SCHENK, FilingKind.ERF):
        return _declarant_key(instance, scheme, value)
    if key_type == MANY:
        return Key(MANY, value, scheme)
    return typed_key(key_type, value, scheme)


def typed_key(key_type, value, scheme=""):
    """The key when the message tells the type; a value of another shape is kept but belongs to nobody yet."""
    if key_type == UNKNOWN:
        return Key(type_by_shape(value, scheme=scheme), value, scheme)
    if not value:
        return Key(scheme=scheme, issue=unsure("het noemt geen nummer"))
    if has_shape(key_type, value, scheme=scheme):
        return Key(key_type, value, scheme)
    text = (
        f"Het nummer in de aangifte heeft niet de vorm van een {KEY_LABELS[key_type]}. "
        "Verbeter het nummer in uw pakket en bied de aangifte opnieuw aan."
    )
    return Key(UNKNOWN, value, scheme, Note("E03", text))


def _declarant_key(instance, scheme, value):
    """Gift and inheritance tax name the declarant in a fact; the identifier serves when that is missing."""
    stated = {strip(number): number for number in instance.texts(_DECLARANT)}
    if len(stated) > 1:
        return Key(issue=unsure("het noemt meer dan één aangever"))
    is_legal = bool(instance.text("DeclarantLegalPersonName")) and not instance.text("DeclarantSurname")
    number = next(iter(stated.values()), value)
    return typed_key(RSIN if is_legal else BSN, number, "" if stated else scheme)


def read_period(instance, kind):
    """(start, end, issue): the period of a filing; both None when the file names none or more than one."""
    stated = (
        tuple(read_date(instance.text(name)) for name in _ENDS) if kind == FilingKind.KVK else (None, None)
    )
    if all(stated) and stated[0] <= stated[1]:
        return (*stated, None)
    spans = {(each.start, each.end) for each in instance.contexts.values() if each.is_duration}
    if len(spans) > 1 and kind not in _ONE_PERIOD:
        spans = _header_spans(instance) or spans
    if len(spans) == 1:
        start, end = spans.pop()
        if start <= end:
            return start, end, None
        return None, None, unsure("het tijdvak eindigt voordat het begint")
    if spans:
        return None, None, unsure("het noemt meer dan één tijdvak")
    return _tax_year(instance, kind)


def _tax_year(instance, kind):
    """The calendar year of an assessment that states only its tax year."""
    stated = read_date(f"{instance.text('FiscalYear')}-01-01")
    if stated and kind == FilingKind.SBA:
        return stated, stated.replace(month=12, day=31), None
    return None, None, None if kind == FilingKind.OVERIG else unsure("het noemt geen tijdvak")


def _header_spans(instance):
    """The periods of the facts that describe the message itself; other facts may look back a year."""
    for name in _HEADERS:
        facts = instance.by_name.get(name, ())
        spans = {
            (fact.context.start, fact.context.end)
            for fact in facts
            if fact.context and fact.context.is_duration
        }
        if spans:
            return spans
    return set()
