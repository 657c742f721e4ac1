"""What a file says about itself: the answer of `read`."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from functools import partial


class Unreadable(Exception):
    """A file that is not read, and why.

    `code` is a stable English word, `reason` a short Dutch phrase that fits between brackets, `remedy` a Dutch
    sentence that says what to do. No value of the file ever stands in them.
    """

    def __init__(self, code, reason, remedy="Exporteer de aangifte opnieuw en bied haar nogmaals aan."):
        super().__init__(code)
        self.code = code
        self.reason = reason
        self.remedy = remedy

    @property
    def text(self):
        """The whole Dutch message: what is wrong and what to do."""
        return f"{self.reason[:1].upper()}{self.reason[1:]}. {self.remedy}"

    def __reduce__(self):
        return (Unreadable, (self.code, self.reason, self.remedy))


@dataclass(frozen=True, slots=True)
class Note:
    """One remark about a file. `code` is an E-code (issue) or a rule code (warning), `text` is Dutch."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Subject:
    """One row of a message about many taxpayers. `tax` is IB, VPB or what the file says; `name` may be empty."""

    position: int
    number: str
    year: int | None
    tax: str
    name: str = ""
    period_start: date | None = None
    period_end: date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Who, which period and how much, as the file states it.

    `kind` is a FilingKind value. `key_value` is the number as in the file and empty when the file names none or
    more than one; then `key_type` is UNKNOWN. `amount` is in euros, + to pay and - to receive, None when the file
    holds none. `issues` block offering (E-codes), `warnings` never do. `dates` maps dated, pay_before,
    object_before and appeal_before to dates. `summary` and `facts` hold only what JSON can hold, amounts as text;
    they are built when asked, because recognising a file does not need them.
    """

    kind: str
    entrypoint: str = ""
    taxonomy: str = ""
    year: int | None = None
    tijdvak: str = ""
    period_start: date | None = None
    period_end: date | None = None
    key_type: str = "UNKNOWN"
    key_value: str = ""
    scheme: str = ""
    subjects: tuple[Subject, ...] = ()
    amount: Decimal | None = None
    direction: str | None = None
    package_name: str = ""
    package_version: str = ""
    supplier_reference: str = ""
    company_name: str = ""
    branch_btw_id: str = ""
    dates: dict[str, date] = field(default_factory=dict)
    outline: Callable[[], dict] = field(default=dict, repr=False, compare=False)
    listing: Callable[[], tuple[dict, ...]] = field(default=tuple, repr=False, compare=False)
    issues: tuple[Note, ...] = ()
    warnings: tuple[Note, ...] = ()
    encoding: str = ""

    @property
    def summary(self):
        """Title, outcome and sections of lines."""
        return self.outline()

    @property
    def facts(self):
        """Every fact of the file, each a dict."""
        return self.listing()

    def as_json(self):
        """A dict that JSON can hold and `from_json` turns back into the same reading, summary and facts included."""
        plain = asdict(replace(self, outline=dict, listing=tuple))
        del plain["outline"], plain["listing"]
        plain |= {"summary": self.summary, "facts": list(self.facts)}
        plain["amount"] = None if self.amount is None else str(self.amount)
        plain["period_start"] = _text(self.period_start)
        plain["period_end"] = _text(self.period_end)
        plain["dates"] = {name: _text(value) for name, value in self.dates.items()}
        for row in plain["subjects"]:
            row["period_start"] = _text(row["period_start"])
            row["period_end"] = _text(row["period_end"])
        return plain

    @classmethod
    def from_json(cls, plain):
        """The reading that `as_json` wrote down."""
        known = {each.name: plain[each.name] for each in fields(cls) if each.name in plain}
        known["amount"] = None if known["amount"] is None else Decimal(known["amount"])
        known["period_start"] = _date(known["period_start"])
        known["period_end"] = _date(known["period_end"])
        known["dates"] = {name: date.fromisoformat(value) for name, value in known["dates"].items()}
        known["subjects"] = tuple(_subject(row) for row in known["subjects"])
        known["issues"] = tuple(Note(**row) for row in known["issues"])
        known["warnings"] = tuple(Note(**row) for row in known["warnings"])
        return cls(**known, outline=partial(dict, plain["summary"]), listing=partial(tuple, plain["facts"]))


def _text(day):
    return None if day is None else day.isoformat()


def _date(text):
    return None if text is None else date.fromisoformat(text)


def _subject(row):
    dated = {name: _date(row[name]) for name in ("period_start", "period_end")}
    return Subject(**{**row, **dated})
