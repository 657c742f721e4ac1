"""What a client is shown of a filing: the lines behind the amount, everything that was read, and the period before.

The same parts stand on the page in the portal and in the summary on paper.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from offices.templatetags.dutch import euro
from sbr_inbox import states
from sbr_inbox.models import Filing, FilingReading
from sbr_inbox.paying import Payment, payment_of
from sbr_inbox.sentences import DIRECTIONS, amount_words, filing_period

SHOWN_TO_CLIENT = tuple(state for state in states.LIVE if state != "READY")
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
    """One row: a label and its values as text; a total stands out."""

    label: str
    values: tuple[str, ...]
    code: str = ""
    total: bool = False
    number: bool = False

    @property
    def value(self) -> str:
        """The value of a row that has one."""
        return next((value for value in self.values if value), "")


@dataclass(frozen=True)
class Block:
    """A titled table of rows."""

    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Shown:
    """A filing as a client sees it."""

    outcome: str
    amount: str
    lines: tuple[Line, ...] = ()
    blocks: tuple[Block, ...] = ()
    previous: str = ""
    payment: Payment | None = None


def shown(filing) -> Shown:
    """Everything a client sees of a filing. Three queries: the reading, the period before, the account."""
    reading = FilingReading.objects.filter(filing=filing).order_by("-reader_version").first()
    sections = reading.summary.get("sections", []) if reading else []
    blocks = tuple(block for block in map(_block, sections) if block.lines)
    return Shown(
        outcome=DIRECTIONS.get(filing.direction, "totaal").capitalize() if filing.amount is not None else "",
        amount="" if filing.amount is None else euro(abs(filing.amount)),
        lines=_vat_lines(filing, sections) if filing.kind == "OB" else (),
        blocks=blocks,
        previous=difference(filing, previous_of(filing)),
        payment=payment_of(filing),
    )


def _block(section) -> Block:
    lines = tuple(_line(line) for line in section.get("lines", ()))
    return Block(section.get("title", ""), tuple(section.get("columns", ())), lines)


def _line(line) -> Line:
    money = line.get("type") == "euro"
    values = tuple("" if value is None else (euro(value) if money else str(value)) for value in line.get("values", ()))
    code = line.get("code", "")
    return Line(line.get("label", ""), values, code if len(code) <= 3 else "", bool(line.get("total")), money)


def _vat_lines(filing, sections) -> tuple[Line, ...]:
    """The sum behind a btw-aangifte in plain words; nothing when the parts do not add up to the amount."""
    tax = {}
    for line in (line for section in sections for line in section.get("lines", ())):
        try:
            tax[line.get("code")] = Decimal(line["values"][-1])
        except (KeyError, IndexError, TypeError, InvalidOperation):
            continue
    parts = [(label, sign * sum((tax.get(code, Decimal(0)) for code in codes), Decimal(0)), sign) for label, sign, codes in VAT_IN_WORDS]
    parts = [(label, value) for label, value, sign in parts if value]
    if filing.amount is None or sum((value for _, value in parts), Decimal(0)) != filing.amount:
        return ()
    lines = [Line(label, (euro(value),), number=True) for label, value in parts]
    outcome = OUTCOMES.get(filing.direction, "Totaal")
    return (*lines, Line(outcome, (euro(abs(filing.amount)),), total=True, number=True))


def previous_of(filing):
    """The filing of the same kind over the last period before this one that was put before the client, or None."""
    if filing.period_start is None or filing.amount is None:
        return None
    earlier = Filing.objects.filter(
        relation_id=filing.relation_id, kind=filing.kind, key_hmac=filing.key_hmac, state__in=SHOWN_TO_CLIENT,
        period_end__lt=filing.period_start, amount__isnull=False,
    )  # fmt: skip
    return earlier.order_by("-period_end", "-sequence", "-id").first()


def difference(filing, earlier) -> str:
    """How the amount differs from the period before, as a sentence; empty when there is nothing to compare."""
    if earlier is None:
        return ""
    period = filing_period(earlier)
    if not filing.direction or filing.direction != earlier.direction or filing.direction == "NIL":
        return f"Over {period} was het: {amount_words(earlier.amount, earlier.direction)}."
    step = abs(filing.amount) - abs(earlier.amount)
    if not step:
        return f"Dit is evenveel als over {period}."
    return f"Dit is {euro(abs(step))} {'meer' if step > 0 else 'minder'} dan over {period}."
