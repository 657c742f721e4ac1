"""Practice OB returns, suppleties and ICP statements."""

from typing import NamedTuple

from sbr_inbox.practice_files.xml import OB_SCHEME, Instance, generation, schema
from sbr_inbox.reading.labels import RUBRIEKEN


def ob(*, number, start, end, rubrieken, input_tax=0, reference="", created=None, nt=None):
    """An OB return. `rubrieken` maps 1a..4b to (turnover, tax) in whole euros; 5a and 5g follow from them."""
    filing = _start("bd-rpt-ob-aangifte", number, start, end, nt)
    filing.header(reference=reference, reference_name="MessageReferenceSupplierVAT", created=created)
    filing.text("ContactType", "INT")
    filing.text("ContactSurname", "Voorbeeld")
    owed = _fill(filing, rubrieken, input_tax)
    filing.euro("ValueAddedTaxOwedToBePaidBack", owed - input_tax)
    return filing.document()


def suppletie(
    *, number, start, end, rubrieken, input_tax=0, old_total=0, reference="", created=None, nt=None
):
    """An OB suppletie: the corrected rubrieken, the total filed before and so the difference."""
    filing = _start("bd-rpt-ob-suppletie", number, start, end, nt)
    filing.header(reference=reference, reference_name="MessageReferenceSupplierVAT", created=created)
    owed = _fill(filing, rubrieken, input_tax)
    new_total = owed - input_tax
    filing.euro("ValueAddedTaxAmountTotalNew", new_total)
    filing.euro("ValueAddedTaxAmountTotalOld", old_total)
    filing.euro("ValueAddedTaxToBePaidAdditionalToBePaidBack", new_total - old_total)
    return filing.document()


def _start(stem, number, start, end, nt):
    nt = nt or generation(start.year)
    filing = Instance(
        schema(stem, start.year, nt=nt), nt=nt, number=number, scheme=OB_SCHEME, start=start, end=end
    )
    filing.context("Msg")
    return filing


def _fill(filing, rubrieken, input_tax):
    owed = 0
    for code, _label, turnover_name, tax_name in RUBRIEKEN:
        if code >= "5":
            continue
        turnover, tax = rubrieken.get(code, (0, 0))
        filing.euro(turnover_name, turnover)
        if tax_name:
            filing.euro(tax_name, tax)
            owed += tax
    filing.euro("ValueAddedTaxOwed", owed)
    filing.euro("ValueAddedTaxOnInput", input_tax)
    return owed


class Customer(NamedTuple):
    """One row of an ICP statement, in whole euros."""

    country: str
    vat_number: str
    supplies: int | None = None
    services: int | None = None
    abc: int | None = None


_TUPLES = (
    ("supplies", "IntraCommunitySupplies", "SuppliesAmount"),
    ("services", "IntraCommunityServices", "ServicesAmount"),
    ("abc", "IntraCommunityABCSupplies", "SuppliesAmount"),
)
_FACTS = (("supplies", "SuppliesAmount"), ("services", "ServicesAmount"), ("abc", "ABCSuppliesAmount"))


def icp(*, number, start, end, customers, branch="", reference="", created=None, nt=None):
    """An ICP statement: typed dimensions from NT20 on, tuples before. `branch` is the btw-id of a member."""
    filing = _start("bd-rpt-icp-opgaaf", number, start, end, nt)
    filing.header(reference=reference, reference_name="MessageReferenceSupplierICP", created=created)
    filing.text("VATIdentificationNumberNLFiscalEntityDivision", branch)
    if filing.nt < 20:
        _as_tuples(filing, customers)
    else:
        _as_dimensions(filing, customers)
    return filing.document()


def _as_tuples(filing, customers):
    for each in customers:
        for field, group, amount_name in _TUPLES:
            amount = getattr(each, field)
            if amount is None:
                continue

            def fill(each=each, amount_name=amount_name, amount=amount):
                filing.text("CountryCodeISO-EC", each.country)
                filing.euro(amount_name, amount)
                filing.text("VATIdentificationNumberNational", each.vat_number)

            filing.group(group, fill)


def _as_dimensions(filing, customers):
    for each in customers:
        ref = filing.context(
            f"ICP_{each.country}_{each.vat_number}",
            typed=(
                ("VATNumberDimension", "VATNumberDomain", each.vat_number),
                ("CountryCodeEUDimension", "CountryCodeEUDomain", each.country),
            ),
        )
        for field, amount_name in _FACTS:
            filing.euro(amount_name, getattr(each, field), ref=ref)
