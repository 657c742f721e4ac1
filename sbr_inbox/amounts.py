"""The figures of a filing beside those of the period before."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from offices.templatetags.dutch import amount


@dataclass(frozen=True)
class Row:
    """One line: its values as text, what it was and by how much it changed."""

    code: str
    label: str
    values: tuple[str, ...]
    before: str = ""
    step: str = ""
    total: bool = False
    number: bool = True


@dataclass(frozen=True)
class Table:
    """A titled block of lines."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def tables(summary: dict, earlier: dict | None) -> list[Table]:
    """The blocks of a summary; `earlier` is the summary of the period before, or None."""
    before = _figures(earlier or {})
    return [
        Table(
            section.get("title", ""),
            tuple(section.get("columns") or ()),
            tuple(_row(section, line, before) for line in section.get("lines", ())),
        )
        for section in summary.get("sections", ())
        if section.get("lines")
    ]


def _row(section: dict, line: dict, before: dict) -> Row:
    values = line.get("values") or []
    is_money = line.get("type") == "euro"
    now, then = _last(values), before.get(_key(section, line))
    step = now - then if is_money and now is not None and then is not None else None
    return Row(
        line.get("code", ""),
        line.get("label", ""),
        tuple(_shown(value, is_money) for value in values),
        before=amount(then) if is_money and then is not None else "",
        step="" if step is None else f"+{amount(step)}" if step > 0 else amount(step),
        total=bool(line.get("total")),
        number=is_money or line.get("type") in ("number", "count"),
    )


def _figures(summary: dict) -> dict:
    return {
        _key(section, line): _last(line.get("values") or [])
        for section in summary.get("sections", ())
        for line in section.get("lines", ())
        if line.get("type") == "euro"
    }


def _key(section: dict, line: dict) -> tuple[str, str]:
    return section.get("key", ""), line.get("code") or line.get("label", "")


def _last(values: list) -> Decimal | None:
    found = [value for value in values if value not in (None, "")]
    try:
        return Decimal(str(found[-1])) if found else None
    except InvalidOperation:
        return None


def _shown(value, is_money: bool) -> str:
    if value in (None, ""):
        return ""
    number = _last([value]) if is_money else None
    return amount(number) if number is not None else str(value)
