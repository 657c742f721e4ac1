"""Practice loonaangiften: plain XML, whole or as corrections only."""

from datetime import date
from typing import NamedTuple
from xml.sax.saxutils import escape

_ZERO_WAGES = (
    "TotPrlnAofAnwHg",
    "TotPrlnAofAnwUit",
    "TotPrlnAwfAnwHg",
    "TotPrlnAwfAnwHz",
    "TotPrlnAwfAnwUit",
    "PrLnUFO",
)


class Employee(NamedTuple):
    """One income relation; the wage is in whole euros a period."""

    bsn: str
    name: str
    wage: int
    birth: date = date(1990, 1, 1)


class Correction(NamedTuple):
    """A correction of an earlier period: employees as they should have been, and the balance when settled."""

    start: date
    end: date
    employees: tuple = ()
    balance: int | None = None


def lh(
    *, number, name, start, end, employees=(), corrections=(), reference="", created=None, encoding="UTF-8"
):
    """A loonaangifte of one period, with the balances of `corrections` settled in it."""
    collective, owed = _collective(employees)
    balances = "".join(
        f"<SaldoCorrectiesVoorgaandTijdvak><DatAanvTv>{each.start}</DatAanvTv><DatEindTv>{each.end}</DatEindTv>"
        f"<Saldo>{each.balance}</Saldo></SaldoCorrectiesVoorgaandTijdvak>"
        for each in corrections
        if each.balance is not None
    )
    total = owed + sum(each.balance for each in corrections if each.balance is not None)
    period = (
        f"<TijdvakAangifte><DatAanvTv>{start}</DatAanvTv><DatEindTv>{end}</DatEindTv><VolledigeAangifte>"
        f"<CollectieveAangifte>{collective}{balances}<TotGen>{total}</TotGen></CollectieveAangifte>"
        f"{_employees(employees, start)}</VolledigeAangifte></TijdvakAangifte>"
    )
    parts = period + "".join(_correction(each) for each in corrections)
    return _document(number, name, start.year, parts, reference, created or end, encoding)


def lh_correction(*, number, name, corrections, reference="", created=None, encoding="UTF-8"):
    """A message with corrections only; it states no amount to pay."""
    parts = "".join(_correction(each) for each in corrections)
    first = corrections[0]
    return _document(number, name, first.start.year, parts, reference, created or first.end, encoding)


def _correction(each):
    collective, _owed = _collective(each.employees)
    return (
        f"<TijdvakCorrectie><DatAanvTv>{each.start}</DatAanvTv><DatEindTv>{each.end}</DatEindTv>"
        f"<CollectieveAangifte>{collective}</CollectieveAangifte>{_employees(each.employees, each.start)}"
        "</TijdvakCorrectie>"
    )


def _collective(employees):
    wages = sum(each.wage for each in employees)
    tax, aof, whk, awf, zvw = (round(wages * rate) for rate in (0.28, 0.0628, 0.0122, 0.0274, 0.061))
    owed = tax + aof + whk + awf + zvw
    values = {
        "TotLnLbPh": wages,
        "TotLnSV": wages,
        "TotPrlnAofAnwLg": wages,
        **dict.fromkeys(_ZERO_WAGES[:2], 0),
        "TotPrlnWhkAnw": wages,
        "TotPrlnAwfAnwLg": wages,
        **dict.fromkeys(_ZERO_WAGES[2:], 0),
        "IngLbPh": tax,
        "TotPrAofLg": aof,
        "TotPrGediffWhk": whk,
        "TotPrAwfLg": awf,
        "IngBijdrZvw": 0,
        "TotWghZvw": zvw,
        "TotTeBet": owed,
    }
    return "".join(f"<{tag}>{value}</{tag}>" for tag, value in values.items()), owed


def _employees(employees, start):
    return "".join(
        f"<InkomstenverhoudingInitieel><NumIV>{at}</NumIV><DatAanv>{start}</DatAanv><PersNr>P{at:03}</PersNr>"
        f"<NatuurlijkPersoon><SofiNr>{each.bsn}</SofiNr><SignNm>{escape(each.name)}</SignNm>"
        f"<Gebdat>{each.birth}</Gebdat></NatuurlijkPersoon>"
        f"<Werknemersgegevens><LnLbPh>{each.wage}.00</LnLbPh><LnSV>{each.wage}.00</LnSV></Werknemersgegevens>"
        "</InkomstenverhoudingInitieel>"
        for at, each in enumerate(employees, start=1)
    )


def _document(number, name, year, parts, reference, created, encoding):
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>\n'
        f'<Loonaangifte xmlns="http://xml.belastingdienst.nl/schemas/Loonaangifte/{year}/01" version="2.0">'
        f"<Bericht><IdBer>{escape(reference or f'{number}-{created}')}</IdBer><DatTdAanm>{created}T12:00:00</DatTdAanm>"
        "<ContPers>S. Voorbeeld</ContPers><TelNr>0301234567</TelNr><RelNr>SWO99999</RelNr>"
        f"<GebrSwPakket>Oefenpakket 1.0</GebrSwPakket></Bericht><AdministratieveEenheid><LhNr>{escape(number)}</LhNr>"
        f"<NmIP>{escape(name)}</NmIP>{parts}</AdministratieveEenheid></Loonaangifte>\n"
    )
    return text.encode(encoding)
