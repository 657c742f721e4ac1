"""One relation that joins an office: its rows get new ids, and what they point to is found here by name.

What cannot be placed stays out and is counted: a task of a colleague nobody knows here, a product this office does not
have. Whoever asks (`settle`) decides about numbers that are taken and people who are here already.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import DatabaseError, models, transaction

from offices.files import Incoming
from offices.ids import uuid7
from offices.models import TeamMember, User
from offices.scope import require_office_id
from offices.transfer.declaring import Exported, exported
from offices.transfer.decoding import Rows
from offices.transfer.ids import Ids
from offices.transfer.leaving import FILES
from offices.transfer.opening import Pack, refuse
from offices.transfer.packing import place_of

log = logging.getLogger(__name__)
MOST_ROWS = 500_000


@dataclass(frozen=True)
class Placed(Ids):
    """Ids of a pack that joins: each row has a place here, or none at all."""

    places: dict[UUID, UUID | None] = field(default_factory=dict)

    def turn(self, value: UUID | str | None) -> UUID | None:
        """The id here; None for what is not in the pack, or stays out."""
        return None if value is None else self.places.get(value if isinstance(value, UUID) else UUID(value))

    def within(self, value):
        """Ids inside texts stay as they are: what they point to may not have come along."""
        return value


Settle = Callable[[str, dict], bool]


@dataclass
class Joining:
    """What joins, and what stays out."""

    pack: Pack
    ids: Placed = field(default_factory=Placed)
    lines: dict[str, list[dict]] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)
    out: dict[str, int] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)

    def place(self, pack_id: str, here: UUID | None) -> None:
        """Say where a row of the pack stands here."""
        self.ids.places[UUID(pack_id)] = here


def arriving() -> list[Exported]:
    """The models of which rows join."""
    return [entry for entry in exported() if entry.of is not None and entry.arrives]


def read(pack: Pack) -> Joining:
    """Everything of the relation, each row with a new id. Raises BadPack."""
    joining, count = Joining(pack), 0
    for entry in arriving():
        joining.lines[entry.model] = list(pack.lines(f"data/{entry.model.lower()}.jsonl"))
        count += len(joining.lines[entry.model])
        if count > MOST_ROWS:
            raise refuse("het bevat meer dan één relatie kan hebben")
        for line in joining.lines[entry.model]:
            try:
                joining.place(line["id"], uuid7())
            except (KeyError, ValueError, TypeError, AttributeError) as error:
                raise refuse(f"een regel van {entry.model} heeft geen geldig nummer") from error
    return joining


def join(joining: Joining, *, settle: Settle) -> None:
    """Write it all into the open office, in the transaction of the caller. Raises BadPack.

    `settle(model, row)` may change a decoded row before it is written; False leaves it out. Bytes that were taken are
    in `joining.keys`, for a caller whose transaction fails.
    """
    members(joining)
    for path in sorted(name for name in joining.pack.zip.NameToInfo if name.startswith("refs/")):
        label = path.removeprefix("refs/").removesuffix(".jsonl")
        entry = next((each for each in exported() if each.model.lower() == label), None)
        if entry is not None and entry.model != "offices.TeamMember":
            for line in joining.pack.lines(path):
                refer(joining, entry, line)
    files(joining)
    leave_out(joining)
    try:
        with transaction.atomic():
            for entry in arriving():
                write(joining, entry, settle)
    except DatabaseError as fault:
        # Its text quotes the row that did not fit.
        log.error("A relation did not fit: %s", type(fault).__name__)
        raise refuse("de gegevens passen niet naast wat dit kantoor al heeft") from None


def members(joining: Joining) -> None:
    """Colleagues of the pack who work here too, by their address."""
    for line in joining.pack.lines("refs/offices.teammember.jsonl"):
        email = str(line.get("email", "")).lower()
        found = TeamMember.objects.filter(office=require_office_id(), user__email=email).values_list("pk", flat=True).first()
        joining.place(line["id"], found)


def refer(joining: Joining, entry: Exported, line: dict) -> None:
    """Find what a row of the pack points to; make it when it may be made."""
    try:
        here = entry.find(line) if entry.find else natural(entry, line)
        if here is None and entry.made:
            row = Rows(entry, joining.ids, nobody).decoded(line) | {"id": uuid7()}
            Rows(entry, joining.ids, nobody).write([row])
            here = row["id"]
        joining.place(line["id"], here)
    except (KeyError, ValueError, TypeError) as error:
        raise refuse(f"een verwijzing naar {entry.model} is onvolledig") from error


def natural(entry: Exported, line: dict) -> UUID | None:
    """The row with the same natural names here."""
    model, wanted = entry.get_model(), {}
    for name in entry.natural:
        text = isinstance(model._meta.get_field(name), models.CharField)
        wanted[f"{name}__iexact" if text else name] = line[name]
    return model.objects.filter(**wanted).values_list("pk", flat=True).first()


def nobody(told) -> None:
    """Users never come along with one relation."""
    raise refuse("het bevat gebruikers")


def files(joining: Joining) -> None:
    """Take the files of the relation as new files of this office. Raises BadPack."""
    for line in joining.pack.lines(f"data/{FILES.lower()}.jsonl"):
        place = place_of(str(line.get("sha256")), str(line.get("mime")))
        if not joining.pack.has(place):
            raise refuse("een bestand ontbreekt")
        with Incoming(name=place, purpose=str(line["purpose"])[:40], max_bytes=1 << 34) as incoming:
            for chunk in joining.pack.bytes(place):
                incoming.write(chunk)
            incoming.finish()
            if incoming.sha256 != line["sha256"]:
                raise refuse("een bestand is gewijzigd nadat het pakket werd gemaakt")
            kept = incoming.keep()
            joining.keys.append(kept.key)
            joining.place(line["id"], kept.pk)


def leave_out(joining: Joining) -> None:
    """Leave out, until nothing changes, every row that needs something which has no place here."""
    needs = {entry.model: needed(entry) for entry in arriving()}
    again = True
    while again:
        again = False
        for label, lines in joining.lines.items():
            kept = [line for line in lines if not any(line.get(name) and joining.ids.turn(line[name]) is None for name in needs[label])]
            if len(kept) < len(lines):
                again = True
                joining.out[label] = joining.out.get(label, 0) + len(lines) - len(kept)
                for line in lines:
                    if line not in kept:
                        joining.place(line["id"], None)
                joining.lines[label] = kept


def needed(entry: Exported) -> list[str]:
    """Keys without which a row says nothing: those that may not be empty, and whose owner must be one of two."""
    fields = [each for each in entry.get_model()._meta.concrete_fields if each.is_relation and each.name in entry.names]
    owners = {"relation", "contact"}
    return [each.name for each in fields if each.related_model is not User and (not each.null or each.name in owners)]


def write(joining: Joining, entry: Exported, settle: Settle) -> None:
    """The rows of one model."""
    writing, rows = Rows(entry, joining.ids, nobody), []
    for line in joining.lines[entry.model]:
        row = writing.decoded(line)
        if settle(entry.model, row):
            rows.append(row)
    joining.made[entry.model] = writing.write(rows)
