"""A pack of one relation, for its client or for another office: its own rows, and of others nothing.

Notes of the office stay behind unless they are asked for; the BSN of the relation itself goes along, that of nobody else.
What a row points to outside the relation (a kind, a product, a folder) travels as a name by which it is found elsewhere.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from offices.models import Office, TeamMember
from offices.scope import require_office_id
from offices.transfer.declaring import Exported, exported, exported_as
from offices.transfer.leaving import FILES, Leaving, Tell, own_ids, sheet_rows
from offices.transfer.packing import FORMAT, Packer
from offices.transfer.pages import write_pages
from offices.transfer.rows import Lines
from offices.transfer.values import plain

# Of the office a client needs to know who made it, no numbers of its own.
SENDER = ("name", "kvk_nummer", "phone", "email")


def pack_relation(target, relation, *, internal: bool, alias: str, tell: Tell = lambda done: None) -> tuple[dict, str]:
    """Write one relation to a binary file; gives the manifest and its SHA-256."""
    leaving = Leaving(Packer(target), own_ids(), alias, tell)
    refs: dict[str, set] = {}
    for entry in going(internal):
        reading = Lines(entry, leaving.ids, alias=alias)
        narrow = None if internal else entry.only_shown
        chunks = (stripped(entry, chunk, internal) for chunk in reading.now(entry.of(relation.pk), narrow=narrow))
        leaving.lines(f"data/{entry.model.lower()}.jsonl", reading, noted(entry, chunks, leaving, refs))
    write_refs(leaving, refs)
    leaving.write_files()
    for entry in going(internal):
        if entry.sheet:
            leaving.packer.stream(f"csv/{entry.sheet}.csv", sheet_rows(stripped_entry(entry, internal), leaving, entry.of(relation.pk)))
    office = Office.objects.get(pk=require_office_id())
    write_pages(leaving, title=f"{relation.name}, van {office.name}", keys=[relation.pk], narrow=shown_rows(internal))
    manifest = {
        "format": FORMAT,
        "reach": "RELATION",
        "made_at": timezone.now().isoformat(),
        "internal": internal,
        "office": {name: plain(getattr(office, name)) for name in SENDER},
        "relation": {"id": str(leaving.ids.turn(relation.pk)), "number": relation.number, "name": relation.name},
        "ids": {"mask": str(leaving.ids)},
        "parts": [part.told() for part in leaving.packer.parts],
        "proof": [],
    }
    return manifest, leaving.packer.close(manifest)


def going(internal: bool) -> list[Exported]:
    """The models of which rows go along."""
    return [entry for entry in exported() if entry.of is not None and (internal or not entry.internal)]


def stripped(entry: Exported, chunk: list[dict], internal: bool) -> list[dict]:
    """Lines without what is never told of a relation, and without the notes of the office unless they go along."""
    gone = {*entry.secret, *(() if internal else entry.hidden)}
    if not gone:
        return chunk
    empty = {name: emptied(entry.get_model()._meta.get_field(name)) for name in gone}
    return [line | empty for line in chunk]


def stripped_entry(entry: Exported, internal: bool) -> Exported:
    """The same declaration for a table, which leaves out the fields altogether."""
    gone = {*entry.secret, *(() if internal else entry.hidden)}
    return Exported(entry.model, " ".join(name for name in entry.fields.split() if name not in gone), rows=entry.rows)


def emptied(field: models.Field):
    """What stands where nothing is told."""
    if field.is_relation or field.null:
        return None
    return [] if isinstance(field, models.JSONField) else ""


def shown_rows(internal: bool):
    """Which rows the pages of a pack show: those that are in it."""

    def narrow(entry, rows):
        if entry.of is None or (entry.internal and not internal):
            return rows.none()
        return rows if internal or entry.only_shown is None else entry.only_shown(rows)

    return narrow


def noted(entry: Exported, chunks, leaving: Leaving, refs: dict[str, set]):
    """The same chunks, while what the rows point to outside this relation is remembered."""
    outside = [
        field
        for field in entry.get_model()._meta.concrete_fields
        if field.is_relation and field.name in entry.names and field.related_model._meta.label != FILES
    ]
    named = [(field, exported_as(field.related_model._meta.label)) for field in outside]
    for chunk in chunks:
        for field, other in named:
            if other is not None and (other.natural or other.find or other.model == "offices.TeamMember"):
                refs.setdefault(other.model, set()).update(leaving.ids.turn(line[field.name]) for line in chunk if line[field.name])
        yield chunk


def write_refs(leaving: Leaving, refs: dict[str, set]) -> None:
    """Per model the names by which another office finds what these rows point to."""
    for label in sorted(refs):
        entry, keys = exported_as(label), refs[label]
        lines = people(keys, leaving) if label == "offices.TeamMember" else things(entry, keys, leaving)
        leaving.packer.lines(f"refs/{label.lower()}.jsonl", [lines])


def things(entry: Exported, keys: set, leaving: Leaving) -> list[dict]:
    """Rows of the office by their natural names; of what is made elsewhere when missing, every field."""
    told = entry.tells(keys) if entry.tells else {}
    lines = [line for chunk in Lines(entry, leaving.ids, alias=leaving.alias).now(Q(pk__in=keys)) for line in chunk]
    if entry.tells:
        # What it does not tell of travels with the relation itself.
        lines = [line for line in lines if leaving.ids.turn(line["id"]) in told]
    kept = set(entry.names) if entry.made else {"id", *entry.natural}
    return [{name: line[name] for name in sorted(kept)} | told.get(leaving.ids.turn(line["id"]), {}) for line in lines]


def people(keys: set, leaving: Leaving) -> list[dict]:
    """Members by name and address: who did what must stay readable."""
    rows = TeamMember.objects.using(leaving.alias).select_related("user").filter(pk__in=keys, office=require_office_id())
    return sorted(({"id": str(leaving.ids.turn(row.pk)), "email": row.user.email, "name": row.user.name} for row in rows), key=lambda line: line["id"])
