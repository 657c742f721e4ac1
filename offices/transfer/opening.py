"""Opening a pack that somebody brings: what it claims is checked before anything of it is used.

A pack may come from anywhere. Names outside our own few places, entries that overlap, sizes that do not hold and parts
whose hash differs are refused. Nothing is ever written under a name from the pack.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from offices.errors import RuleBroken
from offices.transfer.packing import FORMAT

CHUNK = 1 << 20
MANIFEST = "manifest.json"
MOST_MANIFEST = 512 << 20
MOST_ENTRIES = 5_000_000
MOST_BYTES = 200 << 30
MOST_LINE = 64 << 20
# Tables pack well; one that unpacks to more than this many times its size is not honest. A file of a client may be all zeros.
MOST_RATIO = 400
PLACES = re.compile(
    r"(?:data|history|refs)/[a-z_]+\.[a-z]+\.jsonl|proof/(?:chain|roots|travels|keys)\.jsonl|csv/[a-z]+\.csv|index\.html"
    r"|pages/[0-9a-f-]{36}\.js|files/[0-9a-f]{2}/[0-9a-f]{64}\.[a-z]{3,4}|manifest\.json"
)


class BadPack(RuleBroken):
    """The file is no pack of ours, or not whole any more."""

    code = "OVD01"


def refuse(why: str) -> BadPack:
    """The sentence for a pack that cannot be taken over."""
    return BadPack(f"Dit pakket is niet bruikbaar: {why}. Vraag een nieuw pakket aan het kantoor dat het maakte.", field="file")


@dataclass
class Pack:
    """An opened pack with its manifest."""

    zip: zipfile.ZipFile
    manifest: dict[str, Any] = field(default_factory=dict)
    sha256: str = ""

    @property
    def reach(self) -> str:
        """OFFICE or RELATION."""
        return self.manifest["reach"]

    def parts(self) -> list[dict]:
        """Every part the manifest names."""
        return [*self.manifest["parts"], *self.manifest["proof"]]

    def has(self, path: str) -> bool:
        """Whether there is such a part."""
        return path in self.zip.NameToInfo

    def lines(self, path: str) -> Iterator[dict]:
        """The rows of a table; none when the pack has no such part. Raises BadPack."""
        if not self.has(path):
            return
        with self.zip.open(path) as source:
            while line := source.readline(MOST_LINE + 1):
                if len(line) > MOST_LINE:
                    raise refuse(f"een regel in {path} is te lang")
                row = parsed(line, path)
                if not isinstance(row, dict):
                    raise refuse(f"{path} bevat iets anders dan regels")
                yield row

    def chunks(self, path: str, size: int = 1000) -> Iterator[list[dict]]:
        """The rows of a table, many at a time."""
        held: list[dict] = []
        for row in self.lines(path):
            held.append(row)
            if len(held) == size:
                yield held
                held = []
        if held:
            yield held

    def bytes(self, path: str) -> Iterator[bytes]:
        """The bytes of a part."""
        with self.zip.open(path) as source:
            while chunk := source.read(CHUNK):
                yield chunk

    def verify(self, tell=lambda done: None) -> None:
        """Recompute the hash of every part. Raises BadPack."""
        for done, part in enumerate(self.parts(), 1):
            digest, size = hashlib.sha256(), 0
            try:
                for chunk in self.bytes(part["path"]):
                    digest.update(chunk)
                    size += len(chunk)
            except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError) as error:
                raise refuse(f"{part['path']} is beschadigd") from error
            if digest.hexdigest() != part["sha256"] or size != part["size"]:
                raise refuse(f"{part['path']} is gewijzigd nadat het pakket werd gemaakt")
            tell(done)


def open_pack(source) -> Pack:
    """A pack from a binary file that can seek: its structure is checked, its hashes not yet (`verify`). Raises BadPack."""
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refuse("het is geen zip-bestand") from error
    check_entries(archive)
    try:
        with archive.open(MANIFEST) as told:
            text = told.read(MOST_MANIFEST + 1)
    except (KeyError, zipfile.BadZipFile, OSError, EOFError, NotImplementedError) as error:
        raise refuse("het overzicht (manifest.json) ontbreekt") from error
    manifest = parsed(text, MANIFEST)
    check_manifest(manifest, set(archive.NameToInfo))
    return Pack(archive, manifest, hashlib.sha256(text).hexdigest())


def check_entries(archive: zipfile.ZipFile) -> None:
    """Names, sizes and places of the entries. Raises BadPack."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or len(entries) != len(archive.NameToInfo):
        raise refuse("het bevat te veel of dubbele onderdelen")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise refuse("het is uitgepakt groter dan 200 GB")
    end = 0
    for entry in sorted(entries, key=lambda each: each.header_offset):
        if not PLACES.fullmatch(entry.filename) or entry.flag_bits & 1:
            raise refuse(f"het onderdeel {entry.filename[:60]!r} hoort er niet in")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refuse("het is op een onbekende manier ingepakt")
        swollen = entry.file_size > max(entry.compress_size, 1024) * MOST_RATIO and not entry.filename.startswith("files/")
        if swollen or entry.header_offset < end:
            raise refuse("een onderdeel is uitgepakt onwaarschijnlijk groot")
        end = entry.header_offset + entry.compress_size


def check_manifest(manifest, names: set[str]) -> None:
    """Whether the manifest is one of ours and names every entry once. Raises BadPack."""
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise refuse("het is door een ander programma of een nieuwere versie gemaakt")
    told = [*as_list(manifest.get("parts")), *as_list(manifest.get("proof"))]
    shapes = all(isinstance(part, dict) and {"path", "sha256", "size"} <= part.keys() for part in told)
    if manifest.get("reach") not in ("OFFICE", "RELATION") or not shapes or not isinstance(manifest.get("office"), dict):
        raise refuse("het overzicht (manifest.json) is onvolledig")
    paths = [part["path"] for part in told]
    if len(set(paths)) != len(paths) or set(paths) | {MANIFEST} != names:
        raise refuse("het overzicht (manifest.json) noemt andere onderdelen dan erin zitten")


def as_list(value) -> list:
    """A list, or an empty one."""
    return value if isinstance(value, list) else []


def parsed(text: bytes, path: str):
    """JSON. Raises BadPack."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise refuse(f"{path} is niet te lezen") from error
