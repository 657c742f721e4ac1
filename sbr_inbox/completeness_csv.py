"""The matrix as a sheet that a spreadsheet opens without running anything in it."""

import csv
from io import StringIO

from sbr_inbox.expecting.table import Row

_HEAD = ("Relatie", "Soort", "Tijdvak", "Van", "Tot en met", "Status", "Oorzaak", "Uiterste datum", "Interne datum", "Te laat", "Reden")
# A cell that begins with one of these is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(value) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_csv(rows: list[Row], states: frozenset[str]) -> str:
    """One line per cell, semicolons between, days as 31-12-2026; only these states when any are named."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEAD)
    for row in rows:
        for shown in row.cells:
            cell = shown.cell
            if states and cell.state not in states:
                continue
            days = [f"{day:%d-%m-%Y}" if day else "" for day in (cell.start, cell.end, cell.file_by, cell.internal)]
            line = (
                row.subject.name, row.label, cell.label, days[0], days[1], cell.state.label, cell.cause.label, days[2], days[3],
                "ja" if cell.late else "", cell.reason,
            )  # fmt: skip
            writer.writerow([safe(value) for value in line])
    return "\ufeff" + out.getvalue()
