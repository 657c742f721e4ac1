"""What goes out of an import as a table: the invalid rows to work on, and the plan as it will be done."""

import io

from crm.enums import ImportGroup
from crm.importing.book import read_book
from crm.importing.columns import CLIENTS, CONTACTS
from crm.importing.deciding import tab_for
from crm.importing.normalising import cells_of, error_text
from crm.importing.planning import rows_of
from crm.importing.reading.cells import bare
from crm.importing.showing import shown_value
from crm.importing.workbook import NAMES
from crm.models import ImportBatch

FAULT = "wat is er mis"
MOST = 20_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def invalid_bytes(batch: ImportBatch) -> bytes:
    """Only the invalid rows, with their own headings and what is wrong; it can be imported again as it is."""
    book = _new_book()
    sheets = {tab["sheet"] for tab in batch.mapping["tabs"]}
    for sheet in (CLIENTS, CONTACTS):
        if sheet not in sheets:
            continue
        tab = tab_for(batch, sheet)
        page = book.create_sheet(NAMES[sheet])
        page.append([*tab.headings, FAULT])
        for row in rows_of(batch, sheet, ImportGroup.INVALID):
            cells = {place: cells_of(tab, row.raw)[column.key][2] for place, column, _ in tab.columns}
            raw = row.raw["cells"] if isinstance(row.raw, dict) else row.raw
            given = [safe(cells.get(place, raw[place] if place < len(raw) else "")) for place in range(len(tab.headings))]
            page.append([*given, " ".join(error_text(sheet, row.number, error) for error in row.errors or [])])
    return _saved(book)


def plan_bytes(batch: ImportBatch) -> bytes:
    """Each field of each record of the plan, old and new, fiscal numbers by their end."""
    book = _new_book()
    page = book.create_sheet("plan")
    page.append(["wat", "naam", "veld", "nu", "wordt"])
    lookups = read_book(batch.mapping.get("values"))
    for item in batch.plan.items.order_by("position")[:MOST]:
        sheet = CONTACTS if item.object_kind == "crm.contact" else CLIENTS
        for name, pair in item.changes.items():
            ours, theirs = (shown_value(sheet, name, value, lookups) for value in pair)
            page.append([item.get_action_display(), safe(item.label), name, safe(ours), safe(theirs)])
    return _saved(book)


def safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = bare(text)
    return f"'{text}" if text.startswith(_FORMULA) and not text[1:].replace(" ", "").isdigit() else text


def _new_book():
    from openpyxl import Workbook  # large, and most processes never write a workbook

    return Workbook(write_only=True)


def _saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
