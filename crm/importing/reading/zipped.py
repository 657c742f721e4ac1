"""The zip around XLSX and ODS: opened only when what is inside has a sane size, and parsed without entities."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from crm.importing.reading.cells import FileFault

MAX_UNPACKED = 4 << 30
MAX_PART = 3 << 30
MAX_RATIO = 400
MAX_ENTRIES = 5_000


class Package:
    """An opened office file."""

    def __init__(self, archive: zipfile.ZipFile):
        self.archive, self.names = archive, frozenset(archive.namelist())

    def rows(self, part: str, *tags: str, events: tuple[str, ...] = ("end",)) -> Iterator[etree._Element]:
        """Each element with one of these tags, one at a time; what was read is let go.

        With events=("start", "end") an element comes twice, the first time with its attributes only.
        """
        try:
            with self.archive.open(part) as source:
                found = etree.iterparse(
                    source, tag=tags, events=events, resolve_entities=False, no_network=True, load_dtd=False
                )
                for event, element in found:
                    yield element
                    if event == "start":
                        continue
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
        except (etree.XMLSyntaxError, zipfile.BadZipFile, EOFError, OSError, KeyError):
            raise broken() from None

    def text_at(self, part: str, limit: int = 1 << 20) -> bytes:
        """A small part whole; empty when it is not there."""
        if part not in self.names:
            return b""
        with self.archive.open(part) as source:
            return source.read(limit)

    def tree(self, part: str) -> etree._Element | None:
        """A small part parsed; None when it is not there."""
        raw = self.text_at(part, 8 << 20)
        if not raw:
            return None
        try:
            return etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
        except etree.XMLSyntaxError:
            raise broken() from None


def broken() -> FileFault:
    """What to say of a damaged office file."""
    return FileFault("Dit bestand is beschadigd. Open het in Excel of LibreOffice, sla het opnieuw op en probeer het nog eens.")


@contextmanager
def opened(source) -> Iterator[Package]:
    """The package in this binary stream; FileFault when it is damaged, locked with a password, or unpacks too large."""
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError):
        raise broken() from None
    with archive:
        parts = archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise FileFault("Dit bestand heeft een wachtwoord. Sla het op zonder wachtwoord en probeer het opnieuw.")
        packed, unpacked = sum(part.compress_size for part in parts), sum(part.file_size for part in parts)
        heavy = unpacked > MAX_UNPACKED or any(part.file_size > MAX_PART for part in parts)
        if heavy or len(parts) > MAX_ENTRIES or (unpacked > 50 << 20 and unpacked > MAX_RATIO * max(packed, 1)):
            raise FileFault("Dit bestand wordt uitgepakt veel te groot. Splits het in kleinere bestanden.")
        yield Package(archive)
