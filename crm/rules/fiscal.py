"""Tax numbers with their dates, filing rhythm, small-business scheme, fiscal years and fiscal unities."""

import datetime
from itertools import pairwise

from django.utils import timezone

from crm.enums import FREQUENCIES, FilingFrequency, QuarterStart, TaxKind, TaxNumberKind
from crm.indexes import base_index, tax_number_index
from crm.models import FiscalYear, KorMark, TaxFrequency, TaxNumber
from crm.numbers import check_btw_id, check_loonheffingennummer, check_ob_nummer, normalise
from crm.rules.cleaning import clean_field
from crm.rules.rows import sync, value_of
from offices.errors import RuleBroken
from offices.texts import required

FIELD_OF = {
    TaxNumberKind.OB: "ob_nummers",
    TaxNumberKind.LH: "loonheffingennummers",
    TaxNumberKind.ICP_BTW_ID: "icp_btw_ids",
}
_CHECK_OF = {
    TaxNumberKind.OB: check_ob_nummer,
    TaxNumberKind.LH: check_loonheffingennummer,
    TaxNumberKind.ICP_BTW_ID: check_btw_id,
}
FOREVER = datetime.date.max


def clean_tax_numbers(kind, given):
    """Rows as stored from texts («001234560B01», main first) or dicts with value, valid_from, valid_to, is_main, note.

    Raises CRM02 to CRM05 per number, and a sentence when dates overlap; the field says which row.
    """
    rows = [_tax_row(kind, one, place) for place, one in enumerate(given)]
    if rows and not any(row["is_main"] for row in rows):
        rows[0]["is_main"] = True
    for same in _groups(rows, key=lambda row: row["value"]):
        _refuse_overlap(
            same, FIELD_OF[kind], f"Nummer {same[0]['value']} staat er twee keer voor dezelfde dagen."
        )
    mains = [row for row in rows if row["is_main"]]
    _refuse_overlap(mains, FIELD_OF[kind], "Er kan op een dag maar één hoofdnummer zijn.")
    return rows


def _tax_row(kind, given, place):
    values = {"value": given} if isinstance(given, str) else dict(given)
    field = FIELD_OF[kind]
    try:
        value = _CHECK_OF[kind](values.get("value"))
    except RuleBroken as fault:
        fault.field = f"{field}-{place}-value"
        raise
    row = {
        "kind": kind.value,
        "value": value,
        "value_hmac": tax_number_index(value),
        "base_hmac": base_index(normalise(value).base),
        "is_main": bool(values.get("is_main")),
        "note": clean_field(TaxNumber, "note", values.get("note")),
    }
    return row | clean_dates(TaxNumber, values, prefix=f"{field}-{place}")


def clean_dates(model, values, *, prefix, start="valid_from", end="valid_to"):
    """Start and end as dates; the end may not lie before the start."""
    dates = {}
    for name in (start, end):
        try:
            dates[name] = clean_field(model, name, values.get(name))
        except RuleBroken as fault:
            fault.field = f"{prefix}-{name}"
            raise
    if dates[start] and dates[end] and dates[end] < dates[start]:
        raise RuleBroken(
            f"De einddatum {dates[end]:%d-%m-%Y} ligt vóór de begindatum. Verander een van de twee.",
            code="CRM19",
            field=f"{prefix}-{end}",
        )
    return dates


def _groups(rows, key):
    found = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found.values()


def _refuse_overlap(rows, field, text, start="valid_from", end="valid_to"):
    ordered = sorted(rows, key=lambda row: row[start] or datetime.date.min)
    for one, following in pairwise(ordered):
        if (following[start] or datetime.date.min) <= (one[end] or FOREVER):
            raise RuleBroken(f"{text} Pas de datums aan.", code="CRM19", field=field)


def save_tax_numbers(relation, kind, rows, *, is_new=False):
    """Replace the numbers of one kind by rows of clean_tax_numbers."""
    existing = [] if is_new else list(relation.tax_numbers.filter(kind=kind))
    return sync(
        existing,
        rows,
        key=lambda row: (value_of(row, "value_hmac"), value_of(row, "valid_from")),
        fields=("is_main", "valid_to", "note"),
        model=TaxNumber,
        fixed={"relation": relation},
    )


