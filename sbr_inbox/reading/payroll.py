"""Loonaangifte: plain XML with one namespace per year. Only the collective part is ever shown.

The message holds the BSN and wage of every employee. They are counted here and forgotten; no list, summary or
error text carries them.
"""

import re
from functools import partial
from typing import NamedTuple

from crm.enums import FilingKind
from crm.numbers import strip
from sbr_inbox.reading import warnings
from sbr_inbox.reading.kinds import LOONHEFFINGENNUMMER
from sbr_inbox.reading.periods import read_date
from sbr_inbox.reading.result import Reading
from sbr_inbox.reading.subject import Key, typed_key
from sbr_inbox.reading.summary import direction_of, summary_of
from sbr_inbox.reading.summary.content import unsure
from sbr_inbox.reading.summary.wages import list_wages, read_wages, title_of

_NAMESPACE = re.compile(r"\{http://xml\.belastingdienst\.nl/schemas/Loonaangifte/(?P<year>20\d\d)/", re.ASCII)
_BALANCE = "SaldoCorrectiesVoorgaandTijdvak"
_EMPLOYMENT = ("InkomstenverhoudingInitieel", "InkomstenverhoudingIntrekking")
_ENTRYPOINT = "loonaangifte"


class Part(NamedTuple):
    """One TijdvakAangifte or TijdvakCorrectie, with its collective elements only."""

    name: str
    start: object
    end: object
    collective: list
    balances: list
    employments: int
    persons: set


def is_payroll(root):
    """Whether the root element is a loonaangifte of any year."""
    return _name(root) == "Loonaangifte"


def read_payroll(root, *, encoding, codes):
    """The `Reading` of a loonaangifte."""
    header = {
        _name(each): _text(each) for part in _children(root, "Bericht") for each in part if not len(each)
    }
    units = _children(root, "AdministratieveEenheid")
    numbers = [_text(each) for unit in units for each in _children(unit, "LhNr")]
    name = next((_text(each) for unit in units for each in _children(unit, "NmIP")), "")
    filed = [_part(each) for unit in units for each in _children(unit, "TijdvakAangifte")]
    corrected = [_part(each) for unit in units for each in _children(unit, "TijdvakCorrectie")]
    key = _key(numbers)
    content = read_wages(filed, corrected, name)
    start, end, period_issue = _period(filed, corrected)
    kind = FilingKind.LH if filed else FilingKind.LH_CORRECTIE
    direction = direction_of(content.amount)
    title = title_of(filed or corrected, start, end)
    year = _NAMESPACE.match(root.tag)
    return Reading(
        kind=kind.value,
        entrypoint=_ENTRYPOINT,
        taxonomy=f"Loonaangifte {year['year']}" if year else "Loonaangifte",
        year=end.year if end else int(year["year"]) if year else None,
        tijdvak=title,
        period_start=start,
        period_end=end,
        key_type=key.type,
        key_value=key.value,
        amount=content.amount,
        direction=direction,
        package_name=header.get("GebrSwPakket", ""),
        supplier_reference=header.get("IdBer", ""),
        company_name=name,
        outline=partial(summary_of, f"{kind.label} {title}".strip(), content, direction),
        listing=partial(list_wages, header, numbers, name, (*filed, *corrected)),
        issues=tuple(each for each in (key.issue, period_issue, *content.issues) if each is not None),
        warnings=tuple(warnings.note(code) for code in codes if code not in ("FR-NL-1.05", "FR-NL-1.06")),
        encoding=encoding,
    )


def _name(element):
    return element.tag.rpartition("}")[2]


def _text(element):
    return (element.text or "").strip()


def _children(element, name):
    return [each for each in element if _name(each) == name]


def _part(element):
    dates, collective, balances, employments, persons = {}, [], [], 0, set()
    pending = list(element)
    for each in pending:
        name = _name(each)
        if name in ("VolledigeAangifte", "AanvullendeAangifte"):
            pending.extend(each)
        elif name == "CollectieveAangifte":
            collective.extend((_name(inner), _text(inner)) for inner in each if not len(inner))
            balances.extend(_balance(inner) for inner in _children(each, _BALANCE))
        elif name in _EMPLOYMENT:
            employments += 1
            persons.add(_person(each, employments))
        elif name in ("DatAanvTv", "DatEindTv"):
            dates[name] = read_date(_text(each))
    start, end = dates.get("DatAanvTv"), dates.get("DatEindTv")
    return Part(_name(element), start, end, collective, balances, employments, persons)


def _balance(element):
    values = {_name(each): _text(each) for each in element}
    return values.get("DatAanvTv", ""), values.get("DatEindTv", ""), values.get("Saldo", "")


def _person(employment, position):
    """What tells two employees apart. Lives only as long as the count takes."""
    for person in _children(employment, "NatuurlijkPersoon"):
        for number in _children(person, "SofiNr"):
            return _text(number)
    numbers = _children(employment, "PersNr")
    return f"P{_text(numbers[0])}" if numbers else f"#{position}"


def _key(numbers):
    if len({strip(number) for number in numbers}) > 1 or len(numbers) > 1:
        return Key(issue=unsure("het noemt meer dan één loonheffingennummer"))
    return typed_key(LOONHEFFINGENNUMMER, numbers[0] if numbers else "")


def _period(filed, corrected):
    if len(filed) > 1:
        return None, None, unsure("het noemt meer dan één aangiftetijdvak")
    parts = filed or corrected
    starts = [part.start for part in parts]
    ends = [part.end for part in parts]
    if not parts or None in starts or None in ends or min(starts) > max(ends):
        return None, None, unsure("het noemt geen geldig tijdvak")
    return min(starts), max(ends), None
