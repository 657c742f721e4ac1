"""Pages that read a pack without this product and without a network: one list, and one small file per relation.

A browser that opens a file may load a script beside it but no JSON, so the data of a relation is a script with one call.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

from django.apps import apps
from django.utils import timezone

from offices.models import StoredFile
from offices.transfer.declaring import Exported, exported
from offices.transfer.packing import place_of

TEMPLATE = Path(__file__).parent / "reader.html"
RELATION = "crm.Relation"
BATCH = 200
# Names of keys that no form shows.
WORDS = {"field": "Veld", "value": "Waarde", "role": "Rol", "member": "Teamlid", "folder": "Map", "current": "Stuk", "created_by": "Door"}
Narrow = Callable[[Exported, object], object]


def write_pages(leaving, *, title: str, keys: list | None = None, narrow: Narrow = lambda entry, rows: rows) -> None:
    """`index.html` and `pages/<id>.js` per relation, for the relations with these keys or for all.

    `narrow` leaves out of a query what does not go along.
    """
    relation = apps.get_model(RELATION)
    listed: list[list] = []
    for batch in batches(relation, leaving.alias, keys):
        pages = pages_of(batch, leaving, narrow)
        for row in batch:
            key = str(leaving.ids.turn(row.pk))
            listed.append([key, row.number, row.name, row.status_label])
            text = f"kantoor.show({embedded({'id': key, 'name': row.name, 'sections': pages[row.pk]})});\n"
            leaving.packer.text(f"pages/{key}.js", text)
        leaving.told(len(batch))
    listed.sort(key=lambda line: (line[2].casefold(), line[0]))
    # The data is put in last: what a client typed is never looked at as a place of the template.
    html = TEMPLATE.read_text(encoding="utf-8")
    head, _, rest = html.partition("{{titel}}")
    body, _, tail = rest.partition("{{lijst}}")
    leaving.packer.text("index.html", f"{head}{text_of(title)}{body}{embedded(listed)}{tail}")


def batches(relation, alias: str, keys: list | None) -> Iterator[list]:
    """Relations, a batch at a time."""
    rows, last = relation._base_manager.using(alias).order_by("id"), None
    rows = rows if keys is None else rows.filter(pk__in=keys)
    while found := list((rows.filter(id__gt=last) if last else rows)[:BATCH]):
        last = found[-1].pk
        yield found


def pages_of(batch: list, leaving, narrow: Narrow) -> dict:
    """Key of a relation -> the sections of its page."""
    keys = [row.pk for row in batch]
    pages: dict = {key: [] for key in keys}
    for entry in (entry for entry in exported() if entry.page):
        for key, lines in section(entry, keys, leaving, narrow).items():
            pages[key].append(lines)
    return pages


def section(entry: Exported, keys: list, leaving, narrow: Narrow) -> dict:
    """Key of a relation -> this kind of thing as {title, labels, rows}; a cell is a text, or a name with a file."""
    model, paths = entry.get_model(), entry.page.split()
    owner = "pk" if entry.model == RELATION else owner_of(entry)
    found = narrow(entry, model._base_manager.using(leaving.alias).filter(**{f"{owner}__in": keys}))
    joined = joins(model, paths, owner)
    rows = (found.select_related(*joined) if joined else found).order_by("id")
    title, labels = str(model._meta.verbose_name_plural).capitalize(), [label_of(model, path) for path in paths]
    told: dict = {}
    for row in rows:
        key = row.pk if owner == "pk" else reach(row, f"{owner}_id")
        lines = told.setdefault(key, {"title": title, "labels": labels, "rows": []})
        lines["rows"].append([cell(row, path) for path in paths])
    return told


def owner_of(entry: Exported) -> str:
    """The way from a row to its relation."""
    names = {field.name for field in entry.get_model()._meta.concrete_fields}
    return "relation" if "relation" in names else "filing__relation"


def joins(model, paths: list[str], owner: str) -> list[str]:
    """The keys to read along."""
    found = {owner.rpartition("__")[0]} if "__" in owner else set()
    for path in paths:
        head, _, rest = path.partition("__")
        field = model._meta.get_field(head)
        if field.is_relation:
            found.add(head)
            further = field.related_model
            if not rest and "stored_file" in {each.name for each in further._meta.concrete_fields}:
                found.add(f"{head}__stored_file")
            elif not rest and "user" in {each.name for each in further._meta.concrete_fields}:
                found.add(f"{head}__user")
    return sorted(found - {""})


def label_of(model, path: str) -> str:
    """The name of a field on our screens."""
    if path in WORDS:
        return WORDS[path]
    for name in path.split("__"):
        field = model._meta.get_field(name)
        model = field.related_model or model
    return str(field.verbose_name).capitalize()


def reach(row, path: str):
    """What stands at the end of a path of names."""
    for name in path.split("__"):
        row = getattr(row, name) if row is not None else None
    return row


def cell(row, path: str):
    """A value as a person reads it; a file as {name, file}."""
    head, _, last = path.rpartition("__")
    owner = reach(row, head) if head else row
    value = getattr(owner, last) if owner is not None else None
    stored = value if isinstance(value, StoredFile) else getattr(value, "stored_file", None)
    if stored is not None:
        name = getattr(value, "original_filename", "") or getattr(row, "name", "") or "bestand"
        return {"name": name, "file": place_of(stored.sha256, stored.mime)}
    shown = getattr(owner, f"get_{last}_display", None)
    return written(shown() if shown and value not in (None, "") else value)


def written(value) -> str:
    """A value in Dutch."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%d-%m-%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d-%m-%Y")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def embedded(value) -> str:
    """JSON that cannot end the script it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def text_of(text: str) -> str:
    """Text inside HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
