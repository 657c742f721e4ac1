"""Table files of every kind, and what is wrong with them."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from crm.importing.reading import FileFault, read_tabs
from crm.importing.reading.cells import NUMBER
from crm.importing.reading.xlsx import FORMULA
from tests.factories.imports import csv_bytes, xlsx_bytes

ODS = """<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="clienten">{rows}</table:table>
<table:table table:name="contacten"><table:table-row><table:table-cell><text:p>contactnummer</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>C1</text:p></table:table-cell></table:table-row></table:table>
</office:spreadsheet></office:body></office:document-content>"""


def tabs(content, name="a.csv"):
    """[(name, headings, rows, notes)] of the file."""
    with read_tabs(io.BytesIO(content), name) as found:
        return [(tab.name, tab.headings, list(tab.rows), tab.notes) for tab in found]


def ods(rows):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", ODS.format(rows=rows))
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_read_in_every_usual_encoding(encoding, delimiter):
    content = csv_bytes([{"nummer": "001", "naam": "Café; «É», zn"}], encoding=encoding, delimiter=delimiter)
    (_, headings, rows, notes), = tabs(content)
    assert (headings, rows, len(notes)) == (["nummer", "naam"], [(2, ["001", "Café; «É», zn"])], int(encoding == "cp1252"))


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "leeg.csv", "bevat geen kolommen"),
        (b"a;b\n\x81\x8d", "vreemd.csv", "niet leesbaar"),
        (b"\xd0\xcf\x11\xe0oud", "oud.xls", "oud Excel-bestand"),
        (b"PK\x03\x04kapot", "kapot.xlsx", "beschadigd"),
    ],
)
def test_unreadable_file_says_what_to_do(content, name, words):
    with pytest.raises(FileFault) as broken:
        tabs(content, name)
    assert words in broken.value.text


def test_other_zip_is_no_table():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("foto.txt", "x")
    with pytest.raises(FileFault) as broken:
        tabs(out.getvalue(), "fotos.zip")
    assert "is geen tabel" in broken.value.text


def test_zip_that_unpacks_too_large_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"0" * (60 << 20))
    with pytest.raises(FileFault) as broken:
        tabs(out.getvalue(), "bom.xlsx")
    assert "veel te groot" in broken.value.text


def test_xlsx_gives_days_numbers_and_booleans_as_a_person_reads_them():
    content = xlsx_bytes([{"nummer": "007", "oprichtingsdatum": date(2010, 3, 31), "kvk": 12345678, "bedrag": 12.5, "ja": True}])
    (name, headings, rows, _), = tabs(content, "a.xlsx")
    assert (name, rows) == ("clienten", [(2, ["007", "2010-03-31", f"{NUMBER}12345678", f"{NUMBER}12.5", "ja"])])
    assert headings == ["nummer", "oprichtingsdatum", "kvk", "bedrag", "ja"]


def test_xlsx_formula_without_value_is_marked_and_merged_cells_are_told():
    book = Workbook()
    book.active.append(["nummer", "naam"])
    book.active.append(["1", "=A2"])
    book.active.append(["2", "Groot"])
    book.active.merge_cells("B2:B3")
    out = io.BytesIO()
    book.save(out)
    (_, _, rows, notes), = tabs(out.getvalue(), "a.xlsx")
    assert (rows[0], len(notes)) == ((2, ["1", FORMULA]), 1)
    assert "samengevoegde cellen" in notes[0]


def test_only_the_first_two_filled_tabs_are_read_and_hidden_ones_are_not():
    book = Workbook()
    book.active.title = "leeg"
    for name in ("een", "verborgen", "twee", "drie"):
        book.create_sheet(name).append(["nummer"])
    book["verborgen"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert [tab[0] for tab in tabs(out.getvalue(), "a.xlsx")] == ["een", "twee"]


def test_ods_repeats_and_covered_cells_are_understood():
    rows = (
        "<table:table-row><table:table-cell><text:p>nummer</text:p></table:table-cell><table:table-cell><text:p>naam</text:p></table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="12"><text:p>12</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string"><text:p>Twee</text:p><text:p>regels</text:p></table:table-cell></table:table-row>'
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
        '<table:table-row><table:table-cell office:value-type="string"><text:p>13</text:p></table:table-cell><table:covered-table-cell/></table:table-row>'
    )
    first, second = tabs(ods(rows), "a.ods")
    assert (first[0], first[1]) == ("clienten", ["nummer", "naam"])
    assert first[2] == [(2, [f"{NUMBER}12", "Twee\nregels"]), (3, [f"{NUMBER}12", "Twee\nregels"]), (1_000_004, ["13"])]
    assert ("samengevoegde" in first[3][0], second[2]) == (True, [(2, ["C1"])])


def test_too_many_columns_are_refused_with_the_count():
    with pytest.raises(FileFault) as broken:
        tabs((";".join(f"k{n}" for n in range(300)) + "\n").encode())
    assert "300 kolommen" in broken.value.text
    assert len(tabs((";".join(f"k{n}" for n in range(100)) + "\nx\n").encode())[0][1]) == 100


def test_entities_of_a_hostile_workbook_are_not_opened(tmp_path):
    secret = tmp_path / "geheim"
    secret.write_text("geheim")
    hostile = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>' + ODS.partition("?>")[2].format(
        rows="<table:table-row><table:table-cell><text:p>nummer</text:p></table:table-cell></table:table-row>"
        "<table:table-row><table:table-cell office:value-type='string'><text:p>&e;</text:p></table:table-cell></table:table-row>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", hostile)
    assert "geheim" not in str(tabs(out.getvalue(), "a.ods"))
