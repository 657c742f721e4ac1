"""What people are shown of a filing: the figures with the period before beside them, and everything that was read.

The same tables stand on the page of the office, on the page in the portal and in the summary on paper.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from crm.enums import FilingKind
from offices.templatetags.dutch import euro
from sbr_inbox.amounts import Table, table_of
from sbr_inbox.catalogue import catalogue
from sbr_inbox.entitlement import partner_seats
from sbr_inbox.enums import State
from sbr_inbox.fact_list import FactTable, fact_names, fact_tables
from sbr_inbox.models import ApprovalAddressee, Filing, FilingReading
from sbr_inbox.paying import Payment, payment_of
from sbr_inbox.sentences import DIRECTIONS, amount_words, filing_period

# What was filed, or agreed to be filed: only that is worth comparing with.
AGREED = (
    State.APPROVED, State.QUEUED, State.SENT, State.IN_PROGRESS, State.DELIVERY_TROUBLE, State.DELIVERY_UNKNOWN,
    State.DELIVERY_FAILED, State.ACCEPTED, State.HANDED_BACK, State.FILED_ELSEWHERE,
)  # fmt: skip
# Sums of the tax of these rubrieken, in words of people who sell things; a minus goes off.
VAT_IN_WORDS = (
    ("Btw over uw verkopen", 1, ("1a", "1b", "1c", "1d", "1e")),
    ("Btw die naar u is verlegd", 1, ("2a",)),
    ("Btw over inkopen uit het buitenland", 1, ("4a", "4b")),
    ("Btw die u zelf betaalde, die gaat eraf", -1, ("5b",)),
    ("Korting voor kleine ondernemers, die gaat eraf", -1, ("5d",)),
)
OUTCOMES = {"TO_PAY": "U betaalt", "TO_RECEIVE": "U krijgt terug", "NIL": "U betaalt niets"}


@dataclass(frozen=True)
class Line:
    """One line of a sum in plain words; a total stands out."""

    label: str
    value: str
    total: bool = False


@dataclass(frozen=True)
class Figures:
    """The figures of a filing, and the filing of the period before they are compared with."""

    table: Table
    reading: FilingReading | None = None
    earlier: Filing | None = None

    @property
    def earlier_period(self) -> str:
        """The period before, in words."""
        return filing_period(self.earlier) if self.earlier else ""


@dataclass(frozen=True)
class Shown:
    """A filing as a client sees it."""

    outcome: str
    amount: str
    figures: Figures
    lines: tuple[Line, ...] = ()
    facts: tuple[FactTable, ...] = ()
    previous: str = ""
    payment: Payment | None = None


def shown(filing) -> Shown:
    """Everything a client sees of a filing; a fixed number of queries."""
    figures = figures_of(filing)
    sections = figures.reading.summary.get("sections", []) if figures.reading else []
    return Shown(
        outcome=DIRECTIONS.get(filing.direction, "totaal").capitalize() if filing.amount is not None else "",
        amount="" if filing.amount is None else euro(abs(filing.amount)),
        figures=figures,
        lines=_vat_lines(filing, sections) if filing.kind == "OB" else (),
        facts=facts_of_filing(filing, figures.reading),
        previous=difference(filing, figures.earlier),
        payment=payment_of(filing),
    )


def latest_reading(filing) -> FilingReading | None:
    """What was read of a filing, by the newest reader."""
    return FilingReading.objects.filter(filing=filing).order_by("-reader_version").first()


def figures_of(filing) -> Figures:
    """The key lines with the period before beside them; three queries at most."""
    reading = latest_reading(filing)
    if reading is None:
        return Figures(table_of({}, None))
    # The rows of an UITSTEL each stand under their own relation.
    summary = {} if filing.kind == FilingKind.UITSTEL else reading.summary
    earlier = previous_of(filing)
    before = latest_reading(earlier) if earlier else None
    return Figures(table_of(summary, before.summary if before else None), reading, earlier if before else None)


def facts_of_filing(filing, reading: FilingReading | None, *, partner: bool | None = None) -> tuple[FactTable, ...]:
    """Everything in the file, named and ordered by the packages of the office.

    Facts about the fiscal partner are left out unless the partner was asked too, or `partner` says otherwise.
    """
    if reading is None:
        return ()
    facts = reading.facts
    if partner is None:
        partner = any(fact.get("partner") for fact in facts) and partner_asked(filing)
    return fact_tables(facts, catalogue(filing, fact_names(facts)), partner=partner)


def partner_asked(filing) -> bool:
    """Whether the fiscal partner is one of the people this joint return was put before."""
    seats = partner_seats(filing)
    people = [seat.contact_id for seat in seats]
    return bool(people) and ApprovalAddressee.objects.filter(request__filing=filing, contact_id__in=people).exists()


def _vat_lines(filing, sections) -> tuple[Line, ...]:
    """The sum behind a btw-aangifte in plain words; nothing when the parts do not add up to the amount."""
    tax = {}
    for line in (line for section in sections for line in section.get("lines", ())):
        try:
            tax[line.get("code")] = Decimal(line["values"][-1])
        except (KeyError, IndexError, TypeError, InvalidOperation):
            continue
    parts = [(label, sign * sum((tax.get(code, Decimal(0)) for code in codes), Decimal(0))) for label, sign, codes in VAT_IN_WORDS]
    parts = [(label, value) for label, value in parts if value]
    if filing.amount is None or sum((value for _, value in parts), Decimal(0)) != filing.amount:
        return ()
    outcome = OUTCOMES.get(filing.direction, "Totaal")
    return (*(Line(label, euro(value)) for label, value in parts), Line(outcome, euro(abs(filing.amount)), total=True))


def previous_of(filing):
    """The filing of the same kind and number over the last period before this one that was agreed or filed, or None."""
    if filing.relation_id is None or filing.period_start is None:
        return None
    earlier = Filing.objects.filter(
        relation_id=filing.relation_id, kind=filing.kind, key_hmac=filing.key_hmac, state__in=AGREED,
        period_end__lt=filing.period_start,
    )  # fmt: skip
    return earlier.order_by("-period_end", "-sequence", "-id").first()


def difference(filing, earlier) -> str:
    """How the amount differs from the period before, as a sentence; empty when there is nothing to compare."""
    if earlier is None or filing.amount is None or earlier.amount is None:
        return ""
    period = filing_period(earlier)
    if not filing.direction or filing.direction != earlier.direction or filing.direction == "NIL":
        return f"Over {period} was het: {amount_words(earlier.amount, earlier.direction)}."
    step = abs(filing.amount) - abs(earlier.amount)
    if not step:
        return f"Dit is evenveel als over {period}."
    return f"Dit is {euro(abs(step))} {'meer' if step > 0 else 'minder'} dan over {period}."
