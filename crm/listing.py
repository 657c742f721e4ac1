"""Tables of relations and contacts: which columns, which of them a row reads, and what a row looks like.

A list reads only the columns it shows, in one question; columns of other apps come with one question each for a page.
"""

import html
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString

from offices.urls_helpers import desk_url

UUID_LENGTH = 36
NAME = "naam"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A team member as an avatar shows him."""

    pk: UUID
    name: str

    def __str__(self):
        return self.name


def colleagues(said: tuple[str, ...]) -> list[Colleague]:
    """The team of a row: each once, in the order of their roles."""
    return [Colleague(UUID(text[:UUID_LENGTH]), text[UUID_LENGTH:]) for text in dict.fromkeys(said)]


@dataclass(frozen=True)
class Column:
    """A column of a list.

    `cell(row)` gives text or safe HTML, `text(row)` the plain value for an export. `reads` are columns of the model,
    `made` names what is computed beside them and how.
    """

    key: str
    label: str
    cell: Callable[[Any], Any]
    text: Callable[[Any], Any]
    reads: tuple[str, ...] = ()
    made: tuple[tuple[str, Callable[[], Any]], ...] = ()
    sort: str = ""
    cls: str = ""
    usual: bool = False
    # Rows that give the same answer here have the same cell, so that it is made once per page.
    same: Callable[[Any], Any] | None = None

    @property
    def wide(self) -> bool:
        """The column that takes the room the others leave; its cell is the link to the row."""
        return self.key == NAME


def plain(key, label, field, **more) -> Column:
    """A column that shows a column of the model as it is."""
    return Column(key, label, lambda row: getattr(row, field) or "–", lambda row: getattr(row, field), reads=(field,), **more)


def outside(entry, keys, member) -> Column:
    """A column of another app, its cells asked for these rows at once."""
    cells = entry.cells(keys, member)
    texts = entry.texts(keys, member) if entry.texts else cells
    return Column(entry.key, entry.label, lambda row: cells.get(row.id, ""), lambda row: _words(texts.get(row.id, "")))


def _words(cell) -> str:
    """What a reader sees of a cell: safe HTML without its tags, text as it is."""
    return html.unescape(strip_tags(cell)).strip() if isinstance(cell, SafeString) else str(cell)


@lru_cache(maxsize=256)
def row_class(face: type, fields: tuple[str, ...]) -> type:
    """A row with these columns that behaves like `face`."""
    return type(face.__name__, (face, namedtuple(f"{face.__name__}Columns", fields)), {"__slots__": ()})


def fields_of(always: tuple[str, ...], columns) -> tuple[str, ...]:
    """Everything a row reads to show these columns."""
    wanted = [*always]
    for column in own_columns(columns):
        wanted += [*column.reads, *(name for name, _ in column.made)]
    return tuple(dict.fromkeys(wanted))


def own_columns(columns) -> list[Column]:
    """The columns that a row reads itself."""
    return [column for column in columns if isinstance(column, Column)]


def settled(columns, keys, member) -> list[Column]:
    """The columns with the cells of these rows: those of other apps are asked now, each in one question."""
    return [column if isinstance(column, Column) else outside(column, keys, member) for column in columns]


def with_made(rows, columns):
    """The query set with what these columns compute."""
    made = {name: build() for column in own_columns(columns) for name, build in column.made}
    return rows.annotate(**made) if made else rows


@lru_cache(maxsize=256)
def _row_frame(shape: tuple[tuple[bool, str], ...], ticks: bool) -> str:
    cells = []
    for place, (wide, cls) in enumerate(shape, 3):
        if wide:
            cells.append(f'<td class="cut"><a href="{{0}}">{{{place}}}</a>{{2}}</td>')
        else:
            cells.append(f'<td class="{cls}">{{{place}}}</td>' if cls else f"<td>{{{place}}}</td>")
    return f'<tr data-href="{{0}}">{"{1}" if ticks else ""}{"".join(cells)}</tr>'


_TICK = (
    '<td class="tick"><input type="checkbox" name="pk" value="{}" form="bulkform" autocomplete="off" aria-label="{} aanvinken"></td>'
)


def table_rows(rows, columns, *, url_name, suffix="", mark=None, ticks=False):
    """The body of a table: one line per row, every value escaped. `suffix` comes behind the address of each row."""
    frame = _row_frame(tuple((column.wide, column.cls) for column in columns), ticks)
    cells = [_remembering(column) if column.same else column.cell for column in columns]
    lines = (
        (
            desk_url(url_name, row.id) + suffix,
            format_html(_TICK, row.id, row.name) if ticks else "",
            mark(row) if mark else "",
            *(cell(row) for cell in cells),
        )
        for row in rows
    )
    return format_html_join("", frame, lines)


def _remembering(column):
    made = {}

    def cell(row):
        key = column.same(row)
        if key not in made:
            made[key] = column.cell(row)
        return made[key]

    return cell


def chosen_columns(catalogue, asked: list[str]) -> list:
    """The columns somebody asked for, in that order, the name always among them; the usual ones when nothing is asked."""
    known = {column.key: column for column in catalogue}
    picked = [known[key] for key in dict.fromkeys(asked) if key in known]
    if not picked:
        return [column for column in catalogue if column.usual]
    if any(column.key == NAME for column in picked):
        return picked
    return [known[NAME], *picked]
