"""Practice returns for IB and VPB, changes of a provisional assessment, pre-filled returns, gifts and extensions."""

from datetime import date
from typing import NamedTuple

from sbr_inbox.practice_files.xml import UNPUBLISHED, Instance, generation, schema

_DECLARANT = (("PartyDimension", "Declarant"),)


def _start(stem, *, year, number, start, end, nt=None):
    nt = nt or generation(year)
    # A return over last year comes with this year's taxonomy.
    return Instance(schema(stem, year, nt=nt), nt=nt, number=number, scheme=UNPUBLISHED, start=start, end=end)


def vpb(
    *, number, start, end, name, profit, losses=0, balance, advance=0, turnover=None, assets=None, equity=None
):
    """A VPB return in whole euros; `balance` is what is to be paid (+) or received (-)."""
    filing = _start(
        "bd-rpt-vpb-aangifte",
        year=start.year,
        number=number,
        start=start,
        end=end,
        nt=generation(start.year + 1),
    )
    filing.context("Msg", explicit=_DECLARANT)
    filing.text("LegalPersonName", name)
    filing.text("IncomeTaxReturnSignatureInitials", "AB")
    filing.text("IncomeTaxReturnSignatureSurname", "Voorbeeld")
    filing.text("IncomeTaxReturnSignatureFunctionSignatory", "Directeur")
    filing.text("TaxReturnConcernsTaxEntity", "false")
    filing.header()
    filing.text("TaxReturnMessageType", f"vpb{start.year}")
    filing.euro("TaxableProfit", profit)
    filing.euro("LossesToBeSetOffThisYearTotal", losses)
    filing.euro("CorporationTaxTaxableAmount", profit - losses)
    filing.euro("TaxReductionsTotal", 0)
    filing.euro("AdvanceLeviesTotal", advance)
    filing.euro("TaxAmountBalance", balance)
    filing.euro("TurnoverNetFiscal", turnover)
    if assets is not None:
        filing.context("End", instant=end, explicit=(*_DECLARANT, ("TimeDimension", "End")))
        filing.euro("AssetsTotalAmountFiscal", assets, ref="End")
        filing.euro("LiabilitiesTotalFiscal", assets, ref="End")
        filing.euro("EquityCapitalBusinessAssetsTotalFiscal", equity, ref="End")
    return filing.document()


def va_vpb(*, number, start, end, name="", profit, losses=0, advance=0):
    """A request for, or change of, a provisional VPB assessment. It states no amount to pay."""
    filing = _start("bd-rpt-vpb-verzoekwijzigingva", year=start.year, number=number, start=start, end=end)
    filing.context("Msg")
    filing.text("LegalPersonName", name)
    filing.header()
    filing.text("FunctionalCurrencySchemeExists", "false")
    filing.euro("TaxableProfit", profit)
    filing.euro("LossesToBeSetOffThisYearTotal", losses)
    filing.euro("CorporationTaxTaxableAmount", profit - losses)
    filing.euro("AdvanceLeviesTotal", advance)
    return filing.document()


class Person(NamedTuple):
    """A natural person as a return names one."""

    initials: str
    surname: str
    birth: date
    prefix: str = ""


def ib(
    *,
    number,
    year,
    person,
    profit=None,
    turnover=None,
    savings=None,
    debts=None,
    partner=None,
    stem="aangifte",
):
    """An IB return over a calendar year; `partner` makes it a joint one, with the partner's data in it."""
    filing = _start(
        f"bd-rpt-ihz-{stem}",
        year=year,
        number=number,
        start=date(year, 1, 1),
        end=date(year, 12, 31),
        nt=generation(year + 1),
    )
    filing.context("Msg", explicit=_DECLARANT)
    filing.text("TaxReturnMessageType", f"ihz{year}")
    filing.header()
    _person(filing, person, "Msg")
    if profit is not None:
        serial = (("CompanySerialNumberDimension", "CompanySerialNumberDomain", 1),)
        filing.context("Company", explicit=(("PartyDimension", "Company"),), typed=serial)
        filing.euro("BalanceProfitCalculationForTaxPurposesFiscal", profit, ref="Company")
        filing.euro("TurnoverNetFiscal", turnover, ref="Company")
    filing.euro("SavingsAndInvestmentsAssets", savings)
    filing.euro("SavingsAndInvestmentsDebts", debts)
    if partner is not None:
        filing.context("Partner", explicit=(("PartyDimension", "Partner"),))
        _person(filing, partner, "Partner")
        filing.euro("SavingsAndInvestmentsAssets", savings, ref="Partner")
    return filing.document()


