"""Making a pack of the open office, or of one relation in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Q
from django.utils import timezone

from offices.enums import KeyPurpose
from offices.errors import RuleBroken
from offices.files import open_file
from offices.models import AuditEvent, AuditRoot, Office, OfficeSecret, StoredFile
from offices.scope import require_office_id
from offices.transfer.declaring import Exported, exported, exported_as, history_of
from offices.transfer.ids import Ids
from offices.transfer.own import TRAVELS
from offices.transfer.packing import COMPRESSED_ALREADY, FORMAT, Packer, place_of, sheet_of
from offices.transfer.pages import write_pages
from offices.transfer.rows import Lines
from offices.transfer.values import plain

FILES = "offices.StoredFile"
CHUNK = 1 << 20
# What of the office itself leaves; its address and state belong to the installation.
OFFICE = ("name", "is_practice", "language", "kvk_nummer", "ob_nummer", "rsin", "beconnummer", "association", "sbr_vendor_number", "phone",
          "email", "require_2fa", "session_minutes", "relation_number_format", "brand_hue", "brand_chroma")  # fmt: skip
Tell = Callable[[int], None]


class FileGone(RuleBroken):
    """Bytes that the office counts on are not in the store."""

    code = "OVD03"


@dataclass
class Leaving:
    """One pack on its way out."""

    packer: Packer
    ids: Ids
    alias: str
    tell: Tell
    done: int = 0
    files: set = field(default_factory=set)

    def told(self, count: int) -> None:
        """Count rows or files, so that whoever waits sees something."""
        self.done += count
        self.tell(self.done)

    def lines(self, path: str, reading: Lines, chunks: Iterator[list[dict]], *, keep_files: bool = True) -> None:
        """One table."""
        self.packer.lines(path, chunks, after=self.told)
        if keep_files:
            self.files |= reading.seen_files

    def write_files(self) -> None:
        """The rows of every file something points to, then the bytes, equal ones once."""
        entry, found = exported_as(FILES), []
        keys = sorted(self.files)
        for start in range(0, len(keys), 1000):
            reading = Lines(entry, self.ids, alias=self.alias)
            for chunk in reading.now(Q(pk__in=keys[start : start + 1000])):
                found += chunk
        found.sort(key=lambda line: line["id"])
        self.packer.lines(f"data/{FILES.lower()}.jsonl", [found[i : i + 1000] for i in range(0, len(found), 1000)])
        places: dict[str, str] = {}
        for line in found:
            places.setdefault(place_of(line["sha256"], line["mime"]), line["id"])
        for place in sorted(places):
            stored = StoredFile.objects.using(self.alias).get(pk=self.ids.turn(places[place]))
            part = self.packer.stream(place, bytes_of(stored), packed=not place.endswith(tuple(COMPRESSED_ALREADY)))
            if part.sha256 != stored.sha256:
                raise FileGone(f"De inhoud van een bestand ({stored.sha256[:12]}) klopt niet met zijn vingerafdruk. Meld dit aan uw systeembeheerder.")
            self.told(1)


def bytes_of(stored: StoredFile) -> Iterator[bytes]:
    """The bytes of a file. Raises FileGone."""
    try:
        source = open_file(stored)
    except OSError as error:
        raise FileGone(f"Een bestand ({stored.purpose}, {stored.sha256[:12]}) staat niet in de opslag. Zet het terug uit de reservekopie.") from error
    with source:
        while chunk := source.read(CHUNK):
            yield chunk


def own_ids() -> Ids:
    """How ids of the open office turn into those of a pack: back to what they were, when it arrived as one."""
    from offices.transfer.travels import arrived_mask

    return Ids.named(arrived_mask())


def pack_office(target, *, alias: str, tell: Tell = lambda done: None) -> tuple[dict, str]:
    """Write the open office to a binary file; gives the manifest and its SHA-256.

    `alias` names the connection to read with (`one_moment`); `tell` hears how many rows and files are done.
    """
    leaving = Leaving(Packer(target), own_ids(), alias, tell)
    entries = [entry for entry in exported() if entry.model != FILES]
    for entry in entries:
        reading = Lines(entry, leaving.ids, alias=alias)
        leaving.lines(f"data/{entry.model.lower()}.jsonl", reading, reading.all())
    for entry in entries:
        if history_of(entry) is not None:
            past = Lines(entry, leaving.ids, alias=alias, history=True)
            leaving.lines(f"history/{entry.model.lower()}.jsonl", past, past.all(), keep_files=False)
    leaving.write_files()
    for entry in entries:
        if entry.sheet:
            leaving.packer.stream(f"csv/{entry.sheet}.csv", sheet_rows(entry, leaving))
    write_pages(leaving, title=Office.objects.get(pk=require_office_id()).name)
    parts = len(leaving.packer.parts)
    proof(leaving)
    office = Office.objects.get(pk=require_office_id())
    manifest = {
        "format": FORMAT,
        "reach": "OFFICE",
        "made_at": timezone.now().isoformat(),
        "office": {name: plain(getattr(office, name)) for name in OFFICE} | {"number": office.pk, "slug": office.slug},
        "ids": {"mask": str(leaving.ids)},
        "parts": [part.told() for part in leaving.packer.parts[:parts]],
        "proof": [part.told() for part in leaving.packer.parts[parts:]],
    }
    return manifest, leaving.packer.close(manifest)


def proof(leaving: Leaving) -> None:
    """What proves things and belongs to this office: the chain of its log, its travels so far, the public halves of its keys."""
    names = ("id", "number", "hash", "previous_hash")
    sealed = AuditEvent.objects.using(leaving.alias).filter(number__isnull=False).order_by("number")
    roots = AuditRoot.objects.using(leaving.alias).order_by("day")
    travels = AuditEvent.objects.using(leaving.alias).filter(event__in=TRAVELS).order_by("id")
    leaving.packer.lines("proof/chain.jsonl", chained(sealed, names))
    leaving.packer.lines("proof/roots.jsonl", [listed(roots.values("day", "root", "first_number", "last_number"))])
    told = travels.values("id", "event", "at", "actor_kind", "actor_id", "actor_label", "on_behalf_of", "subject_kind",
                          "subject_id", "subject_label", "relation_id", "data", "ip", "session_id")  # fmt: skip
    leaving.packer.lines("proof/travels.jsonl", [listed(told)])
    keys = OfficeSecret.objects.using(leaving.alias).filter(purpose=KeyPurpose.SIGN).order_by("key_id")
    leaving.packer.lines("proof/keys.jsonl", [listed(keys.values("key_id", "public", "valid_from", "valid_to"))])


def chained(rows, names: tuple[str, ...]) -> Iterator[list[dict]]:
    """Chunks of sealed events, by their place in the chain."""
    last = 0
    while found := list(rows.filter(number__gt=last).values(*names)[:5000]):
        last = found[-1]["number"]
        yield listed(found)


def listed(rows) -> list[dict]:
    """Rows of `values()` as lines; the ids are those of the installation."""
    return [{name: value if isinstance(value, (dict, list)) else told(value) for name, value in row.items()} for row in rows]


def told(value):
    """A value of the proof as JSON."""
    kept = plain(value)
    return kept if isinstance(kept, (str, int, float, bool, type(None))) else str(kept)


def sheet_rows(entry: Exported, leaving: Leaving, condition: Q | None = None) -> Iterator[bytes]:
    """A model as a table for a spreadsheet: every exported field in words of the screens."""
    model: type[models.Model] = entry.get_model()
    left = {"id", "sort_name", "search_text"}
    names = [name for name in entry.names if name not in left and not model._meta.get_field(name).is_relation]
    header = [str(model._meta.get_field(name).verbose_name) for name in names]
    reading = Lines(entry, leaving.ids, alias=leaving.alias)
    chunks = ([[line[name] for name in names] for line in chunk] for chunk in reading.now(condition or Q()))
    return sheet_of(header, chunks)
