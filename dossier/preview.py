"""Pictures of pages, made in a child process with little memory, little time and no network of its own.

A PDF is never shown by the browser itself: scripts, forms and links in it do nothing in a picture. A picture is
drawn again, so that nothing but pixels is left of it.
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

PDF = "application/pdf"
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/tiff", "image/bmp"})
RENDERED = PICTURES | {PDF}
# Shown as escaped text; the browser gets no markup.
TEXTS = frozenset(
    {"text/plain", "text/csv", "application/xml", "text/xml", "text/html", "image/svg+xml", "message/rfc822"}
)
TEXT_MOST = 64 * 1024
SECONDS = 20
CHILD = Path(__file__).with_name("preview_child.py")


class NoPreview(Exception):
    """The file could not be drawn; the text says why, in Dutch."""


@dataclass(frozen=True)
class Drawn:
    """One page as PNG and how many pages there are."""

    png: bytes
    pages: int


def draw(source, mime: str, page: int = 1) -> Drawn:
    """Draw one page (from 1) of an open binary file.

    Raises NoPreview when the file is damaged, closed with a password, too heavy, or has no such page.
    """
    with tempfile.TemporaryFile() as copy:
        given = _descriptor(source, copy)
        try:
            done = subprocess.run(  # our own interpreter and file; the only input is the open file
                [sys.executable, "-I", str(CHILD), "pdf" if mime == PDF else "picture", str(page)],
                stdin=given,
                capture_output=True,
                timeout=SECONDS,
                env={},
                close_fds=True,
                cwd="/",
            )
        except subprocess.TimeoutExpired:
            raise NoPreview("het openen duurde te lang") from None
    pages, mark, png = done.stdout.partition(b"\n")
    if done.returncode or not mark or not png.startswith(b"\x89PNG"):
        raise NoPreview(_reason(done))
    return Drawn(png, int(pages))


def as_text(source) -> tuple[str, bool]:
    """The start of a text file and whether there is more. Unknown bytes become a mark."""
    head = source.read(TEXT_MOST + 1)
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    try:
        text = head[:TEXT_MOST].decode(encoding)
    except UnicodeDecodeError:
        text = head[:TEXT_MOST].decode("latin-1" if encoding == "utf-8" else encoding, "replace")
    return text.replace("\0", "\ufffd"), len(head) > TEXT_MOST


def _descriptor(source, copy):
    """A real file for the child: the file itself when it is one, else a copy of the bytes."""
    try:
        source.fileno()
        return source
    except (OSError, AttributeError):
        while chunk := source.read(1 << 18):
            copy.write(chunk)
        copy.seek(0)
        return copy


REASONS = {
    3: "het heeft een wachtwoord",
    4: "deze bladzijde bestaat niet",
    5: "de afbeelding is te groot",
}


def _reason(done) -> str:
    if done.returncode < 0:
        return "het is te zwaar"
    return REASONS.get(done.returncode, "het is beschadigd of geen bekend type")
