"""VPB, voorlopige aanslag, IB and VIA: only the declarant's own facts, never a partner's or a subsidiary's."""

from sbr_inbox.reading.labels import label
from sbr_inbox.reading.summary.content import (
    Content,
    amounts,
    certain_amount,
    full_name,
    in_dutch,
    section,
    stated,
    text_line,
)

BALANCE = "TaxAmountBalance"
_TAX = (
    "TaxableProfit",
    "LossesToBeSetOffThisYearTotal",
    "CorporationTaxTaxableAmount",
    "TaxReductionsTotal",
    "AdvanceLeviesTotal",
    BALANCE,
)
_BUSINESS = ("TurnoverNetFiscal", "BalanceProfitCalculationForTaxPurposesFiscal")
_SHEET = ("AssetsTotalAmountFiscal", "LiabilitiesTotalFiscal", "EquityCapitalBusinessAssetsTotalFiscal")
_BOX3 = ("SavingsAndInvestmentsAssets", "SavingsAndInvestmentsDebts")
_SIGNATURE = "IncomeTaxReturnSignature"


def is_partners(fact):
    """Whether a fact is about the fiscal partner, who need not be a client."""
    if fact.name.startswith(("FiscalPartner", "Partner")):
        return True
    return fact.context is not None and any("Partner" in member for member in fact.context.dims.values())


def own_facts(instance, name):
    """The declarant's facts with this name at the end of the year, without partner, parent or subsidiary."""
    return [fact for fact in instance.by_name.get(name, ()) if _is_own(fact)]


def _is_own(fact):
    dims = fact.context.dims if fact.context is not None else {}
    party = dims.get("PartyDimension", "Declarant")
    return (
        party in ("Declarant", "Company") and dims.get("TimeDimension") != "Begin" and not is_partners(fact)
    )


def _picker(instance):
    def pick(name):
        values = {fact.value for fact in own_facts(instance, name)}
        return values.pop() if len(values) == 1 else ""

    return pick


def read_corporate(instance):
    """The content of a VPB return."""
    pick = _picker(instance)
    amount, issues = certain_amount(own_facts(instance, BALANCE), "het saldo van de belasting")
    name = pick("LegalPersonName")
    sections = [
        section("who", "Belastingplichtige", _corporate_who(pick, name)),
        section("tax", "Belasting", amounts(instance, _TAX, pick)),
        section("business", "Onderneming", amounts(instance, _BUSINESS, pick)),
        section("sheet", "Balans (einde boekjaar)", amounts(instance, _SHEET, pick)),
    ]
    return Content(_filled(sections), amount, company_name=name, issues=issues)


def _corporate_who(pick, name):
    signer = full_name(
        pick(f"{_SIGNATURE}Initials"), pick(f"{_SIGNATURE}Prefix"), pick(f"{_SIGNATURE}Surname")
    )
    lines = [
        text_line("Naam", name),
        text_line(label("TaxReturnConcernsTaxEntity"), in_dutch(pick("TaxReturnConcernsTaxEntity"))),
        text_line("Ondertekenaar", signer),
        text_line("Functie ondertekenaar", pick(f"{_SIGNATURE}FunctionSignatory")),
    ]
    return [line for line in lines if line["values"][0]]


def read_provisional(instance):
    """The content of a request for, or change of, a provisional VPB assessment; it holds no amount to pay."""
    pick = _picker(instance)
    name = pick("LegalPersonName")
    sections = [
        section("who", "Belastingplichtige", stated(instance, ("LegalPersonName",), pick)),
        section("tax", "Geschatte belasting", amounts(instance, _TAX, pick)),
    ]
    return Content(_filled(sections), company_name=name)


def read_personal(instance):
    """The content of an IB return or a pre-filled one. It holds no amount to pay: the tax office computes it."""
    pick = _picker(instance)
    name = full_name(pick("Initials"), pick("Prefix"), pick("Surname"))
    who = [text_line("Naam", name)] if name else []
    who += stated(instance, ("DateOfBirth",), pick)
    sections = [
        section("who", "Aangever", who),
        *_companies(instance),
        section("box3", "Box 3", amounts(instance, _BOX3, pick)),
    ]
    return Content(_filled(sections), company_name=name, words="De Belastingdienst berekent het bedrag")


def _companies(instance):
    numbers = {}
    for name in _BUSINESS:
        for fact in own_facts(instance, name):
            number = (
                fact.context.dims.get("CompanySerialNumberDimension", "") if fact.context is not None else ""
            )
            numbers.setdefault(number, {}).setdefault(name, set()).add(fact.value)
    for number, values in numbers.items():
        agreed = {name: next(iter(found)) for name, found in values.items() if len(found) == 1}
        title = f"Onderneming {number}".strip()
        yield section(
            f"company{number}", title, amounts(instance, _BUSINESS, lambda name, a=agreed: a.get(name, ""))
        )


def _filled(sections):
    return [each for each in sections if each["lines"]]
