"""How a filing is said to a client: kind, period, amount and the sentence that is signed, in plain Dutch."""

import calendar
from datetime import date
from decimal import Decimal

from offices.templatetags.dutch import MONTHS, datum_lang, euro

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")

TITLES = {
    "OB": "Btw",
    "OB_SUPPLETIE": "Suppletie btw",
    "ICP": "Opgaaf ICP",
    "LH": "Loonheffingen",
    "LH_CORRECTIE": "Correctie loonheffingen",
    "IB": "Inkomstenbelasting",
    "VPB": "Vennootschapsbelasting",
    "KVK": "Jaarrekening voor de KvK",
    "KREDIET": "Kredietrapportage",
    "UITSTEL": "Uitstel",
    "VA_VPB": "Voorlopige aanslag vennootschapsbelasting",
    "ERF": "Erfbelasting",
    "SCHENK": "Schenkbelasting",
    "BZW": "Bezwaar",
    "SBA": "Aanslag",
    "VIA": "Vooringevulde aangifte",
    "OVERIG": "Aangifte",
}
SUBJECTS = TITLES | {
    "OB": "omzetbelasting",
    "OB_SUPPLETIE": "suppletie omzetbelasting",
    "ICP": "intracommunautaire prestaties",
    "LH": "loonheffingen",
    "LH_CORRECTIE": "correctie loonheffingen",
    "IB": "inkomstenbelasting",
    "VPB": "vennootschapsbelasting",
    "KVK": "deponering jaarrekening",
    "KREDIET": "kredietrapportage",
    "VA_VPB": "wijziging voorlopige aanslag vennootschapsbelasting",
    "ERF": "erfbelasting",
    "SCHENK": "schenkbelasting",
    "BZW": "bezwaar",
    "OVERIG": "overig",
}
DIRECTIONS = {"TO_PAY": "te betalen", "TO_RECEIVE": "terug te ontvangen", "NIL": "nihil"}
AGREED = "akkoord-1"
SENTENCES = {
    AGREED: "Ik heb de aangifte {kind} over {period} van {relation} ({amount}) gezien en ga akkoord met indiening."
}
NO_AMOUNT = "het bedrag volgt uit de bijgevoegde berekening"


def amount_words(amount, direction) -> str:
    """The amount with the word that says which way the money goes, never a bare sign."""
    if amount is None:
        return NO_AMOUNT
    if not direction:
        return f"totaal {euro(amount)}"
    if direction == "NIL":
        return f"nihil, {euro(0)}"
    return f"{DIRECTIONS[direction]} {euro(abs(Decimal(amount)))}"


def day_words(day: date, *, weekday: bool = False) -> str:
    """A date in a sentence: `30 november 2026`, with the day of the week before it when asked."""
    words = str(datum_lang(day))
    return f"{WEEKDAYS[day.weekday()]} {words}" if weekday else words


def _ends_month(day: date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def period_words(start: date | None, end: date | None, fallback: str = "") -> str:
    """A tijdvak as people say it: month, quarter, half-year, year, else from … t/m …"""
    if start is None or end is None:
        return fallback or (str(end.year) if end else "onbekend tijdvak")
    if start.day != 1 or not _ends_month(end) or end < start:
        return f"{day_words(start)} t/m {day_words(end)}"
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if months == 1:
        return f"{MONTHS[start.month - 1]} {start.year}"
    if months == 12 and start.month == 1:
        return str(start.year)
    if months == 3 and start.month % 3 == 1:
        return f"het {start.month // 3 + 1}e kwartaal van {start.year}"
    if months == 6 and start.month % 6 == 1:
        return f"het {start.month // 6 + 1}e halfjaar van {start.year}"
    if start.year == end.year:
        return f"{MONTHS[start.month - 1]} t/m {MONTHS[end.month - 1]} {end.year}"
    return f"{MONTHS[start.month - 1]} {start.year} t/m {MONTHS[end.month - 1]} {end.year}"


def filing_period(filing) -> str:
    """The tijdvak of a filing in words."""
    return period_words(filing.period_start, filing.period_end, filing.tijdvak or str(filing.year or ""))


def filing_title(filing) -> str:
    """Heading above a filing for a client: `Btw over oktober 2026`."""
    return f"{TITLES.get(filing.kind, 'Aangifte')} over {filing_period(filing)}"


def sentence_values(filing, relation_name: str) -> dict[str, str]:
    """What is filled in in the sentence of approval; kept with the request, so that it cannot shift."""
    return {
        "kind": SUBJECTS.get(filing.kind, "overig"),
        "period": filing_period(filing),
        "relation": relation_name,
        "amount": amount_words(filing.amount, filing.direction),
    }


def sentence(template: str, values: dict[str, str]) -> str:
    """The sentence a person agrees to. Raises KeyError for a template this version does not know."""
    return SENTENCES[template].format(**{key: values[key] for key in ("kind", "period", "relation", "amount")})
