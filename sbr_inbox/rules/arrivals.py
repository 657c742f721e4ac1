"""Files on their way in: their bytes on disk before there is a row, and which of them belong together by name."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.files.storage import default_storage

from offices.files import Incoming, open_file, read_bytes
from offices.models import StoredFile

PURPOSE = "filing"
_CHUNK = 1 << 18


@dataclass
class Arrived:
    """Bytes that lie on disk and have no row yet, or a row that somebody else made."""

    incoming: Incoming | None = None
    stored: StoredFile | None = None

    @property
    def id(self):
        """The id its row has or will have."""
        return self.stored.pk if self.stored else self.incoming.id

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes."""
        return self.stored.sha256 if self.stored else self.incoming.sha256

    @property
    def size(self) -> int:
        """Bytes."""
        return self.stored.size if self.stored else self.incoming.size

    def head(self) -> bytes:
        """The first bytes, by which it is known what it is."""
        if self.incoming:
            return self.incoming.head
        with open_file(self.stored) as body:
            return body.read(8192)

    def bytes(self) -> bytes:
        """All bytes; only for a zip that is taken apart."""
        if self.stored:
            return read_bytes(self.stored)
        with default_storage.open(self.incoming.key, "rb") as body:
            return body.read()

    def keep(self) -> StoredFile:
        """Make the row, in the transaction of the caller."""
        if self.stored is None:
            self.stored = self.incoming.keep()
        return self.stored

    def drop(self) -> None:
        """Remove bytes that got no row."""
        if self.incoming and self.incoming.kept is None:
            self.incoming.drop()


def settle_bytes(content, name: str) -> Arrived:
    """The bytes of whatever was offered, settled on disk. Raises DOS01 and DOS02."""
    if isinstance(content, StoredFile):
        return Arrived(stored=content)
    if isinstance(content, Incoming):
        content.finish()
        return Arrived(incoming=content)
    incoming = Incoming(name=name, purpose=PURPOSE)
    try:
        for chunk in _chunks(content):
            incoming.write(chunk)
        incoming.finish()
    except BaseException:
        incoming.drop()
        raise
    return Arrived(incoming=incoming)


def _chunks(content):
    if isinstance(content, bytes | bytearray | memoryview):
        yield bytes(content)
        return
    while chunk := content.read(_CHUNK):
        yield chunk


def pair(names: list[str]) -> list[tuple[int, int | None]]:
    """Which of several files belong together: (position of the filing, position of its PDF or None).

    A PDF joins the one other file in the same folder with its base name; otherwise it stands alone.
    """
    by_stem: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        by_stem.setdefault(stem_of(name), []).append(position)
    pdfs: dict[int, int] = {}
    for positions in by_stem.values():
        papers = [p for p in positions if _is_pdf(names[p])]
        others = [p for p in positions if p not in papers]
        if len(papers) == 1 and len(others) == 1:
            pdfs[others[0]] = papers[0]
    joined = set(pdfs.values())
    return [(position, pdfs.get(position)) for position in range(len(names)) if position not in joined]


def clean(name: str) -> str:
    """A name without control and direction characters, at most 255 long, its ending kept."""
    plain = "".join(sign for sign in name if sign.isprintable()).strip() or "bestand"
    if len(plain) <= 255:
        return plain
    suffix = PurePosixPath(plain).suffix[:20]
    return plain[: 255 - len(suffix)] + suffix


def stem_of(name: str) -> str:
    """A name with its folders, lower case, without its ending."""
    path = PurePosixPath(name.replace("\\", "/"))
    return str(path.with_suffix("")).casefold()[:255] if path.name else name.casefold()[:255]


def _is_pdf(name: str) -> bool:
    return name.casefold().endswith(".pdf")
