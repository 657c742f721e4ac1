"""Servicebericht aanslag: what was assessed, what must be paid by when, and until when one may object."""

from sbr_inbox.reading.instance import read_amount
from sbr_inbox.reading.labels import label
from sbr_inbox.reading.periods import day_text, read_date
from sbr_inbox.reading.summary.content import (
    Content,
    certain_amount,
    euro_line,
    masked,
    section,
    stated,
    text_line,
)
from sbr_inbox.reading.summary.income import is_partners

BALANCE = "TaxAssessmentAmountToBeReceivedToBePaidBalance"
_NUMBER = "NoticeOfAssessmentNumber"
_AMOUNTS = (
    "OverallIncome",
    "TaxableProfit",
    "CorporationTaxTaxableAmount",
    "CorporationTax",
    "TaxAssessmentAmount",
    "ProvisionalTaxAssessmentSettled",
    "HealthInsuranceTaxAssessmentContributionIncome",
    "HealthInsuranceTaxAssessmentContribution",
    "EstablishedAmountPreviously",
    "TaxInterest",
    "TaxInterestCalculated",
    "TaxInterestCharged",
    "TaxInterestCompensate",
)
_DATES = {
    "dated": ("NoticeOfAssessmentDate",),
    "pay_before": (
        "NoticeOfAssessmentExpiringDateFirstAndOnly",
        "NoticeOfAssessmentMultipleTermsExpiringDate",
        "NoticeOfAssessmentExpiringDateLastPeriod",
    ),
    "object_before": ("ObjectionDeadlineDate",),
    "appeal_before": ("AppealDeadlineDate",),
}
_DATE_LABELS = {
    "dated": "Dagtekening",
    "pay_before": "Betalen uiterlijk",
    "object_before": "Bezwaar uiterlijk",
    "appeal_before": "Beroep uiterlijk",
}


def read_assessment(instance, entrypoint=""):
    """The content of an assessment; its dates carry the deadlines.

    An assessment number starts with the number of the taxpayer, so only a company's is written out.
    """
    amount, issues = certain_amount(instance.by_name.get(BALANCE, ()), "het te betalen saldo")
    dates = {
        name: day
        for name, facts in _DATES.items()
        if (day := next((found for each in facts if (found := read_date(instance.text(each)))), None))
    }
    name = instance.text("TaxpayerNameAddress1")
    what = stated(instance, ("TaxpayerNameAddress1",))
    if number := instance.text(_NUMBER):
        what.append(text_line(label(_NUMBER), number if "-vpb-" in entrypoint else masked(number), _NUMBER))
    what += stated(instance, ("TaxReturnMessageType", "OfficiallyIndication"))
    sections = [
        section("what", "Aanslag", what),
        section(
            "dates",
            "Termijnen",
            [text_line(_DATE_LABELS[each], day_text(day)) for each, day in dates.items()],
        ),
        section(
            "amounts", "Bedragen", [*_amount_lines(instance), euro_line(label(BALANCE), amount, total=True)]
        ),
    ]
    return Content([each for each in sections if each["lines"]], amount, name, dates, issues=issues)


def _amount_lines(instance):
    for name in _AMOUNTS:
        values = {fact.value for fact in instance.by_name.get(name, ()) if not is_partners(fact)}
        amount = read_amount(values.pop()) if len(values) == 1 else None
        if amount is not None:
            yield euro_line(label(name), amount, code=name)
