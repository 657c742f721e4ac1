"""Writing a pack: parts one after the other into a zip that goes straight to the store, each hashed on its way."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field

FORMAT = "kantoor-pack/1"
# A zip holds the moment of each entry; one fixed moment keeps equal content equal.
MOMENT = (2020, 1, 1, 0, 0, 0)
EXTENSIONS = {
    "application/pdf": ".pdf",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "text/plain": ".txt",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "application/zip": ".zip",
    "text/csv": ".csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
COMPRESSED_ALREADY = frozenset({".pdf", ".png", ".jpg", ".zip", ".xlsx", ".docx"})
# A spreadsheet takes a cell that starts so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Part:
    """One part of a pack as the manifest names it; `rows` is None for what is no table."""

    path: str
    sha256: str
    size: int
    rows: int | None = None

    def told(self) -> dict:
        """As it stands in the manifest."""
        return {"path": self.path, "sha256": self.sha256, "size": self.size} | ({} if self.rows is None else {"rows": self.rows})


@dataclass
class Packer:
    """Writes the parts of one pack to a binary file that can only grow."""

    target: object
    parts: list[Part] = field(default_factory=list)

    def __post_init__(self):
        self.zip = zipfile.ZipFile(self.target, "w", zipfile.ZIP_DEFLATED, compresslevel=3)

    def stream(self, path: str, chunks: Iterable[bytes], *, rows: int | None = None, packed: bool = True) -> Part:
        """A part from chunks of bytes; gives what the manifest says of it."""
        info = zipfile.ZipInfo(path, MOMENT)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info._compresslevel = 3
        digest, size = hashlib.sha256(), 0
        with self.zip.open(info, "w", force_zip64=True) as out:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
        part = Part(path, digest.hexdigest(), size, rows)
        self.parts.append(part)
        return part

    def lines(self, path: str, chunks: Iterable[list[dict]], *, after=None) -> Part:
        """A table: one JSON object per line. `after(count)` is called behind each chunk."""
        count = 0

        def encoded():
            nonlocal count
            for chunk in chunks:
                count += len(chunk)
                yield b"".join(line_of(row) for row in chunk)
                if after:
                    after(len(chunk))

        made = self.stream(path, encoded())
        self.parts[-1] = Part(made.path, made.sha256, made.size, count)
        return self.parts[-1]

    def text(self, path: str, text: str) -> Part:
        """A small part at once."""
        return self.stream(path, [text.encode()])

    def close(self, manifest: dict) -> str:
        """Write the manifest last, and the end of the zip; gives the SHA-256 of the manifest."""
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
        self.zip.writestr(zipfile.ZipInfo("manifest.json", MOMENT), text, zipfile.ZIP_DEFLATED)
        self.zip.close()
        return hashlib.sha256(text).hexdigest()


def line_of(row: dict) -> bytes:
    """A row as one line of JSON."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def place_of(sha256: str, mime: str) -> str:
    """Where the bytes of a file lie in a pack; equal bytes once. The ending lets a computer open it."""
    return f"files/{sha256[:2]}/{sha256}{EXTENSIONS.get(mime, '.bin')}"


def sheet_of(header: list[str], chunks: Iterable[list[list]]) -> Iterable[bytes]:
    """A table as CSV that a Dutch spreadsheet opens as it is; no cell starts a formula."""
    yield "\ufeff".encode()
    for chunk in [[header], *chunks]:
        out = io.StringIO()
        csv.writer(out, delimiter=";", lineterminator="\r\n").writerows([[_cell(value) for value in row] for row in chunk])
        yield out.getvalue().encode()


def _cell(value) -> str:
    if isinstance(value, (list, dict)):
        value = ", ".join(map(str, value))
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
