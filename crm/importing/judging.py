"""From rows of a file to rows of the import: who each is, in which group, what differs and what is wrong."""

import hashlib
from typing import Any
from uuid import UUID

from crm.enums import ImportGroup, ImportMatch, Rechtsvorm, RelationType
from crm.importing.book import Book, Tab
from crm.importing.columns import CLIENTS, import_columns
from crm.importing.current import contacts_now, relations_now
from crm.importing.differences import KEEP, contact_differences, differences
from crm.importing.matching import (
    Found,
    Index,
    OutOfReach,
    judge_numbers,
    match_relation,
    protected_fields,
    relation_index,
    sort_type,
)
from crm.importing.normalising import Normal, normalise_row
from crm.importing.people import contact_index, match_contact
from crm.importing.values import CellFault
from crm.indexes import bsn_index
from crm.models import ImportRow
from crm.rules.filling import ORGANISATION, PERSON, REGISTER
from offices.pour import drawn
from offices.texts import required

AS_NEW = "NEW"
TARGET = "_target"
# Its fiscal numbers are no BSN, so they may be shown whole.
RSIN = "_rsin"
_ONLY_ORGANISATION = frozenset({*ORGANISATION, *REGISTER, "trade_names"}) - {"sector", "sbi_codes"}
_ONLY_PERSON = frozenset({*PERSON, "partner"})


def judge_rows(batch, tab: Tab, book: Book, given: list[tuple[int, Any, dict]], *, by) -> list[ImportRow]:
    """Unsaved rows of the import for (number, raw, decisions) of one tab; in a fixed number of queries."""
    normals = [normalise_row(tab, raw, book) for _, raw, _ in given]
    rows = [
        drawn(ImportRow, batch=batch, sheet=tab.sheet, number=number, raw=raw, decisions=decisions, label=normal.label[:260])
        for (number, raw, decisions), normal in zip(given, normals, strict=True)
    ]
    if tab.sheet == CLIENTS:
        _judge_clients(batch, rows, normals, book, by=by)
    else:
        _judge_contacts(batch, rows, normals, by=by)
    return rows


def _judge_clients(batch, rows, normals, book, *, by) -> None:
    index = relation_index(normals, by=by)
    found = [_chosen(row, index) or match_relation(normal, index) for row, normal in zip(rows, normals, strict=True)]
    targets = {one.target.pk: one.target for one in found if one.target is not None}
    now, kept = relations_now(list(targets.values())), protected_fields(list(targets))
    for row, normal, one in zip(rows, normals, found, strict=True):
        if one.target is None:
            _shape_new(normal, batch.defaults, book)
        else:
            _drop_other_type(normal.values, one.target.type)
            # A status moves on the card, where its guards and its reason are asked.
            normal.values.pop("status", None)
        effective = normal.values if one.target is None else now[one.target.pk] | {k: v for k, v in normal.values.items() if k != "type"}
        judge_numbers(normal, one.target, index, values=effective)
        row.keys = _client_keys(normal.values, effective)
        row.decisions[RSIN] = effective.get("type") != RelationType.PERSON and effective.get("rechtsvorm") != Rechtsvorm.EENMANSZAAK
        pairs = differences(now[one.target.pk], normal.values) if one.target is not None else {}
        for name in kept.get(one.target.pk, ()) if one.target is not None else ():
            if name in pairs:
                row.decisions.setdefault(name, KEEP)
        _settle(row, normal, one, pairs)


def _judge_contacts(batch, rows, normals, *, by) -> None:
    index = contact_index(normals, batch, by=by)
    found = [
        _chosen(row, index) or match_contact(normal, index, row.number) for row, normal in zip(rows, normals, strict=True)
    ]
    targets = {one.target.pk: one.target for one in found if one.target is not None}
    now = contacts_now(list(targets.values()))
    for row, normal, one in zip(rows, normals, found, strict=True):
        if one.target is None:
            _complete_contact(normal, batch.defaults)
        values = normal.values
        row.keys = [f"n:{values['number']}"] if values.get("number") else []
        row.keys += [_hashed("e", values["email"].casefold())] if values.get("email") else []
        pairs = contact_differences(now[one.target.pk], values) if one.target is not None else {}
        _settle(row, normal, one, pairs)


def _chosen(row: ImportRow, index: Index) -> Found | None:
    """Whom somebody said this row is."""
    choice = row.decisions.get(TARGET)
    if choice == AS_NEW:
        return Found()
    target = index.rows.get(UUID(choice)) if choice else None
    return Found(target, ImportMatch.HAND) if target is not None and target.pk in index.reachable else None


