"""Loonaangifte in words: the collective part, corrections and how many people; never who."""

from typing import NamedTuple

from sbr_inbox.reading.instance import read_amount
from sbr_inbox.reading.labels import label
from sbr_inbox.reading.periods import read_date, tijdvak
from sbr_inbox.reading.summary.content import Content, certain_amount, euro_line, masked, section, text_line

_TOTAL = "TotGen"
_ALWAYS = ("TotTeBet", _TOTAL)
_HEADER = ("IdBer", "DatTdAanm", "ContPers", "TelNr", "RelNr", "GebrSwPakket")
_GROUPS = {"TijdvakAangifte": "Aangifte", "TijdvakCorrectie": "Correctie"}


class _Value(NamedTuple):
    """An element as the amount helper wants it."""

    value: str


def read_wages(filed, corrected, name):
    """The content of a loonaangifte. Corrections alone state no amount: they are settled with a later return."""
    totals = [_Value(value) for part in filed for tag, value in part.collective if tag == _TOTAL]
    amount, issues = certain_amount(totals, "het totaal te betalen")
    sections = [_collective(part, "Collectieve gegevens") for part in filed]
    sections += [_collective(part, f"Correctie {_name(part.start, part.end)}") for part in corrected]
    sections += [_balances(part) for part in filed if part.balances]
    sections.append(_counts((*filed, *corrected)))
    return Content(sections, amount, company_name=name, issues=issues, words="" if filed else "Correctie")


def title_of(parts, start, end):
    """The Dutch name of the period, or of the first and last one of several corrections."""
    if len(parts) < 2 or start is None:
        return tijdvak(start, end, payroll=True)
    names = [_name(part.start, part.end) for part in sorted(parts, key=lambda part: part.start)]
    return f"{names[0]} t/m {names[-1]}" if names[0] != names[-1] else names[0]


def list_wages(header, numbers, name, parts):
    """The rows of «alle gegevens»: header and collective part. Employees are not in it, the number is masked."""
    rows = [_row(tag, header[tag]) for tag in _HEADER if tag in header]
    rows += [_row(tag, value) for tag, value in header.items() if tag not in _HEADER]
    rows += [_row("LhNr", masked(number)) | {"secret": True} for number in numbers]
    rows += [_row("NmIP", name)] if name else []
    for part in parts:
        place = {"period": f"{part.start}/{part.end}", "section": _GROUPS[part.name], "unit": "EUR"}
        rows += [_row(tag, value) | place for tag, value in part.collective]
        rows += [
            _row("Saldo", value) | place | {"period": f"{start}/{end}"} for start, end, value in part.balances
        ]
    return tuple(rows)


def _name(start, end):
    return tijdvak(start, end, payroll=True) or "onbekend tijdvak"


def _collective(part, title):
    lines = []
    for tag, value in part.collective:
        amount = read_amount(value)
        if amount is not None and (amount or tag in _ALWAYS):
            lines.append(euro_line(label(tag), amount, code=tag, total=tag == _TOTAL))
    return section(part.name, title, lines)


def _balances(part):
    lines = [
        euro_line(_name(read_date(start), read_date(end)), read_amount(value))
        for start, end, value in part.balances
    ]
    return section("balances", "Verrekende correcties", lines)


def _counts(parts):
    persons = set().union(*(part.persons for part in parts))
    lines = [
        text_line("Inkomstenverhoudingen", str(sum(part.employments for part in parts))),
        text_line("Personen", str(len(persons))),
    ]
    return section("counts", "Aantallen", lines)


def _row(tag, value):
    return {"name": tag, "label": label(tag), "value": value[:2000]}
