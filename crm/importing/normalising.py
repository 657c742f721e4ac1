"""From the cells of a row to its values, and everything that is wrong with it at once."""

import re
from dataclasses import dataclass, field
from typing import Any

from crm.custom import clean_value
from crm.enums import TaxKind
from crm.importing.book import Book, Tab, custom_field, takes_relation
from crm.importing.columns import ADDRESS_PARTS, CLIENTS, Column
from crm.importing.values import (
    CLEAR,
    CellFault,
    UnknownWord,
    cell_text,
    parts,
    read_day,
    read_field,
    read_rhythm,
    read_year_end,
    read_yes_no,
)
from crm.models import Contact, Relation, RelationContact
from crm.names import person_name
from crm.numbers import (
    check_bsn,
    check_iban,
    check_loonheffingennummer,
    check_ob_nummer,
    check_sbi_code,
)
from crm.rules.cleaning import check_number
from crm.rules.rows import clean_address
from offices.errors import RuleBroken

_PART = {value: key for key, value in ADDRESS_PARTS.items()}
_PREFIX = {"VISIT": "bezoek", "POSTAL": "post", "INVOICE": "factuur", "PRIVATE": "adres"}
_COUNTRIES = {"nederland": "NL", "the netherlands": "NL", "holland": "NL", "belgie": "BE", "duitsland": "DE", "frankrijk": "FR"}
_NEVER_EMPTY = frozenset({"number", "type", "name", "last_name", "rechtsvorm", "status", "relations", "partner", "language", "ob_frequency", "lh_frequency", "fiscal_year_end", "groups", "labels"})
_LINK_FIELDS = frozenset({"job_title", "department", "portal_access"})
_SPLIT_NUMBER = re.compile(r"(\d{1,5})\s*[-/]?\s*(.{0,10})")
_SPLIT_STREET = re.compile(r"(.*\D)\s+(\d{1,5})\s*[-/]?\s*([A-Za-z0-9][A-Za-z0-9 -]{0,9})?")