def _settle(row: ImportRow, normal: Normal, found: Found, pairs: dict) -> None:
    row.key = str(normal.values.get("number") or "")[:20]
    row.normalised, row.errors, row.differences = normal.values, normal.errors, pairs
    row.match = found.match
    if found.target is not None:
        row.target_id, row.seen_version = found.target.pk, found.target.version
    elif found.proposals:
        row.decisions.setdefault("_alike", [str(pk) for pk in found.proposals[:5]])
    if normal.errors:
        row.group = ImportGroup.INVALID
    elif found.target is None:
        row.group = ImportGroup.NEW
    else:
        row.group = ImportGroup.BOTH if pairs else ImportGroup.SAME


def _drop_other_type(values: dict, kind: str) -> None:
    """A person has no fields of an organisation, and the other way round."""
    for name in _ONLY_ORGANISATION if kind == RelationType.PERSON else _ONLY_PERSON:
        values.pop(name, None)


def _shape_new(normal: Normal, defaults: dict, book: Book) -> None:
    """A new relation: its type, what it must have, and what the office chose for new ones."""
    values = normal.values
    blamed = {error["field"] for error in normal.errors}
    values["type"] = kind = sort_type(values)
    if kind == RelationType.INTERNAL:
        normal.blame("type", CellFault("Het eigen kantoor bestaat al. Gebruik organisatie, persoon of leverancier.", code="CRM19"))
    _drop_other_type(values, kind)
    if kind == RelationType.PERSON and not values.get("last_name") and "achternaam" not in blamed:
        normal.blame("achternaam", CellFault(required("Achternaam"), code="G01"))
    if kind != RelationType.PERSON and not values.get("name") and "naam" not in blamed:
        normal.blame("naam", CellFault(required("Naam"), code="G01"))
    if kind != RelationType.PERSON and not values.get("rechtsvorm") and "rechtsvorm" not in blamed:
        text = "Kies een rechtsvorm. Zonder rechtsvorm worden aangiften van deze relatie niet verwerkt."
        normal.blame("rechtsvorm", CellFault(text, code="CRM10"))
    values.setdefault("language", defaults.get("language", "nl"))
    values.setdefault("status", defaults.get("status", "CLIENT"))
    added = defaults.get("labels", [])
    if added:
        values["labels"] = sorted({*(values.get("labels") or []), *added})
    for extra in import_columns:
        name, known = f"extra.{extra.key}", book.extras[extra.key][1]
        begins = [text for text in defaults.get(name, ()) if extra.fits(text, values, known)]
        if begins:
            values[name] = sorted({*(values.get(name) or []), *begins})
    for name in [name for name, value in values.items() if value is None]:
        del values[name]


def _complete_contact(normal: Normal, defaults: dict) -> None:
    values = normal.values
    blamed = {error["field"] for error in normal.errors}
    if not values.get("last_name") and "achternaam" not in blamed:
        normal.blame("achternaam", CellFault(required("Achternaam"), code="G01"))
    if not values.get("relations") and "relatienummers" not in blamed:
        normal.blame("relatienummers", CellFault(required("Relatienummers"), code="G01"))
    if values.get("portal_access") in ("READ", "FULL") and not values.get("email") and "email" not in blamed:
        normal.blame("email", CellFault("Zonder e-mailadres kan dit contact niet in het portaal. Vul een adres in.", code="G01"))
    values.setdefault("language", defaults.get("language", "nl"))
    for name in [name for name, value in values.items() if value is None]:
        del values[name]


def _client_keys(values: dict, effective: dict) -> list[str]:
    """What may stand only once in a file."""
    keys = [f"n:{values['number']}"] if values.get("number") else []
    base = values.get("rsin_bsn")
    if base and effective.get("type") == RelationType.PERSON:
        keys.append(f"b:{bsn_index(base)}")
    elif base and effective.get("rechtsvorm") != Rechtsvorm.EENMANSZAAK:
        keys.append(f"r:{base}")
    if values.get("kvk_nummer"):
        keys.append(f"k:{values['kvk_nummer']}/{values.get('vestigingsnummer') or ''}")
    return keys


def _hashed(kind: str, value: str) -> str:
    return f"{kind}:{hashlib.sha256(value.encode()).hexdigest()}"


__all__ = ["AS_NEW", "TARGET", "OutOfReach", "judge_rows"]
