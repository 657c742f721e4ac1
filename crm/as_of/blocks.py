"""What a part of the card as of a date shows: pairs of label and value, or a table. Only words, ready to print."""

import datetime
from dataclasses import dataclass, field

from crm.enums import AddressKind
from crm.numbers import mask
from offices.templatetags.dutch import lh_nl, ob_nl


@dataclass(frozen=True)
class Block:
    """A card on the page: with `heads` a table of rows, else pairs of label and value."""

    title: str
    rows: list = field(default_factory=list)
    heads: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rows)


def shown(*blocks: Block) -> dict | None:
    """The context of a part: its blocks that hold something."""
    filled = [block for block in blocks if block]
    return {"blocks": filled} if filled else None


def day_of(value: datetime.date | None, empty: str = "–") -> str:
    """A day as people write it."""
    return f"{value:%d-%m-%Y}" if value else empty


def span(row, start="valid_from", end="valid_to") -> tuple[str, str]:
    """First and last day of a row."""
    return day_of(getattr(row, start)), day_of(getattr(row, end))


def holds(row, day: datetime.date, start="valid_from", end="valid_to") -> str:
    """Whether a row with dates was in force on the day."""
    first, last = getattr(row, start), getattr(row, end)
    if first and first > day:
        return "nog niet"
    return "voorbij" if last and last < day else "ja"


def tax_number(row, relation) -> str:
    """An OB or LH number; of a person or an eenmanszaak it holds a BSN and stays masked."""
    if relation.bsn or relation.number_kind == "BSN":
        return f"{mask(row.value[:9])}{row.value[9:]}"
    return lh_nl(row.value) if row.kind == "LH" else ob_nl(row.value)


def address(row) -> str:
    """An address in one line."""
    country = f", {row.country}" if row.country != "NL" else ""
    return f"{row}{country}"


def kind_of_address(row) -> str:
    """Which address it is."""
    return str(AddressKind(row.kind).label)
