"""Which column of a file means what: guessed from its heading, remembered per set of headings."""

import hashlib
from collections.abc import Sequence
from difflib import get_close_matches

from crm.enums import ImportSheet
from crm.importing.columns import CLIENTS, CONTACTS, columns_of, minimum_of
from crm.importing.reading.cells import bare
from crm.importing.values import CHOICES
from crm.models import ImportTemplate
from crm.names import fold

IGNORE = ""


def heading_key(heading: str) -> str:
    """A heading as it is compared: «E-mail_adres » gives «e mail adres»."""
    return fold(heading.replace("_", " ").replace("-", " "))


def fingerprint(tabs: list[dict]) -> str:
    """The same for files with the same headings on the same tabs, in any order."""
    said = "|".join(f"{tab['sheet']}:" + ",".join(sorted(heading_key(one) for one in tab["headings"])) for tab in tabs)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def sheet_for(name: str, headings: list[str], place: int) -> ImportSheet:
    """Which of the two a tab is: by its name, else by its headings, else by its place."""
    called = fold(name)
    if called.startswith(("contact", "personen")):
        return CONTACTS
    if called.startswith(("client", "relatie", "klant", "debiteur")):
        return CLIENTS
    keys = {heading_key(one) for one in headings}
    if keys & {"contactnummer", "relatienummers", "contactpersoonnummer"}:
        return CONTACTS
    return CLIENTS if place == 0 or "rechtsvorm" in keys else CONTACTS


def guess(sheet, headings: list[str], known: dict[str, str] | None = None, samples: Sequence[list[str]] = ()) -> list[str]:
    """The column key for each heading, or nothing.

    `known` is {heading key: column key} from an earlier import, `samples` are the cells of the first rows.
    """
    columns = columns_of(sheet)
    keys = {column.key for column in columns}
    names = {heading_key(column.key): column.key for column in columns}
    for column in columns:
        for synonym in column.synonyms:
            names.setdefault(heading_key(synonym), column.key)
    found: list[str] = []
    for heading in headings:
        key = heading_key(heading)
        remembered = (known or {}).get(key)
        if remembered is not None and (remembered in keys or remembered == IGNORE):
            choice = remembered
        else:
            choice = names.get(key) or _close(key, names)
        found.append(choice if choice not in found else IGNORE)
    return found if known else _type_by_its_words(found, samples)


def _type_by_its_words(found: list[str], samples: Sequence[list[str]]) -> list[str]:
    """«Soort» is the kind an office gives a relation, unless it says organisatie or persoon."""
    if "relatiesoort" not in found or "type" in found:
        return found
    place = found.index("relatiesoort")
    words = {bare(cells[place]) for cells in samples if place < len(cells)} - {""}
    if words and all(fold(word) in CHOICES["type"] for word in words):
        found[place] = "type"
    return found


def _close(key: str, names: dict[str, str]) -> str:
    if len(key) < 5:
        return IGNORE
    near = get_close_matches(key, names, n=1, cutoff=0.9)
    return names[near[0]] if near else IGNORE


def lacking(sheet, chosen: list[str]) -> list[str]:
    """Minimum columns that no heading leads to; of «naam» and «achternaam» one is enough."""
    return [" of ".join(some) for some in minimum_of(sheet) if not set(some) & set(chosen)]


def doubled(chosen: list[str]) -> list[str]:
    """Columns that two headings lead to."""
    return sorted({key for key in chosen if key and chosen.count(key) > 1})


def remembered(tabs: list[dict]) -> ImportTemplate | None:
    """The profile with exactly these headings, else the shipped or learned profile that knows most of them."""
    wanted = fingerprint(tabs)
    profiles = list(ImportTemplate.objects.order_by("-updated_at"))
    same = next((one for one in profiles if one.columns.get("fingerprint") == wanted), None)
    if same is not None:
        return same
    return max(profiles, key=lambda one: _overlap(one, tabs), default=None) if any(_overlap(one, tabs) > 0.8 for one in profiles) else None


def _overlap(profile: ImportTemplate, tabs: list[dict]) -> float:
    known = sum(heading_key(one) in profile.columns.get(tab["sheet"], {}) for tab in tabs for one in tab["headings"])
    return known / max(1, sum(len(tab["headings"]) for tab in tabs))


def learn(tabs: list[dict], value_maps: dict, *, name: str, by) -> ImportTemplate:
    """Keep what was chosen for these headings, under their fingerprint; an earlier choice for them is replaced."""
    columns: dict = {"fingerprint": fingerprint(tabs)}
    for tab in tabs:
        columns[tab["sheet"]] = {heading_key(head): key for head, key in zip(tab["headings"], tab["columns"], strict=True)}
    same = next((one for one in ImportTemplate.objects.all() if one.columns.get("fingerprint") == columns["fingerprint"]), None)
    if same is None:
        same = ImportTemplate(name=_free_name(name), created_by=by)
    same.columns, same.value_maps = columns, value_maps
    same.save()
    return same


def _free_name(name: str) -> str:
    taken = {fold(one) for one in ImportTemplate.objects.values_list("name", flat=True)}
    wanted = [name[:70], *(f"{name[:70]} {place}" for place in range(2, 1000))]
    return next(one for one in wanted if fold(one) not in taken)