def clean_frequencies(kind, given):
    """Rows of Aangiftetijdvak from dicts with frequency, quarter_start, valid_from; CRM14 for LH."""
    rows = []
    for place, values in enumerate(given):
        prefix = f"{kind.lower()}_frequency-{place}"
        if values.get("frequency") not in FREQUENCIES[kind]:
            raise RuleBroken(required("Aangiftetijdvak"), code="G01", field=f"{prefix}-frequency")
        valid_from = clean_field(TaxFrequency, "valid_from", values.get("valid_from") or timezone.localdate())
        quarterly = kind == TaxKind.OB and values["frequency"] == FilingFrequency.QUARTER
        start = (
            int(values.get("quarter_start") or QuarterStart.JANUARY) if quarterly else QuarterStart.JANUARY
        )
        if start not in QuarterStart.values:
            raise RuleBroken(
                "Kies de eerste maand van het kwartaal.", code="CRM19", field=f"{prefix}-quarter_start"
            )
        rows.append(
            {
                "kind": kind.value,
                "frequency": values["frequency"],
                "quarter_start": start,
                "valid_from": valid_from,
            }
        )
    rows.sort(key=lambda row: row["valid_from"])
    for place, row in enumerate(rows):
        day = row["valid_from"]
        if place and kind == TaxKind.LH and (day.month, day.day) != (1, 1):
            raise RuleBroken(
                f"Het tijdvak loonheffingen wijzigt alleen per 1 januari. Kies 01-01-{day.year + 1}.",
                code="CRM14",
                field="lh_frequency",
            )
        if place and day == rows[place - 1]["valid_from"]:
            raise RuleBroken(
                "Twee tijdvakken beginnen op dezelfde dag. Laat er een staan.",
                code="CRM19",
                field=f"{kind.lower()}_frequency",
            )
    return rows


def save_frequencies(relation, kind, rows, *, is_new=False):
    """Replace the filing rhythm of one tax by rows of clean_frequencies."""
    existing = [] if is_new else list(relation.tax_frequencies.filter(kind=kind))
    return sync(
        existing,
        rows,
        key=lambda row: value_of(row, "valid_from"),
        fields=("frequency", "quarter_start"),
        model=TaxFrequency,
        fixed={"relation": relation},
    )


def clean_fiscal_years(given):
    """Fiscal years from dicts with start and end: 1 to 24 months, no overlap."""
    rows = []
    for place, values in enumerate(given):
        dates = clean_dates(FiscalYear, values, prefix=f"fiscal_years-{place}", start="start", end="end")
        for name, label in (("start", "Begin boekjaar"), ("end", "Einde boekjaar")):
            if dates[name] is None:
                raise RuleBroken(required(label), code="G01", field=f"fiscal_years-{place}-{name}")
        after = dates["end"] + datetime.timedelta(days=1)
        months = (after.year - dates["start"].year) * 12 + after.month - dates["start"].month
        if not (months >= 1 and (months < 24 or (months == 24 and after.day <= dates["start"].day))):
            raise RuleBroken(
                "Een boekjaar duurt 1 tot 24 maanden. Controleer begin en einde.",
                code="CRM19",
                field=f"fiscal_years-{place}-end",
            )
        rows.append(dates)
    _refuse_overlap(rows, "fiscal_years", "Twee boekjaren overlappen elkaar.", "start", "end")
    return rows


def save_fiscal_years(relation, rows, *, is_new=False):
    """Replace the fiscal years by rows of clean_fiscal_years."""
    existing = [] if is_new else list(relation.fiscal_years.all())
    return sync(
        existing,
        rows,
        key=lambda row: value_of(row, "start"),
        fields=("end",),
        model=FiscalYear,
        fixed={"relation": relation},
    )


def clean_kor_marks(given):
    """Periods of the kleineondernemersregeling from dicts with valid_from and valid_to."""
    rows = []
    for place, values in enumerate(given):
        dates = clean_dates(KorMark, values, prefix=f"kor_marks-{place}")
        if dates["valid_from"] is None:
            raise RuleBroken(required("Vanaf"), code="G01", field=f"kor_marks-{place}-valid_from")
        rows.append(dates)
    _refuse_overlap(rows, "kor_marks", "Twee perioden van de kleineondernemersregeling overlappen elkaar.")
    return rows


def save_kor_marks(relation, rows, *, is_new=False):
    """Replace the periods of the kleineondernemersregeling by rows of clean_kor_marks."""
    existing = [] if is_new else list(relation.kor_marks.all())
    return sync(
        existing,
        rows,
        key=lambda row: value_of(row, "valid_from"),
        fields=("valid_to",),
        model=KorMark,
        fixed={"relation": relation},
    )
