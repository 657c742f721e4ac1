"""Filling the address table: from a file of the operator, or from rows made up for practice.

The table stands outside the walls and holds nothing of an office; the application only reads it, so this writes as the
owner of the tables.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.db import connection

from crm.numbers import strip
from offices.db.owner import owner_cursor
from offices.errors import RuleBroken

# Our column -> how it may be called in a file.
NAMES = {
    "postal_code": ("postcode", "postal_code"),
    "number": ("huisnummer", "number"),
    "street": ("straat", "straatnaam", "openbareruimte", "street"),
    "city": ("plaats", "woonplaats", "city"),
    "latitude": ("breedtegraad", "lat", "latitude"),
    "longitude": ("lengtegraad", "lon", "lng", "longitude"),
}
REQUIRED = ("postal_code", "number", "street", "city")
COPY = "COPY incoming (postal_code, number, street, city, latitude, longitude) FROM STDIN WITH (FORMAT csv)"
INSERT = """INSERT INTO crm_postcodepoint (postal_code, number, street, city, latitude, longitude)
SELECT DISTINCT ON (postal_code, number) postal_code, number, street, city, latitude, longitude FROM incoming
ORDER BY postal_code, number
ON CONFLICT (postal_code, number) DO UPDATE SET street = excluded.street, city = excluded.city,
  latitude = excluded.latitude, longitude = excluded.longitude"""


@dataclass
class Loaded:
    """What a load did: rows read, left out, and standing in the table afterwards."""

    read: int = 0
    left_out: int = 0
    stands: int = 0
    examples: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    """One address."""

    postal_code: str
    number: int
    street: str
    city: str
    latitude: Decimal | None = None
    longitude: Decimal | None = None

    def cells(self) -> list:
        """The values in the order of COPY; an empty cell is NULL."""
        return [self.postal_code, self.number, self.street, self.city, _text(self.latitude), _text(self.longitude)]


def load_file(path: Path, *, replace: bool = False) -> Loaded:
    """Load a CSV file (UTF-8, comma or semicolon, a line of names on top); memory stays flat.

    Rows that are there get the new street, town and place; `replace` empties the table first. Raises RuleBroken when the
    file lacks a column.
    """
    done = Loaded()
    with path.open(encoding="utf-8-sig", newline="") as file:
        head = file.readline()
        lines = csv.reader(file, delimiter=";" if head.count(";") > head.count(",") else ",")
        places = _places(next(csv.reader([head], delimiter=";" if head.count(";") > head.count(",") else ","), []))
        done.stands = _pour(_rows(lines, places, done), replace=replace)
    return done


def load_rows(rows: Iterable[Row]) -> int:
    """Add rows that were made by code; gives how many stand in the table afterwards."""
    return _pour(rows, replace=False)


def _places(names: list[str]) -> dict[str, int]:
    known = [re.sub(r"[^a-z_]", "", name.casefold()) for name in names]
    found = {column: known.index(name) for column, spelled in NAMES.items() for name in spelled[::-1] if name in known}
    missing = [NAMES[column][0] for column in REQUIRED if column not in found]
    if missing:
        raise RuleBroken(f"In het bestand ontbreekt de kolom {', '.join(missing)}. Zet de namen van de kolommen op de eerste regel.")
    return found


def _rows(lines: Iterable[list[str]], places: dict[str, int], done: Loaded) -> Iterator[Row]:
    for line in lines:
        done.read += 1
        row = _row({column: line[place] if place < len(line) else "" for column, place in places.items()})
        if row is not None:
            yield row
            continue
        done.left_out += 1
        if len(done.examples) < 5:
            done.examples.append(f"regel {done.read + 1}: {';'.join(line)[:80]}")


def _row(said: dict[str, str]) -> Row | None:
    postal_code, number = strip(said["postal_code"]), said["number"].strip()
    street, city = " ".join(said["street"].split())[:80], " ".join(said["city"].split())[:60]
    if not re.fullmatch(r"[1-9][0-9]{3}[A-Z]{2}", postal_code) or not re.fullmatch(r"[0-9]{1,5}", number) or not (street and city):
        return None
    place = _degrees(said.get("latitude", ""), 90), _degrees(said.get("longitude", ""), 180)
    return Row(postal_code, int(number), street, city, *(place if None not in place else (None, None)))


def _degrees(said: str, most: int) -> Decimal | None:
    try:
        value = Decimal(said.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return round(value, 5) if value.is_finite() and abs(value) <= most else None


def _text(value: Decimal | None) -> str:
    return "" if value is None else str(value)


def _pour(rows: Iterable[Row], *, replace: bool) -> int:
    with owner_cursor(connection) as cursor:
        cursor.execute("CREATE TEMP TABLE incoming (LIKE crm_postcodepoint) ON COMMIT DROP")
        cursor.execute("ALTER TABLE incoming ALTER id DROP NOT NULL")
        cursor.copy_expert(COPY, _Stream(rows))
        if replace:
            cursor.execute("DELETE FROM crm_postcodepoint")
        cursor.execute("ANALYZE incoming")
        cursor.execute(INSERT)
        cursor.execute("SELECT count(*) FROM crm_postcodepoint")
        return cursor.fetchone()[0]


class _Stream(io.TextIOBase):
    """Rows as the text COPY reads, a piece at a time."""

    PIECE = 2_000

    def __init__(self, rows: Iterable[Row]):
        self.rows, self.left = iter(rows), ""

    def readable(self) -> bool:
        """COPY reads it."""
        return True

    def read(self, size: int | None = -1) -> str:
        """At most `size` characters; an empty text at the end."""
        while size is None or size < 0 or len(self.left) < size:
            piece = io.StringIO()
            writer, wrote = csv.writer(piece), 0
            for row in self.rows:
                writer.writerow(row.cells())
                wrote += 1
                if wrote == self.PIECE:
                    break
            if not wrote:
                break
            self.left += piece.getvalue()
        size = len(self.left) if size is None or size < 0 else size
        found, self.left = self.left[:size], self.left[size:]
        return found
