"""A taxonomy package as a zip: checked before one byte is unpacked, then read file by file."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from sbr_inbox.reading.archive import Limits, checked, unpack
from sbr_inbox.reading.result import Unreadable
from sbr_inbox.taxonomy.linkbases import Place, presentations_of, read_labels, read_presentation

LIMITS = Limits(entries=8_000, unpacked=600 * 1024 * 1024, ratio=200)
MOST_BYTES = 100 * 1024 * 1024
_LARGEST = 20 * 1024 * 1024
_GENERATION = re.compile(r"(?:^|/)nt(\d{1,3})/", re.IGNORECASE | re.ASCII)
_DATED = re.compile(r"(?:^|/)(kvk|rj|jenv|wnt|frc|ez)/(\d{4}-\d\d-\d\d)/", re.IGNORECASE | re.ASCII)


@dataclass
class Indexed:
    """What one file of a package added: labels, trees by path, and presentations by entrypoint."""

    path: str
    labels: dict[str, str] = field(default_factory=dict)
    tree: list[Place] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)

    @property
    def entrypoint(self) -> str:
        """The name of a schema without its ending."""
        return self.path.rpartition("/")[2].removesuffix(".xsd").lower()[:160]


class Package:
    """An opened package. `wanted` are the paths worth reading, in the order of the zip."""

    def __init__(self, source):
        """Raises Unreadable when the zip is not safe or holds no taxonomy."""
        try:
            self.opened = zipfile.ZipFile(source)
            entries = checked(self.opened, source, LIMITS)
        except (zipfile.BadZipFile, OSError, ValueError, LookupError, EOFError) as fault:
            raise Unreadable("ZIP_BROKEN", "het zip-bestand is beschadigd", "Download het pakket opnieuw.") from fault
        self.entries = {each.filename: each for each in entries}
        self.wanted = [name for name, each in self.entries.items() if _may_matter(name) and each.file_size <= _LARGEST]
        if not any(name.endswith(".xsd") for name in self.wanted):
            raise Unreadable("NO_TAXONOMY", "in dit zip-bestand staat geen taxonomie", "Kies het taxonomiepakket van de uitgever.")

    @property
    def generation(self) -> str:
        """`NT14`, or the domain and date of an inline package; empty when the paths say neither."""
        for name in self.entries:
            if found := _GENERATION.search(name):
                return f"NT{int(found[1])}"
            if found := _DATED.search(name):
                return f"{found[1].upper()} {found[2]}"
        return ""

    def read(self) -> Iterator[Indexed | None]:
        """One value per wanted file; None for a file without labels, order or entrypoint, or that cannot be read."""
        for name in self.wanted:
            try:
                yield self._read(name)
            except Unreadable:
                yield None

    def _read(self, name: str) -> Indexed | None:
        try:
            data = unpack(self.opened, self.entries[name])
        except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError) as fault:
            raise Unreadable("ZIP_BROKEN", "het zip-bestand is beschadigd") from fault
        if name.endswith(".xsd"):
            uses = presentations_of(data, name) if b"presentationLinkbaseRef" in data else []
            return Indexed(name, uses=uses) if uses else None
        labels = read_labels(data) if b"labelLink" in data else {}
        tree = read_presentation(data) if b"presentationLink" in data else []
        return Indexed(name, labels, tree) if labels or tree else None


def _may_matter(name: str) -> bool:
    return name.endswith((".xml", ".xsd")) and "/META-INF/" not in f"/{name}"
