"""Tables for spreadsheet programs: readable again, and nothing in them is a formula."""

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from offices.sheets import CSV, XLSX, harmless, write_table

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RISKY = ["=1+1", "+31", "-2", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x")']


def written(kind, rows, head=("Naam", "Waarde")):
    target = io.BytesIO()
    write_table(target, kind, title="Relaties: [alle]", head=list(head), rows=rows)
    return target.getvalue()


def cells(raw):
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        assert book.testzip() is None
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        ElementTree.fromstring(book.read("xl/workbook.xml"))
        ElementTree.fromstring(book.read("xl/styles.xml"))
    assert sheet.findall(f".//{MAIN}f") == []
    return [["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{MAIN}row")]


@pytest.mark.parametrize("text", RISKY)
def test_text_that_begins_a_formula_is_made_harmless(text):
    assert harmless(text) == f"'{text}"
    rows = list(csv.reader(io.StringIO(written(CSV, [[text, 1]]).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[1] == [f"'{text}", "1"]
    assert cells(written(XLSX, [[text, 1]]))[1][0].strip().startswith("'")


def test_csv_is_as_dutch_excel_reads_it():
    raw = written(CSV, [["Café «De Ëend»", Decimal("1.5")], [None, date(2026, 11, 2)], ['a;"b"', 3]])
    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\r\n") == 4
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows == [["Naam", "Waarde"], ["Café «De Ëend»", "1,5"], ["", "02-11-2026"], ['a;"b"', "3"]]


def test_xlsx_holds_texts_numbers_and_days():
    found = cells(written(XLSX, [["<b>&\x00\x0b", 7], ["x" * 40_000, date(1900, 3, 1)], [None, Decimal("2.25")]]))
    assert found[0] == ["Naam", "Waarde"]
    assert found[1] == ["<b>&", "7"]
    assert (len(found[2][0]), found[2][1]) == (32_767, "61")
    assert found[3] == ["", "2.25"]