def via(*, number, year, person, savings=None):
    """A pre-filled IB return, as the tax office offers it."""
    return ib(number=number, year=year, person=person, savings=savings, stem="via")


def _person(filing, person, ref):
    filing.text("Initials", person.initials, ref=ref)
    filing.text("Prefix", person.prefix, ref=ref)
    filing.text("Surname", person.surname, ref=ref)
    filing.text("DateOfBirth", person.birth, ref=ref)


def schenk(*, number, year, declarant, donor):
    """A gift tax return; the declarant's number stands in a fact."""
    filing = _start(
        "bd-rpt-schenk-aangifte", year=year, number=number, start=date(year, 1, 1), end=date(year, 12, 31)
    )
    filing.context("Msg")
    filing.header()
    filing.text("DeclarantIdentificationNumber", number)
    filing.text("DeclarantInitials", declarant.initials)
    filing.text("DeclarantPrefix", declarant.prefix)
    filing.text("DeclarantSurname", declarant.surname)
    filing.text("DonorSurname", donor)
    return filing.document()


def erf(*, number, year, declarant, deceased, died, heirs=(), balance=None, funeral=None):
    """An inheritance tax return; `heirs` are surnames, each in a tuple of its own."""
    filing = _start("bd-rpt-erf-aangifte", year=year, number=number, start=died, end=died)
    filing.context("Msg")
    filing.header()
    filing.text("TaxpayerIdentificationNumber", number)
    filing.text("TaxpayerInitials", declarant.initials)
    filing.text("TaxpayerPrefix", declarant.prefix)
    filing.text("TaxpayerSurname", declarant.surname)
    filing.text("DeceasedTaxpayerSurname", deceased)
    filing.text("DeceasedDate", died)
    filing.euro("LegacyBalance", balance)
    filing.euro("FuneralCremationExpensesNet", funeral)
    for name in heirs:
        filing.group("HeirBenificiaryTaxedDataSpecification", lambda name=name: filing.text("HeirBenificiaryTaxedDataHeirSurname", name))
    return filing.document()


def bzw(*, number, year, name, text):
    """An objection; its real elements are not published, these are made up."""
    filing = _start("bd-rpt-bzw", year=year, number=number, start=date(year, 1, 1), end=date(year, 12, 31))
    filing.context("Msg")
    filing.header()
    filing.text("LegalPersonName", name)
    filing.text("OefenObjectionMotivation", text)
    return filing.document()


class Extension(NamedTuple):
    """One taxpayer in an uitstel message; `tax` is IB or VPB."""

    number: str
    name: str
    tax: str
    start: date
    end: date
    initials: str = ""


def uitstel(*, year, extensions, becon="234564", reference="UITSTEL-1"):
    """A message of the becon-uitstelregeling: one tuple per taxpayer."""
    filing = _start(
        "bd-rpt-ihz-vpb-uitstel",
        year=year,
        number=becon,
        start=date(year, 1, 1),
        end=date(year, 12, 31),
        nt=generation(year + 1),
    )
    filing.context("Msg")
    filing.header()
    filing.text("TaxConsultantMessageAttribute", reference)
    for each in extensions:

        def fill(each=each):
            filing.text("FinancialYearEnd", each.end)
            filing.text("FinancialYearStart", each.start)
            filing.text("PostponementRequestType", "1")
            filing.text("TaxName", {"VPB": "0", "IB": "1"}[each.tax])
            filing.text("TaxpayerIdentificationNumber", each.number)
            filing.text("TaxpayerInitials", each.initials)
            filing.text("TaxpayerSurname", each.name)

        filing.group("PostponementSpecification", fill)
    return filing.document()


def sba(
    *,
    stem,
    number,
    start,
    end,
    balance,
    number_of_assessment,
    dated,
    name="",
    pay_before=None,
    object_before=None,
):
    """An assessment message; `stem` is vpb, ih, zvw or ob. `balance`: + to pay, - to receive."""
    filing = _start(f"bd-rpt-{stem}-sba", year=end.year, number=number, start=start, end=end)
    filing.context("Msg")
    filing.text("TaxReturnMessageType", f"SBA {stem.upper()}")
    filing.text("TaxpayerNameAddress1", name)
    filing.text("NoticeOfAssessmentNumber", number_of_assessment)
    filing.text("NoticeOfAssessmentDate", dated)
    filing.euro("TaxAssessmentAmount", balance)
    filing.euro("TaxAssessmentAmountToBeReceivedToBePaidBalance", balance)
    filing.text("NoticeOfAssessmentExpiringDateFirstAndOnly", pay_before)
    filing.text("ObjectionDeadlineDate", object_before)
    return filing.document()
