"""Uitstel: many taxpayers in one message, each a row of its own."""

from sbr_inbox.reading.periods import read_date
from sbr_inbox.reading.result import Note, Subject
from sbr_inbox.reading.summary.content import Content, full_name, masked, section, stated, text_line, unsure

NUMBER = "TaxpayerIdentificationNumber"
_TAXES = {"0": "VPB", "1": "IB"}


def read_postponement(instance):
    """The content of a message of the becon-uitstelregeling. Numbers stand in the subjects; the summary masks them."""
    rows = _rows(instance)
    subjects = tuple(_subject(position, row) for position, row in enumerate(rows, start=1))
    lines = [
        {"code": str(each.position), "label": each.name, "type": "text", "values": _values(each)}
        for each in subjects
    ]
    sections = [
        section(
            "office", "Kantoor", stated(instance, ("TaxConsultantNumber", "TaxConsultantMessageAttribute"))
        ),
        section("count", "Omvang", [text_line("Aantal belastingplichtigen", str(len(subjects)))]),
        section("rows", "Belastingplichtigen", lines, ("Nummer", "Belasting", "Jaar")),
    ]
    issues = (
        () if all(len(row[NUMBER]) == 1 for row in rows) else (unsure("een regel noemt meer dan één nummer"),)
    )
    warnings = () if subjects else (Note("UIT-0", "Het bericht noemt geen enkele belastingplichtige."),)
    return Content(sections, subjects=subjects, issues=issues, warnings=warnings)


def _rows(instance):
    found = {}
    for fact in instance.facts:
        place = fact.group or (fact.context.ref if fact.context is not None and fact.context.dims else None)
        if place is not None:
            found.setdefault(place, {}).setdefault(fact.name, []).append(fact.value)
    return [row for row in found.values() if NUMBER in row]


def _subject(position, row):
    def text(name):
        return row.get(name, [""])[0]

    start, end = read_date(text("FinancialYearStart")), read_date(text("FinancialYearEnd"))
    begin = start or end
    tax = text("TaxName")
    return Subject(
        position=position,
        number=text(NUMBER) if len(row[NUMBER]) == 1 else "",
        year=begin.year if begin else None,
        tax=_TAXES.get(tax, tax),
        name=full_name(text("TaxpayerInitials"), text("TaxpayerPrefix"), text("TaxpayerSurname")),
        period_start=start,
        period_end=end,
    )


def _values(subject):
    return [masked(subject.number), subject.tax, str(subject.year or "")]
