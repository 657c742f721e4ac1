"""From a file to tabs with headings and rows of text: XLSX, ODS and CSV, streamed."""

from collections.abc import Iterator
from contextlib import contextmanager

from crm.importing.reading.cells import FileFault, Sheet
from crm.importing.reading.delimited import read_delimited
from crm.importing.reading.ods import read_ods
from crm.importing.reading.xlsx import read_xlsx
from crm.importing.reading.zipped import opened

__all__ = ["FileFault", "Sheet", "read_tabs"]
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@contextmanager
def read_tabs(source, name: str) -> Iterator[list[Sheet]]:
    """The first two tabs of a table file; their rows are read while they are walked. Raises FileFault."""
    head = source.read(8)
    source.seek(0)
    if head.startswith(_OLD_EXCEL):
        raise FileFault(
            f"{name} is een oud Excel-bestand (.xls) of heeft een wachtwoord. Sla het op als .xlsx zonder wachtwoord."
        )
    if not head.startswith(b"PK"):
        yield _some(read_delimited(source, name), name)
        return
    with opened(source) as package:
        kind = package.text_at("mimetype", 100)
        if b"opendocument.spreadsheet" in kind:
            yield _some(read_ods(package), name)
        elif "xl/workbook.xml" in package.names:
            yield _some(read_xlsx(package), name)
        else:
            raise FileFault(f"{name} is geen tabel. Gebruik een Excel-bestand (.xlsx), een ODS-bestand of CSV.")


def _some(sheets: list[Sheet], name: str) -> list[Sheet]:
    if not sheets:
        raise FileFault(f"{name} bevat geen kolommen. Gebruik het sjabloon, of zet de kolomnamen op de eerste regel.")
    return sheets
