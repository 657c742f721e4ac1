"""OB and suppletie: the rubrieken with turnover and tax, and the arithmetic of the form."""

from decimal import Decimal
from functools import partial

from sbr_inbox.reading.instance import read_amount
from sbr_inbox.reading.labels import RUBRIEKEN, label
from sbr_inbox.reading.result import Note
from sbr_inbox.reading.summary.content import Content, certain_amount, euro_line, section

TO_PAY = "ValueAddedTaxOwedToBePaidBack"
EXTRA = "ValueAddedTaxToBePaidAdditionalToBePaidBack"
_NEW, _OLD = "ValueAddedTaxAmountTotalNew", "ValueAddedTaxAmountTotalOld"
_TITLES = {
    "1": "Binnenland",
    "2": "Verlegging binnenland",
    "3": "Naar het buitenland",
    "4": "Uit het buitenland",
    "5": "Berekening",
}
_TAXES = tuple((code, tax_name) for code, _name, _turnover, tax_name in RUBRIEKEN if tax_name)
_COLUMNS = ("Omzet", "Btw")
_ZERO = Decimal(0)


def read_return(instance):
    """The content of an OB return."""
    tax = _taxes(instance)
    amount, issues = certain_amount(instance.by_name.get(TO_PAY, ()), "rubriek 5g")
    warnings = _check_owed(tax) + _check_total(tax, amount, "5g")
    return Content(partial(_sections, instance), amount, issues=issues, warnings=warnings)


def read_correction(instance):
    """The content of an OB suppletie: new total, what was filed before, and the difference."""
    tax = _taxes(instance)
    amount, issues = certain_amount(instance.by_name.get(EXTRA, ()), "de suppletie")
    new, old = instance.amount(_NEW), instance.amount(_OLD)
    warnings = _check_owed(tax) + _check_total(tax, new, "Nieuw totaal")
    if None not in (new, old, amount) and new - old != amount:
        text = f"Nieuw totaal {new} min eerder aangegeven {old} is niet {amount}. Controleer de suppletie."
        warnings += (Note("OB-SUP", text),)
    sections = partial(_correction_sections, instance, new, old, amount)
    return Content(sections, amount, issues=issues, warnings=warnings)


def _correction_sections(instance, new, old, amount):
    lines = [
        euro_line(label(_NEW), new),
        euro_line(label(_OLD), old),
        euro_line(label(EXTRA), amount, total=True),
    ]
    return [*_sections(instance), section("suppletie", "Suppletie", lines)]


def _taxes(instance):
    """The tax per rubriek, for the arithmetic of the form."""
    known = instance.by_name
    return {code: _agreed(known[name]) for code, name in _TAXES if name in known}


def _sections(instance):
    known = instance.by_name
    sections, current, lines = [], "", []
    for code, name, turnover_name, tax_name in RUBRIEKEN:
        turnover_facts, tax_facts = known.get(turnover_name), known.get(tax_name)
        if turnover_facts is None and tax_facts is None:
            continue
        turnover = _agreed(turnover_facts) if turnover_facts else None
        owed = _agreed(tax_facts) if tax_facts else None
        if code[0] != current:
            current, lines = code[0], []
            sections.append(section(f"rubriek{current}", _TITLES[current], lines, _COLUMNS))
        lines.append(euro_line(name, turnover, owed, code=code, total=code == "5g"))
    return sections


def _agreed(facts):
    """The amount of a rubriek, None when its facts contradict each other."""
    value = facts[0].value
    if len(facts) > 1 and any(fact.value != value for fact in facts):
        return None
    return read_amount(value)


def _check_owed(tax):
    owed = tax.get("5a")
    if owed is None:
        return ()
    total = sum((value for code, value in tax.items() if code < "5" and value is not None), _ZERO)
    if total == owed:
        return ()
    return (
        Note(
            "OB-5A",
            f"Rubriek 5a is {owed}, maar de btw van 1a t/m 4b is samen {total}. Controleer de aangifte.",
        ),
    )


def _check_total(tax, amount, name):
    owed = tax.get("5a")
    if owed is None or amount is None:
        return ()
    expected = owed - (tax.get("5b") or _ZERO) - (tax.get("5d") or _ZERO)
    if expected == amount:
        return ()
    less = "5a min 5b en 5d" if tax.get("5d") else "5a min 5b"
    return (Note("OB-5G", f"{name} is {amount}, maar {less} is {expected}. Controleer de aangifte."),)
