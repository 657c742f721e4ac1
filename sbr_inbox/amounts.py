"""The figures of a filing beside those of the period before, as one table."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from offices.templatetags.dutch import amount

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# Sections whose columns are parts of one figure (supplies, services and chain supplies of an ICP statement).
_ADDED = ("rows", "corrections")


@dataclass(frozen=True)
class Row:
    """One line: its values as text, what it was and by how much it changed."""

    code: str
    label: str
    values: tuple[str, ...]
    before: str = ""
    step: str = ""
    total: bool = False
    # Columns the one value of a line of text stretches over.
    span: int = 1


@dataclass(frozen=True)
class Block:
    """Lines that belong together."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Table:
    """The whole summary; every row has as many values as there are columns."""

    columns: tuple[str, ...]
    blocks: tuple[Block, ...]
    compared: bool
    left_out: bool

    @property
    def width(self) -> int:
        """Cells in a row: code, label, values, and two for the comparison."""
        return 2 + len(self.columns) + (2 if self.compared else 0)


def table_of(summary: dict, earlier: dict | None) -> Table:
    """The summary of a reading as a table; `earlier` is the summary of the period before, or None."""
    sections = [section for section in summary.get("sections", ()) if section.get("lines")]
    columns = max((tuple(map(_head, section.get("columns") or ("",))) for section in sections), key=len, default=("",))
    before = _figures(earlier or {})
    nothing = [line for section in sections for line in section["lines"] if _is_nothing(line, before.get(_key(section, line)))]
    # A return of nothing at all shows its noughts: they are what is filed.
    hide = len(nothing) < sum(len(section["lines"]) for section in sections if section.get("columns"))
    blocks = (_block(section, before, len(columns), hide) for section in sections)
    return Table(columns, tuple(block for block in blocks if block.rows), earlier is not None, hide and bool(nothing))


def _block(section: dict, before: dict, width: int, hide: bool) -> Block:
    lines = [line for line in section["lines"] if not (hide and _is_nothing(line, before.get(_key(section, line))))]
    return Block(section.get("title", ""), tuple(_row(section, line, before, width) for line in lines))


def _is_nothing(line: dict, then: Decimal | None) -> bool:
    """A money line of nought, now and before, that is no total."""
    if line.get("type") != "euro" or line.get("total") or then:
        return False
    return not any(_number(value) for value in line.get("values") or [])


def _row(section: dict, line: dict, before: dict, width: int) -> Row:
    values, is_money = line.get("values") or [], line.get("type") == "euro"
    now, then = _main(section, values), before.get(_key(section, line))
    step = now - then if is_money and now is not None and then is not None else None
    shown = [_shown(value, is_money) for value in values]
    code, alone = line.get("code", ""), not is_money and len(shown) == 1
    return Row(
        code if len(code) <= 4 else "",
        line.get("label", ""),
        tuple(shown) if alone else (*[""] * (width - len(shown)), *shown),
        before=amount(then) if is_money and then is not None else "",
        step="" if step is None else f"+{amount(step)}" if step > 0 else amount(step),
        total=bool(line.get("total")),
        span=width if alone else 1,
    )


def _figures(summary: dict) -> dict:
    return {
        _key(section, line): _main(section, line.get("values") or [])
        for section in summary.get("sections", ())
        for line in section.get("lines", ())
        if line.get("type") == "euro"
    }


def _key(section: dict, line: dict) -> tuple[str, str]:
    return section.get("key", ""), line.get("code") or line.get("label", "")


def _number(value) -> Decimal | None:
    try:
        return None if value in (None, "") else Decimal(str(value))
    except InvalidOperation:
        return None


def _main(section: dict, values: list) -> Decimal | None:
    """The one figure of a line to compare: this year's where years stand side by side, the sum where kinds do."""
    found = [_number(value) for value in values]
    if section.get("columns") and _DAY.fullmatch(section["columns"][0]):
        return found[0] if found else None
    known = [value for value in found if value is not None]
    if section.get("key") in _ADDED:
        return sum(known, Decimal(0)) if known else None
    return known[-1] if known else None


def _head(column: str) -> str:
    """A column that is a day, as people write it."""
    return "-".join(reversed(column.split("-"))) if _DAY.fullmatch(column) else column


def _shown(value, is_money: bool) -> str:
    if value in (None, ""):
        return ""
    number = _number(value) if is_money else None
    return amount(number) if number is not None else str(value)
