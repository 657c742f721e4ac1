"""ICP: one row per customer, from tuples (to NT19) or typed dimensions (from NT20); we add up ourselves."""

from decimal import Decimal

from sbr_inbox.reading.instance import read_amount
from sbr_inbox.reading.result import Note
from sbr_inbox.reading.summary.content import Content, euro_line, section, text_line, unsure

_COLUMNS = ("Leveringen", "Diensten", "ABC-leveringen")
_TUPLES = {
    "IntraCommunitySupplies": ("SuppliesAmount", 0, False),
    "IntraCommunityServices": ("ServicesAmount", 1, False),
    "IntraCommunityABCSupplies": ("SuppliesAmount", 2, False),
    "IntraCommunitySuppliesCorrection": ("CorrectionsSuppliesAmount", 0, True),
    "IntraCommunityServicesCorrection": ("CorrectionsServicesAmount", 1, True),
    "IntraCommunityABCSuppliesCorrection": ("CorrectionsSuppliesAmount", 2, True),
}
_TYPED = {
    "SuppliesAmount": (0, False),
    "ServicesAmount": (1, False),
    "ABCSuppliesAmount": (2, False),
    "CorrectionsSuppliesAmount": (0, True),
    "CorrectionsServicesAmount": (1, True),
    "CorrectionsABCSuppliesAmount": (2, True),
}
_CALL_OFF = "CallOffStocks"
_ZERO = Decimal(0)


def read_statement(instance):
    """The content of an ICP statement. Its amount is the turnover stated, which nobody pays."""
    rows, corrections, faults = {}, {}, []
    for country, number, column, is_correction, text in (
        *_from_tuples(instance),
        *_from_dimensions(instance),
    ):
        amount = read_amount(text)
        if amount is None:
            faults.append(unsure("een bedrag in de opgaaf is geen getal"))
            continue
        table = corrections if is_correction else rows
        row = table.setdefault((country, number), [None, None, None])
        row[column] = amount if row[column] is None else row[column] + amount
    sections = [_table("rows", "Afnemers", rows)]
    if corrections:
        sections.append(_table("corrections", "Correcties op eerdere tijdvakken", corrections))
    stock = sum(path[-1][0].startswith(_CALL_OFF) for path in instance.groups)
    if stock:
        sections.append(section("stock", "Voorraad op afroep", [text_line("Aantal regels", str(stock))]))
    total = sum((amount for row in rows.values() for amount in row if amount is not None), _ZERO)
    return Content(
        sections,
        None if faults else total,
        issues=tuple(faults[:1]),
        warnings=_missing(rows, corrections),
        is_payment=False,
    )


def _from_tuples(instance):
    groups = {}
    for fact in instance.facts:
        if fact.group and fact.group[-1][0] in _TUPLES:
            groups.setdefault(fact.group, []).append(fact)
    for path, facts in groups.items():
        amount_name, column, is_correction = _TUPLES[path[-1][0]]
        values = {fact.name: fact.value for fact in facts}
        country = values.get("CountryCodeISO-EC", "")
        number = values.get("VATIdentificationNumberNational", "")
        for fact in facts:
            if fact.name == amount_name:
                yield country, number, column, is_correction, fact.value


def _from_dimensions(instance):
    for fact in instance.facts:
        if fact.group or fact.name not in _TYPED or fact.context is None:
            continue
        dims = fact.context.dims
        column, is_correction = _TYPED[fact.name]
        yield (
            dims.get("CountryCodeEUDimension", ""),
            dims.get("VATNumberDimension", ""),
            column,
            is_correction,
            fact.value,
        )


def _table(key, title, rows):
    lines = [euro_line(f"{country} {number}".strip(), *row) for (country, number), row in rows.items()]
    totals = [sum((row[at] for row in rows.values() if row[at] is not None), _ZERO) for at in range(3)]
    lines.append(euro_line("Totaal", *totals, total=True))
    return section(key, title, lines, _COLUMNS)


def _missing(rows, corrections):
    if all(country and number for country, number in (*rows, *corrections)):
        return ()
    return (
        Note(
            "ICP-ROW", "Een regel in de opgaaf mist het land of het btw-nummer van de afnemer. Vul die aan."
        ),
    )
