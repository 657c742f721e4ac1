"""ODS, row by row: values only."""

from collections.abc import Iterator

from crm.importing.reading.cells import MAX_COLUMNS, Sheet, merged_note, number_text, sheet_of
from crm.importing.reading.xlsx import FORMULA
from crm.importing.reading.zipped import Package, broken

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_ROW, _CELL, _COVERED = f"{_TABLE}table-row", f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"


def read_ods(package: Package) -> list[Sheet]:
    """The first two tabs that hold anything."""
    if "content.xml" not in package.names:
        raise broken()
    sheets: list[Sheet] = []
    for place, name in enumerate(_names(package)):
        notes: list[str] = []
        sheet = sheet_of(name, _lines(package, place, name, notes), notes)
        if sheet is not None:
            sheets.append(sheet)
        if len(sheets) == 2:
            break
    return sheets


def _names(package: Package) -> list[str]:
    found, seen = [], None
    for element in package.rows("content.xml", f"{_TABLE}table", _ROW, events=("start", "end")):
        if element.tag != _ROW and element is not seen:
            seen = element
            found.append(element.get(f"{_TABLE}name", ""))
    return found


def _lines(package: Package, wanted: int, name: str, notes: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The lines of one tab. Rows end before their table does, so tables are counted by the parent of a row."""
    place, table, number = -1, None, 0
    for row in package.rows("content.xml", _ROW):
        parent = next(row.iterancestors(f"{_TABLE}table"), None)
        if parent is not table:
            table, place, number = parent, place + 1, 0
        if place > wanted:
            return
        times = _times(row.get(f"{_TABLE}number-rows-repeated"))
        if place == wanted:
            cells = _cells(row)
            if not notes and row.find(_COVERED) is not None:
                notes.append(merged_note(name, f" (regel {number + 1})"))
            # Empty rows are repeated a million times at the end; they count, but are not given.
            for step in range(1, times + 1 if any(cells) else 1):
                yield number + step, list(cells)
        number += times


def _times(value: str | None) -> int:
    return int(value) if value and value.isdigit() else 1


def _cells(row) -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren(_CELL, _COVERED):
        text = _value(cell) if cell.tag == _CELL else ""
        times = _times(cell.get(f"{_TABLE}number-columns-repeated"))
        cells.extend([text] * min(times, MAX_COLUMNS + 1 - len(cells) if len(cells) <= MAX_COLUMNS else 0))
    return cells


def _value(cell) -> str:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind in ("float", "currency", "percentage"):
        return number_text(cell.get(f"{_OFFICE}value", ""))
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", "")[:10]
    if kind == "boolean":
        return "ja" if cell.get(f"{_OFFICE}boolean-value") == "true" else "nee"
    if kind is None and cell.get(f"{_TABLE}formula"):
        return FORMULA
    return "\n".join("".join(part.itertext()) for part in cell.iterchildren(f"{_TEXT}p"))
