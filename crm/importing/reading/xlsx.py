"""XLSX, row by row: values only. A formula gives the value Excel kept; without one it is an empty cell with a mark."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from crm.importing.reading.cells import Sheet, day_text, merged_note, number_text, sheet_of
from crm.importing.reading.zipped import Package, broken

_M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROW, _C, _V, _F, _IS, _SI, _T = (f"{_M}{name}" for name in ("row", "c", "v", "f", "is", "si", "t"))
_PHONETIC = f"{_M}rPh"
_DAYS = frozenset({14, 15, 16, 17, 22})
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
# A formula whose value the file does not hold.
FORMULA = "\u0002="


def read_xlsx(package: Package) -> list[Sheet]:
    """The first two tabs that hold anything."""
    book = package.tree("xl/workbook.xml")
    links = package.tree("xl/_rels/workbook.xml.rels")
    if book is None or links is None:
        raise broken()
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    properties = book.find(f"{_M}workbookPr")
    since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    strings, days = _strings(package), _day_styles(package)
    sheets: list[Sheet] = []
    for tab in book.iter(f"{_M}sheet"):
        if tab.get("state", "visible") != "visible":
            continue
        target = targets.get(tab.get(_R), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part not in package.names:
            continue
        notes: list[str] = []
        name = tab.get("name", "")
        sheet = sheet_of(name, _lines(package, part, _Kept(name, strings, days, since_1904, notes)), notes)
        if sheet is not None:
            sheets.append(sheet)
        if len(sheets) == 2:
            break
    return sheets


def _strings(package: Package) -> list[str]:
    if "xl/sharedStrings.xml" not in package.names:
        return []
    return [_words(entry) for entry in package.rows("xl/sharedStrings.xml", _SI)]


def _words(entry) -> str:
    if len(entry) == 1 and entry[0].tag == _T:
        return entry[0].text or ""
    return "".join(part.text or "" for part in entry.iter(_T) if part.getparent().tag != _PHONETIC)


def _day_styles(package: Package) -> frozenset[int]:
    """Which cell styles show a number as a day."""
    styles = package.tree("xl/styles.xml")
    if styles is None:
        return frozenset()
    own = {int(one.get("numFmtId", 0)): one.get("formatCode", "") for one in styles.iter(f"{_M}numFmt")}
    dated = {number for number, code in own.items() if re.search("[dyj]", _QUOTED.sub("", code).casefold())}
    formats = styles.find(f"{_M}cellXfs")
    kinds = [int(one.get("numFmtId", 0)) for one in formats] if formats is not None else []
    return frozenset(place for place, kind in enumerate(kinds) if kind in _DAYS or kind in dated)


class _Kept(NamedTuple):
    """What the cells of a tab point to."""

    name: str
    strings: list[str]
    days: frozenset[int]
    since_1904: bool
    notes: list[str]


def _lines(package, part, kept: _Kept) -> Iterator[tuple[int, list[str]]]:
    number = 0
    for row in package.rows(part, _ROW, f"{_M}mergeCell"):
        if row.tag != _ROW:
            note = merged_note(kept.name, f" ({row.get('ref', '')})")
            if len(kept.notes) < 5:
                kept.notes.append(note)
            continue
        number = int(row.get("r") or number + 1)
        cells: list[str] = []
        for cell in row.iterchildren(_C):
            place = _place(cell.get("r"), len(cells))
            if place > 2_000:
                break
            while len(cells) < place:
                cells.append("")
            cells.append(_value(cell, kept))
        yield number, cells


def _place(reference: str | None, following: int) -> int:
    """The column of B7, counted from 0."""
    if not reference:
        return following
    place = 0
    for sign in reference:
        if not sign.isalpha():
            break
        place = place * 26 + ord(sign) - 64
    return place - 1


def _value(cell, kept: _Kept) -> str:
    kind = cell.get("t")
    if kind == "inlineStr":
        inline = cell.find(_IS)
        return _words(inline) if inline is not None else ""
    value = cell.find(_V)
    text = value.text if value is not None else None
    if text is None:
        return FORMULA if cell.find(_F) is not None else ""
    if kind == "s":
        place = int(text) if text.isdigit() else -1
        return kept.strings[place] if 0 <= place < len(kept.strings) else ""
    if kind == "b":
        return "ja" if text == "1" else "nee"
    if kind in ("str", "e"):
        return text
    if kind == "d":
        return text[:10]
    if kept.days and int(cell.get("s") or 0) in kept.days:
        return day_text(text, since_1904=kept.since_1904)
    return number_text(text)
