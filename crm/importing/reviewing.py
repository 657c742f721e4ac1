"""What the groups page shows: rows of a group with their fields, whoever set them, and what stands only here."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef

from crm.enums import ImportGroup, ImportSheet
from crm.importing.book import Book, read_book
from crm.importing.columns import CLIENTS, columns_of
from crm.importing.deciding import tab_for
from crm.importing.differences import OVERWRITE, choice_for
from crm.importing.judging import RSIN
from crm.importing.normalising import cells_of, error_text
from crm.importing.reading.cells import bare
from crm.importing.showing import EMPTY, is_fiscal, shown_value
from crm.models import Contact, ImportBatch, ImportRow, Provenance, Relation
from crm.numbers import mask, strip
from crm.registry import list_filters

PAGE = 25
HERE = "HERE"
_SHOWN_NEW = {
    ImportSheet.CLIENTS: ("number", "type", "rechtsvorm", "rsin_bsn", "kvk_nummer", "address.VISIT", "email"),
    ImportSheet.CONTACTS: ("number", "relations", "email", "mobile", "job_title", "portal_access"),
}
_FISCAL_COLUMNS = frozenset({"rsin_bsn", "bsn", "ob_nummer", "loonheffingennummer"})
_MAY_BE_BSN = re.compile(r"(NL)?\d{8,9}([BL]\d{2})?")
_ALIASES = {"bezoek": "VISIT", "post": "POSTAL", "factuur": "INVOICE", "adres": "PRIVATE"}


@dataclass
class Line:
    """One field of a row in both."""

    name: str
    label: str
    ours: str
    theirs: str
    overwrite: bool
    fiscal: bool
    note: str = ""
    who: str = ""


@dataclass
class Cell:
    """A cell of an invalid row that can be typed anew."""

    key: str
    label: str
    value: str
    text: str


@dataclass
class Shown:
    """A row of the import on the page."""

    row: ImportRow
    lines: list[Line] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    alike: list = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def page_of(batch: ImportBatch, group: str, sheet, after: int) -> tuple[list[Shown], int | None]:
    """(rows of one page, the line behind which the next page begins or None)."""
    rows = ImportRow.objects.filter(batch=batch, group=group, sheet=sheet, number__gt=after).order_by("number")
    found = list(rows[: PAGE + 1])
    book = read_book(batch.mapping.get("values"))
    names = {column.field: column.label for column in columns_of(sheet)}
    shown = [_shown(batch, row, book, names) for row in found[:PAGE]]
    _origins(sheet, shown)
    _alike(sheet, shown)
    return shown, found[PAGE - 1].number if len(found) > PAGE else None


def _shown(batch, row: ImportRow, book: Book, names: dict) -> Shown:
    shown, open_numbers = Shown(row), row.decisions.get(RSIN, False)
    if row.group == ImportGroup.BOTH:
        rule = batch.defaults.get("rule")
        for name, pair in (row.differences or {}).items():
            ours, theirs = (shown_value(row.sheet, name, value, book, rsin=open_numbers) for value in pair)
            overwrite = choice_for(name, pair, row.decisions, rule) == OVERWRITE
            shown.lines.append(Line(name, _label(name, names), ours, theirs, overwrite, is_fiscal(name), _note(name, theirs)))
    elif row.group == ImportGroup.NEW:
        values, listed = row.normalised or {}, _SHOWN_NEW[ImportSheet(row.sheet)]
        shown.values = [shown_value(row.sheet, name, values.get(name), book, rsin=open_numbers) for name in listed]
        shown.values = ["" if text == EMPTY else text for text in shown.values]
    elif row.group == ImportGroup.INVALID:
        _invalid(batch, row, shown)
    return shown


def _label(name: str, names: dict) -> str:
    if name.startswith("address."):
        return {"VISIT": "Bezoekadres", "POSTAL": "Postadres", "INVOICE": "Factuuradres"}.get(name[8:], "Adres")
    return "Bankrekeningen" if name == "bank_accounts" else names.get(name, name)


def _note(name: str, theirs: str) -> str:
    if theirs == EMPTY:
        return "Het bestand maakt dit veld leeg"
    return "Vraagt uw keuze per regel" if is_fiscal(name) else ""


def _invalid(batch, row: ImportRow, shown: Shown) -> None:
    cells = cells_of(tab_for(batch, row.sheet), row.raw)
    labels = {column.key: column.label for column in columns_of(row.sheet)}
    errors: Any = row.errors or []
    for error in errors:
        key, text = error["field"], error_text(row.sheet, row.number, error)
        if key in labels and key not in [cell.key for cell in shown.cells]:
            value = bare(cells[key][2]) if key in cells else ""
            shown.cells.append(Cell(key, labels[key], value, text))
        else:
            shown.texts.append(text)


def _origins(sheet, shown: list[Shown]) -> None:
    """Who set our value last, for the fields on this page."""
    owner = "relation_id" if sheet == CLIENTS else "contact_id"
    ids = [one.row.target_id for one in shown if one.lines]
    known: dict = {}
    for line in Provenance.objects.filter(**{f"{owner}__in": ids}):
        known[getattr(line, owner), line.field] = f"{line.source_label or line.get_source_kind_display()}, {line.set_at:%d-%m-%Y}"
    for one in shown:
        for part in one.lines:
            part.who = known.get((one.row.target_id, part.name)) or known.get((one.row.target_id, "")) or ""


def _alike(sheet, shown: list[Shown]) -> None:
    """Records that a person may say a row is."""
    model = Relation if sheet == CLIENTS else Contact
    ids = {pk for one in shown for pk in one.row.decisions.get("_alike", ())}
    rows = {str(pk): row for pk, row in model.objects.alive().in_bulk(list(ids)).items()} if ids else {}
    for one in shown:
        one.alike = [rows[pk] for pk in one.row.decisions.get("_alike", ()) if pk in rows]


def only_here(batch: ImportBatch, member):
    """Relations of the chosen scope that no row of the file was recognised as; nothing happens to them."""
    said = ImportRow.objects.filter(batch=batch, sheet=CLIENTS, target_id=OuterRef("pk"))
    rows = scoped(Relation.objects.visible_to(member), batch.scope, member)
    return rows.exclude(type__in=("INTERNAL", "SUPPLIER")).exclude(status="ENDED").filter(~Exists(said)).order_by("number", "id")


def scoped(relations, scope: dict, member):
    """Relations within the scope of an import: all, or those of a kind, group, label, manager, or choice of a list filter."""
    for name, value in (scope or {}).items():
        if name == "group":
            relations = relations.filter(group_memberships__group_id=value)
        elif name == "label":
            relations = relations.filter(relation_labels__label_id=value)
        elif name == "kind":
            relations = relations.filter(kind_id=value)
        elif name == "manager":
            relations = relations.filter(pk__in=Relation.objects.mine(value).values("pk"))
        for narrowing in list_filters:
            if name == narrowing.key:
                relations = narrowing.narrow(relations, [value], member)
    return relations


def masked_cell(key: str, text: str) -> str:
    """A cell of a sample row. Of a number that is or may hold a BSN only the end is shown, also in a column nobody has named yet."""
    parts = [part.strip() for part in text.split(";")]
    if key not in _FISCAL_COLUMNS and (key or not any(_MAY_BE_BSN.fullmatch(strip(part)) for part in parts)):
        return text
    # A spreadsheet drops zeros in front.
    return "; ".join(mask(strip(part).removeprefix("NL").zfill(9)) or part for part in parts if part)