@dataclass
class Normal:
    """A row as we read it: its values, what is wrong ({field, code, text} each), and what somebody should know."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: list[dict] = field(default_factory=list)

    def blame(self, key: str, fault: RuleBroken) -> None:
        """Add what is wrong with a cell."""
        word = {"word": fault.word[:100]} if isinstance(fault, UnknownWord) else {}
        self.errors.append({"field": key, "code": fault.code, "text": fault.text} | word)

    @property
    def label(self) -> str:
        """What a person recognises the row by."""
        values = self.values
        if values.get("name"):
            return values["name"]
        names = {name: values.get(name) or "" for name in ("last_name", "infix", "initials", "call_name", "first_names")}
        names["first_names"] = names["first_names"] or values.get("first_name") or ""
        return values.get("display_name") or person_name(**names) or str(values.get("number") or "")


def cells_of(tab: Tab, raw) -> dict[str, tuple[Column, str, str]]:
    """{column key: (column, heading, cell)} of a stored row; what somebody typed on the page counts before the file."""
    cells, typed = (raw["cells"], raw["typed"]) if isinstance(raw, dict) else (raw, {})
    found = {
        column.key: (column, heading, typed.get(column.key, cells[place] if place < len(cells) else ""))
        for place, column, heading in tab.columns
    }
    for column in tab.others if typed else ():
        if column.key in typed:
            found[column.key] = (column, column.key, typed[column.key])
    return found


def normalise_row(tab: Tab, raw, book: Book) -> Normal:
    """Everything a row says. An empty cell says nothing; LEEG says: make it empty (None)."""
    row, addresses, accounts = Normal(), {}, {}
    for column, heading, cell in cells_of(tab, raw).values():
        if not cell:
            continue
        try:
            text = book.mapped(column, cell_text(column.key, heading, cell, free_text=column.free_text))
            if not text:
                continue
            if column.field.startswith("address."):
                addresses.setdefault(column.field, {})[column.key.rpartition("_")[2]] = text
            elif column.field == "bank_accounts":
                accounts[column.key] = text
            elif text == CLEAR:
                _refuse_empty(column)
                row.values[column.field] = None
            else:
                row.values[column.field] = _read(tab.sheet, column, text, book)
        except RuleBroken as fault:
            row.blame(column.key, fault)
    for name, given in addresses.items():
        _address(row, name, given)
    if accounts:
        _accounts(row, accounts)
    if str(row.values.get("sector") or "").isdigit():
        row.values["sbi_codes"] = [row.values.pop("sector")]
    _require(tab, row)
    return row


def _refuse_empty(column: Column) -> None:
    if column.field in _NEVER_EMPTY or column.field.startswith(("extra.", "role.")):
        raise CellFault(f"{column.key.replace('_', ' ').capitalize()} kan niet leeg worden gemaakt. Laat de cel leeg om niets te wijzigen.")


def _read(sheet, column: Column, text: str, book: Book):
    name = column.field
    if name.startswith("custom."):
        return _custom(sheet, name, text, book)
    if name.startswith("role."):
        return book.named("members", text)
    if name.startswith("extra."):
        read, known = book.extras[name.removeprefix("extra.")]
        return read(text, known)
    reader = _CLIENT.get(name) if sheet == CLIENTS else _CONTACT.get(name)
    if reader is not None:
        return reader(text, book)
    model = Relation if sheet == CLIENTS else RelationContact if name in _LINK_FIELDS else Contact
    return read_field(model, name, text)


def _custom(sheet, name, text, book):
    one = custom_field(book, sheet, name)
    if takes_relation(one):
        raise CellFault(f"{one.label} wijst naar een relatie. Leg dit vast op de kaart; een import kan het niet.")
    return clean_value(one, read_day(text).isoformat() if one.type == "DATE" else text)


def _sector(text, book):
    return text[:100] if not text.isdigit() else check_sbi_code(text)


def _taxes(check):
    return lambda text, book: [check(part) for part in parts(text.replace(",", ";"))]


_CLIENT = {
    "rsin_bsn": lambda text, book: check_bsn(text),
    "kind": lambda text, book: book.named("kinds", text),
    "groups": lambda text, book: sorted({book.named("groups", part) for part in parts(text)}),
    "labels": lambda text, book: sorted({book.named("labels", part) for part in parts(text)}),
    "ob_nummers": _taxes(check_ob_nummer),
    "loonheffingennummers": _taxes(check_loonheffingennummer),
    "ob_frequency": lambda text, book: read_rhythm(TaxKind.OB, text),
    "lh_frequency": lambda text, book: read_rhythm(TaxKind.LH, text),
    "fiscal_year_end": lambda text, book: read_year_end(text),
    "partner": lambda text, book: check_number(text),
    "sector": _sector,
}
_CONTACT = {
    "bsn": lambda text, book: check_bsn(text),
    "relations": lambda text, book: [check_number(part, field="relatienummers") for part in parts(text.replace(",", ";"))],
    "is_preferred": lambda text, book: read_yes_no(text),
}


def _address(row: Normal, name: str, given: dict[str, str]) -> None:
    kind = name.removeprefix("address.")
    prefix = _PREFIX[kind]
    if CLEAR in given.values():
        row.values[name] = None
        return
    values = {ADDRESS_PARTS[part]: text for part, text in given.items()}
    _split(values)
    country = values.get("country", "NL")
    values["country"] = _COUNTRIES.get(country.casefold(), country.upper())
    if set(values) == {"country"}:
        return
    try:
        cleaned = clean_address(kind, values | {"source": "import"})
    except RuleBroken as fault:
        part = (fault.field or "").rpartition("-")[2]
        row.blame(f"{prefix}_{_PART.get(part, 'straat')}", fault)
        return
    if cleaned:
        row.values[name] = cleaned | {"country": cleaned["country"][:2]}


def _split(values: dict[str, str]) -> None:
    """«12a» and «Dorpsstraat 12a» in one cell, as most packages give them."""
    number = values.get("house_number", "")
    if number and not number.isdigit() and (match := _SPLIT_NUMBER.fullmatch(number)):
        values["house_number"] = match[1]
        values.setdefault("house_suffix", match[2].strip())
    street = values.get("street", "")
    if street and not number and (match := _SPLIT_STREET.fullmatch(street)):
        values["street"], values["house_number"] = match[1].strip(), match[2]
        values.setdefault("house_suffix", (match[3] or "").strip())


def _accounts(row: Normal, given: dict[str, str]) -> None:
    if CLEAR in given.values():
        row.values["bank_accounts"] = None
        return
    found = []
    for key in ("iban_1", "iban_2", "iban_3"):
        if key not in given:
            continue
        try:
            account = {"iban": check_iban(given[key]), "holder_name": given.get(f"{key}_houder", "")[:70]}
        except RuleBroken as fault:
            row.blame(key, fault)
            continue
        if account["iban"] not in [one["iban"] for one in found]:
            found.append(account)
    if found:
        row.values["bank_accounts"] = found


def _require(tab: Tab, row: Normal) -> None:
    """What a row cannot do without, whatever it turns out to be."""
    blamed = {fault["field"] for fault in row.errors}
    number = "nummer" if tab.sheet == CLIENTS else "contactnummer"
    if not row.values.get("number") and number not in blamed:
        row.blame(number, CellFault(f"Vul {number} in; daaraan herkent u de regel terug.", code="G01"))
    if row.values.get("status") not in (None, "PROSPECT", "CLIENT"):
        row.blame("status", CellFault("Een import zet alleen prospect of cliënt. Uitschrijven doet u op de kaart.", code="CRM19"))


def error_text(sheet, number: int, error: dict) -> str:
    """An error as people read it: with the line it stands on (IMP02 for the elfproef)."""
    text = error["text"]
    if error["code"] == "CRM02":
        bad = text.split(" ", 1)[0]
        return f"Regel {number}: {bad} voldoet niet aan de elfproef. Verbeter het hier of sla de regel over."
    return f"Regel {number}: {text[:1].upper()}{text[1:]}" if not text.startswith("Regel ") else text
