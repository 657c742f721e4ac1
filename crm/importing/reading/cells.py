"""What a cell of any kind of table file gives: its text, and what a spreadsheet did to it on the way."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from offices.errors import RuleBroken

MAX_ROWS = 500_000
MAX_COLUMNS = 250
MAX_CELL = 32_767
# Put in front of what a spreadsheet kept as a number, so that a lost leading zero can be told from a short number.
NUMBER = "\u0001"
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+")
EPOCH = datetime.datetime(1899, 12, 30)


class FileFault(RuleBroken):
    """A file that cannot be read as a table of clients and contacts."""

    code = "IMP10"


@dataclass
class Sheet:
    """One tab: its name, its headings and its rows as (number in the file, cells as text)."""

    name: str
    headings: list[str]
    rows: Iterator[tuple[int, list[str]]]
    notes: list[str]


def is_scientific(text: str) -> bool:
    """Whether a spreadsheet shortened a number to 1,23457E+08."""
    return bool(_SCIENTIFIC.fullmatch(text.strip()))


def number_text(value: str) -> str:
    """A number as it stands in the file of a spreadsheet, marked: 1234567.0 gives 1234567, 1E+3 gives 1000."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if number == number.to_integral_value():
        return f"{NUMBER}{number.to_integral_value():f}"
    return f"{NUMBER}{number.normalize():f}"


def day_text(serial: str, *, since_1904: bool = False) -> str:
    """The day a spreadsheet keeps as a count of days since 1900 (or 1904)."""
    try:
        start = datetime.datetime(1904, 1, 1) if since_1904 else EPOCH
        moment = start + datetime.timedelta(days=float(serial))
    except (ValueError, OverflowError):
        return serial
    return moment.date().isoformat()


def tidy(cells: list[str]) -> list[str]:
    """Cells without empty ones at the end, each cut to what a spreadsheet can hold."""
    while cells and not cells[-1].strip(f"{NUMBER} \t\r\n\u00a0"):
        cells.pop()
    return [cell if len(cell) <= MAX_CELL else cell[:MAX_CELL] for cell in cells]


def sheet_of(name: str, lines: Iterator[tuple[int, list[str]]], notes: list[str]) -> Sheet | None:
    """A tab from its lines: the first line that is not empty holds the headings. None when nothing stands in it.

    `notes` is a list that the reader adds to while the lines are walked.
    """
    for _, cells in lines:
        headings = [bare(cell) for cell in tidy(cells)]
        if any(headings):
            if len(headings) > MAX_COLUMNS:
                raise FileFault(
                    f"Tabblad {name} heeft {len(headings)} kolommen; hoogstens {MAX_COLUMNS}. Verwijder kolommen die u niet nodig heeft."
                )
            return Sheet(name, headings, _filled(lines), notes)
    return None


def _filled(lines: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    for number, cells in lines:
        kept = tidy(cells)
        if kept:
            yield number, kept


def merged_note(name: str, where: str) -> str:
    """What to say of merged cells: only the first of them holds the value."""
    return (
        f"Tabblad {name} heeft samengevoegde cellen{where}. Alleen de eerste cel telt; de andere zijn leeg. "
        "Hef de samenvoeging op en vul elke regel."
    )


def bare(cell: str) -> str:
    """A cell as a person reads it."""
    return " ".join(cell.removeprefix(NUMBER).split())
