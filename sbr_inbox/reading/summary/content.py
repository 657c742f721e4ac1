"""The pieces a summary is made of: plain dicts that JSON can hold and a template can show."""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from sbr_inbox.reading.instance import read_amount
from sbr_inbox.reading.labels import label
from sbr_inbox.reading.periods import day_text, read_date
from sbr_inbox.reading.result import Note

_TRUTH = {"true": "ja", "1": "ja", "ja": "ja", "false": "nee", "0": "nee", "nee": "nee"}


class Content(NamedTuple):
    """What one kind of message says beside its number and period. `sections` may be a call that builds them."""

    sections: list | Callable[[], list]
    amount: Decimal | None = None
    company_name: str = ""
    dates: dict = {}
    subjects: tuple = ()
    issues: tuple = ()
    warnings: tuple = ()
    is_payment: bool = True
    words: str = ""


def section(key, title, lines, columns=()):
    """A titled block of lines; `columns` name the values when a line holds more than one."""
    return {"key": key, "title": title, "columns": list(columns), "lines": lines}


def text_line(name, value, code=""):
    """One line with a piece of text or a date as stated."""
    return {"code": code, "label": name, "type": "text", "values": [value]}


def euro_line(name, *amounts, code="", total=False):
    """One line with amounts in euros; an absent amount is None, never zero."""
    values = [amount if amount is None else str(amount) for amount in amounts]
    found = {"code": code, "label": name, "type": "euro", "values": values}
    if total:
        found["total"] = True
    return found


def stated(instance, names, pick=None):
    """A text line for each of these facts that is there; dates and truth values in Dutch."""
    look = pick or instance.text
    return [text_line(label(name), in_dutch(value), name) for name in names if (value := look(name))]


def in_dutch(value):
    """A date in words, ja or nee for a truth value, anything else as stated."""
    day = read_date(value)
    return day_text(day) if day else _TRUTH.get(value.lower(), value)


def amounts(instance, names, pick):
    """An amount line for each of these facts that is there, through the kind's own `pick`."""
    found = ((name, read_amount(pick(name))) for name in names)
    return [euro_line(label(name), amount, code=name) for name, amount in found if amount is not None]


def certain_amount(facts, what):
    """The amount these facts agree on, and the issues: () or one when they contradict each other."""
    values = {fact.value for fact in facts}
    if not values:
        return None, ()
    found = {read_amount(value) for value in values}
    if len(found) > 1:
        return None, (unsure(f"het noemt meer dan één bedrag voor {what}"),)
    amount = found.pop()
    if amount is None:
        return None, (unsure(f"het bedrag voor {what} is geen getal"),)
    return amount, ()


def unsure(reason):
    """The issue for a file that says two things at once: E01, never a guess."""
    return Note(
        "E01",
        f"Het bestand kan niet zeker worden gelezen ({reason}). "
        "Exporteer de aangifte opnieuw uit uw pakket en bied haar nogmaals aan.",
    )


def masked(number):
    """A fiscal number with only its last three signs readable."""
    return "•" * max(len(number) - 3, 0) + number[-3:]


def full_name(*parts):
    """The parts of a name that are there, joined by a space."""
    return " ".join(part for part in parts if part)
