"""Annual accounts (KvK) and credit reports: who, how large, adopted when, and the key figures of two years."""

from sbr_inbox.reading.instance import read_amount
from sbr_inbox.reading.labels import label
from sbr_inbox.reading.summary.content import Content, euro_line, section, stated, text_line, unsure

KVK_NUMBER = "ChamberOfCommerceRegistrationNumber"
_STATUS = (
    "DocumentAdoptionStatus",
    "DocumentAdoptionDate",
    "DocumentResubmissionDueToUnsurmountableInaccuracies",
)
_SIZES = (
    ("micro", "Micro"),
    ("small", "Klein"),
    ("klein", "Klein"),
    ("medium", "Middelgroot"),
    ("middelgroot", "Middelgroot"),
    ("large", "Groot"),
    ("groot", "Groot"),
)
_FIGURES = (
    "Assets",
    "BalanceSheetTotal",
    "EquityAndLiabilities",
    "Equity",
    "NetRevenue",
    "Revenue",
    "ResultBeforeTax",
    "ResultAfterTax",
    "ProfitLoss",
)
_KIND_AXIS = "FinancialStatementsTypeAxis"
_WORDS = "Er hoeft niets te worden betaald"
_TRUE = ("true", "1", "ja")


def read_accounts(instance, entrypoint=""):
    """The content of annual accounts; there is no amount to pay."""
    name = instance.text("LegalEntityName")
    facts = [
        *stated(
            instance, ("LegalEntityName", "LegalEntityLegalForm", "LegalEntityRegisteredOffice", KVK_NUMBER)
        ),
        *stated(instance, ("BusinessNames",)),
    ]
    if size := _size(instance, entrypoint):
        facts.append(text_line("Grootte", size))
    status = stated(instance, _STATUS)
    sections = [
        section("who", "Rechtspersoon", facts),
        section("adopted", "Vaststelling", status),
        *_figures(instance),
    ]
    filled = [each for each in sections if each["lines"]]
    return Content(filled, company_name=name, issues=_number_issue(instance), words=_WORDS)


def _number_issue(instance):
    stated_numbers = {value.replace(" ", "") for value in instance.texts(KVK_NUMBER)}
    owners = {value for context in instance.contexts.values() for _scheme, value in context.identifiers}
    if len(owners) == 1 and stated_numbers - owners:
        return (unsure("het KvK-nummer in de jaarrekening is een ander dan dat van het bericht"),)
    return ()


def _size(instance, entrypoint):
    for fact in instance.facts:
        if not fact.name.startswith(("LegalEntitySize", "LegalSizeCriteriaClassification")):
            continue
        tail = fact.name.removeprefix("LegalEntitySize").removeprefix("LegalSizeCriteriaClassification")
        if not tail:
            return _size_in(fact.value)
        if fact.value.lower() in _TRUE or not fact.name.startswith("LegalEntitySize"):
            return _size_in(tail)
    return _size_in(entrypoint)


def _size_in(text):
    return next((name for word, name in _SIZES if word in text.lower()), "")


def _figures(instance):
    """The key figures per kind of statement (separate, consolidated); columns are the two latest year ends."""
    kinds = {}
    for name in _FIGURES:
        for fact in instance.by_name.get(name, ()):
            context = fact.context
            if context is None or context.end is None or not set(context.dims) <= {_KIND_AXIS}:
                continue
            values = kinds.setdefault(context.dims.get(_KIND_AXIS, ""), {}).setdefault(name, {})
            amount = read_amount(fact.value)
            values[context.end] = amount if values.get(context.end, amount) == amount else None
    for kind, figures in kinds.items():
        ends = sorted({end for values in figures.values() for end in values}, reverse=True)[:2]
        lines = [
            euro_line(label(name), *(values.get(end) for end in ends)) for name, values in figures.items()
        ]
        title = f"Kerncijfers ({label(kind).lower()})" if kind else "Kerncijfers"
        yield section(f"figures{kind}", title, lines, [str(end) for end in ends])
