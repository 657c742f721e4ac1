"""Writing tables for spreadsheet programs: CSV as Dutch Excel reads it, and XLSX. Nothing in a cell can become a formula."""

import csv
import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO
from xml.sax.saxutils import escape

CSV, XLSX = "csv", "xlsx"
MIMES = {CSV: "text/csv", XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
_EPOCH = date(1899, 12, 30)
# Signs that XML does not allow in any spelling.
_NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
_MOST_SIGNS = 32_767

_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>'
)
_LINKS = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_LINK = '<Relationship Id="{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STYLES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><styleSheet xmlns="{_MAIN}"><numFmts count="1">'
    '<numFmt numFmtId="164" formatCode="dd\\-mm\\-yyyy"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf xfId="0"/><xf xfId="0" numFmtId="164" applyNumberFormat="1"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs></styleSheet>'
)


def harmless(text: str) -> str:
    """A text that no spreadsheet program reads as a formula: an apostrophe in front of what would begin one."""
    return f"'{text}" if text.startswith(_RISKY) else text


def write_table(target: BinaryIO, kind: str, *, title: str, head: list[str], rows: Iterable[list]) -> None:
    """Write a table as CSV or XLSX, row by row; values are texts, numbers, days or None."""
    (_write_csv if kind == CSV else _write_xlsx)(target, title, head, rows)


def _write_csv(target, title, head, rows):
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(label) for label in head])
    for row in rows:
        writer.writerow([_as_text(value) for value in row])
    text.detach()


def _as_text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, Decimal | float):
        return str(value).replace(".", ",")
    return str(value) if isinstance(value, int) else harmless(str(value))


def _write_xlsx(target, title, head, rows):
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", _CONTENT_TYPES)
        book.writestr("_rels/.rels", _LINKS.format(_LINK.format("rId1", "officeDocument", "xl/workbook.xml")))
        sheets = _LINK.format("rId1", "worksheet", "worksheets/sheet1.xml") + _LINK.format("rId2", "styles", "styles.xml")
        book.writestr("xl/_rels/workbook.xml.rels", _LINKS.format(sheets))
        book.writestr("xl/workbook.xml", _workbook(title))
        book.writestr("xl/styles.xml", _STYLES)
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(
                f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
                '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'.encode()
            )
            sheet.write(f"<row>{''.join(_text_cell(harmless(label), 2) for label in head)}</row>".encode())
            for row in rows:
                sheet.write(f"<row>{''.join(_cell(value) for value in row)}</row>".encode())
            sheet.write(b"</sheetData></worksheet>")


def _workbook(title: str) -> str:
    name = escape("".join(sign for sign in title if sign not in "[]:*?/\\'")[:31] or "Lijst", {'"': "&quot;"})
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="{_MAIN}" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f'<sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _cell(value) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return f'<c s="1"><v>{(value - _EPOCH).days}</v></c>'
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return f"<c><v>{value}</v></c>"
    return _text_cell(harmless(str(value)))


def _text_cell(text: str, style: int = 0) -> str:
    clean = escape(text.translate(_NOT_XML)[:_MOST_SIGNS])
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{clean}</t></is></c>'
