"""From a stream to a StoredFile, without holding the file in memory.

Order (quality R1): bytes to the final key while they are hashed, fsync of file and directory, then the row. A crash
in between leaves bytes without a row; the orphan sweep removes those after 24 hours.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage

from offices.errors import RuleBroken
from offices.files.sniffing import HEAD, sniff
from offices.ids import uuid7
from offices.models.files import StoredFile
from offices.scope import require_office_id

CHUNK = 1 << 18
MIB = 1 << 20


class TooLarge(RuleBroken):
    """DOS01: more bytes than one file may have."""

    code, status = "DOS01", 413

    def __init__(self, name: str, size: int | None = None, most: int | None = None):
        most = most or settings.MAX_UPLOAD_BYTES
        # Rounded up to a tenth, so that the text never says «100 MB; hoogstens 100 MB».
        shown = f"{-(-(size or most + 1) * 10 // MIB) / 10:.1f}".replace(".", ",").removesuffix(",0")
        super().__init__(
            f"{name} is {shown} MB; hoogstens {most // MIB} MB per bestand. Verklein het bestand of splits het.",
            field="file",
        )


class EmptyFile(RuleBroken):
    """DOS02: no bytes at all."""

    code = "DOS02"

    def __init__(self, name: str):
        super().__init__(f"{name} is leeg en is overgeslagen.", field="file")


def key_of(pk, office: int) -> str:
    """Where the bytes of a file lie: nothing of a client in the key."""
    return f"o/{office}/{str(pk)[:2]}/{pk}"


class Incoming:
    """A file on its way in. `write` the bytes, `finish` settles them on disk, `keep` makes the row.

    As a context manager it removes the bytes again when `keep` was not reached. After `keep` the bytes are never
    removed here: nobody can tell from the outside whether the row was committed.
    """

    def __init__(self, *, name: str, purpose: str, max_bytes: int | None = None, pk: UUID | None = None):
        self.name, self.purpose = name, purpose
        self.most = max_bytes or settings.MAX_UPLOAD_BYTES
        # Only what arrives with a whole office has its key already.
        self.id, self.office = pk or uuid7(), require_office_id()
        self.key = key_of(self.id, self.office)
        self.size, self.head, self.mime = 0, b"", ""
        self.kept: StoredFile | None = None
        self._hash = hashlib.sha256()
        self._path = _local_path(self.key)
        self._file = _open_new(self._path) if self._path else default_storage.open(self.key, "wb")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.kept is None:
            self.drop()

    @property
    def sha256(self) -> str:
        """Hex digest of what was written so far."""
        return self._hash.hexdigest()

    @property
    def settled(self) -> bool:
        """Whether `finish` was reached: nothing can be added any more."""
        return self._file is None

    def write(self, chunk: bytes) -> None:
        """Add bytes.

        Raises TooLarge as soon as the limit is passed; the rest need not be read.
        """
        self.size += len(chunk)
        if self.size > self.most:
            raise TooLarge(self.name, self.size, self.most)
        if len(self.head) < HEAD:
            self.head += bytes(chunk[: HEAD - len(self.head)])
        self._hash.update(chunk)
        rest = memoryview(chunk)
        while rest:
            rest = rest[self._file.write(rest) :]

    def finish(self) -> None:
        """Settle the bytes: size, sha256 and mime are final after this.

        Raises EmptyFile when there are none.
        """
        if self._file is None:
            return
        if not self.size:
            raise EmptyFile(self.name)
        if self._path:
            os.fsync(self._file.fileno())
        self._file.close()
        self._file = None
        if self._path:
            _settle(self._path)
        self.mime = sniff(self.head, self.name)

    def keep(self, *, mime: str | None = None) -> StoredFile:
        """Make the row, in the transaction of the caller."""
        self.finish()
        row = StoredFile(
            id=self.id,
            key=self.key,
            sha256=self.sha256,
            size=self.size,
            mime=mime or self.mime,
            purpose=self.purpose,
        )
        row.save(force_insert=True)
        self.kept = row
        return row

    def rolled_back(self) -> None:
        """The transaction of `keep` was rolled back for sure: there is no row, so the bytes may go."""
        self.kept = None

    def drop(self) -> None:
        """Remove the bytes of a file that is not kept."""
        if self._file is not None:
            self._file.close()
            self._file = None
        default_storage.delete(self.key)


def store(
    content, *, name: str, purpose: str, mime: str | None = None, max_bytes: int | None = None
) -> StoredFile:
    """Keep a stream, Django file or bytes as a StoredFile of the open office.

    `name` serves the error texts and the type only; it is not part of the key. `max_bytes` defaults to 100 MiB.
    Raises TooLarge (DOS01) and EmptyFile (DOS02).
    """
    with Incoming(name=name, purpose=purpose, max_bytes=max_bytes) as incoming:
        for chunk in _chunks(content):
            incoming.write(chunk)
        return incoming.keep(mime=mime)


def open_file(stored: StoredFile):
    """The bytes as a binary file, to be closed by the caller."""
    return default_storage.open(stored.key, "rb")


def read_bytes(stored: StoredFile, *, max_bytes: int | None = None) -> bytes:
    """All bytes at once; for small files only.

    Raises TooLarge when there are more than `max_bytes`.
    """
    if max_bytes is not None and stored.size > max_bytes:
        raise TooLarge("Het bestand", stored.size, max_bytes)
    with open_file(stored) as source:
        return source.read()


def _chunks(content) -> Iterator[bytes]:
    if isinstance(content, bytes | bytearray | memoryview):
        yield bytes(content)
        return
    while chunk := content.read(CHUNK):
        yield chunk


def _local_path(key: str) -> Path | None:
    """The path of a key in a local storage; None for storage elsewhere, which settles its own bytes."""
    try:
        return Path(default_storage.path(key))
    except NotImplementedError:
        return None


def _open_new(path: Path):
    if not path.parent.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        for directory in list(path.parents)[1:4]:
            _fsync_directory(directory)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    return open(descriptor, "wb", buffering=0)


def _settle(path: Path) -> None:
    _fsync_directory(path.parent)


def _fsync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
