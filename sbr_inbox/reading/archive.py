"""Zip files: every check on the directory before one byte is unpacked.

Python's zipfile accepts entries that overlap (a small file that declares gigabytes), so positions are compared
first. Everything happens in memory; nothing is written to disk.
"""

import io
import stat
import struct
import zipfile
import zlib
from typing import NamedTuple

from sbr_inbox.reading.result import Unreadable
from sbr_inbox.reading.safe import content_type

MAX_ENTRIES = 500
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 200
SMALL = 1024 * 1024


class Limits(NamedTuple):
    """How much a zip may hold: entries, bytes unpacked, and how much larger than packed."""

    entries: int = MAX_ENTRIES
    unpacked: int = MAX_UNPACKED
    ratio: int = MAX_RATIO



_LOCAL = struct.Struct("<4s5H3L2H")
_LOOSE = "Pak het zip-bestand uit en bied de bestanden los aan."
_RUBBISH = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_ARCHIVES = (".zip", ".xbri", ".xbr", ".7z", ".rar", ".gz", ".tar", ".bz2", ".xz")
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    LookupError,
    OverflowError,
)


def members(data):
    """The files in a zip as a list of (name, bytes), in the order of the zip; Unreadable when it is not safe."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            wanted = checked(opened, io.BytesIO(data), Limits())
            return [(each.filename, unpack(opened, each)) for each in wanted]
    except _FAULTS:
        raise Unreadable("ZIP_BROKEN", "het zip-bestand is beschadigd", _LOOSE) from None


def is_report_package(data):
    """Whether these bytes are an XBRL report package (.xbri): a zip that says so itself."""
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            names = opened.namelist()
    except _FAULTS:
        return False
    return any(("/" + name).lower().endswith("/meta-inf/reportpackage.json") for name in names)


def split(data, *, filename):
    """The filings in an upload: the members of a zip, otherwise the upload itself, as a list of (name, bytes)."""
    if content_type(data) != "zip" or is_report_package(data):
        return [(filename, data)]
    found = members(data)
    if {"[Content_Types].xml", "mimetype"} & {name for name, _content in found}:
        raise Unreadable(
            "NOT_XML",
            "dit is een Office-document en geen aangiftebestand",
            "Bied het XBRL- of XML-bestand van de aangifte aan.",
        )
    if not found:
        raise Unreadable("ZIP_EMPTY", "het zip-bestand is leeg", _LOOSE)
    return found


def checked(opened, source, limits):
    """The entries of an opened zip that may be unpacked, in its order; Unreadable when the zip is not safe.

    `source` is the file the zip was opened from; its place in it does not matter.
    """
    entries = opened.infolist()
    if len(entries) > limits.entries:
        raise Unreadable("ZIP_ENTRIES", f"het zip-bestand bevat meer dan {limits.entries} bestanden", _LOOSE)
    _refuse_bomb(entries, source.seek(0, io.SEEK_END), limits)
    _refuse_overlap(entries, source, end=opened.start_dir)
    seen = set()
    for each in entries:
        _refuse_name(each)
        if each.filename.lower() in seen:
            raise Unreadable("ZIP_DOUBLE", "het zip-bestand bevat twee bestanden met dezelfde naam", _LOOSE)
        seen.add(each.filename.lower())
        _refuse_content(each)
    return [each for each in entries if not each.is_dir() and not _is_rubbish(each.filename)]


def _refuse_bomb(entries, size, limits):
    total = sum(each.file_size for each in entries)
    blown = any(
        each.file_size > SMALL and each.file_size > limits.ratio * max(each.compress_size, 1) for each in entries
    )
    if total > limits.unpacked or blown or (total > SMALL and total > limits.ratio * size):
        raise Unreadable(
            "ZIP_BOMB",
            "het zip-bestand wordt uitgepakt onredelijk groot",
            "Open het niet. Exporteer de aangiften opnieuw en bied ze los aan.",
        )


def _refuse_overlap(entries, source, *, end):
    free = 0
    for each in sorted(entries, key=lambda entry: entry.header_offset):
        start = each.header_offset
        if start < free:
            raise _overlap()
        source.seek(start)
        fixed = _LOCAL.unpack(source.read(_LOCAL.size))
        if fixed[0] != b"PK\x03\x04" or not _same_name(source.read(fixed[9]), each):
            raise _overlap()
        free = start + _LOCAL.size + fixed[9] + fixed[10] + each.compress_size
    if free > end:
        raise _overlap()


def _same_name(here, each):
    return here.decode("utf-8" if each.flag_bits & 0x800 else "cp437") == each.orig_filename


def _overlap():
    return Unreadable(
        "ZIP_OVERLAP",
        "de bestanden in het zip-bestand overlappen elkaar of staan anders in de inhoudsopgave",
        "Open het niet. Exporteer de aangiften opnieuw en bied ze los aan.",
    )


def _refuse_name(each):
    name = each.orig_filename
    parts = name.replace("\\", "/").split("/")
    if "\x00" in name or "\\" in name or name.startswith("/") or ".." in parts or ":" in parts[0]:
        raise Unreadable("ZIP_PATH", "het zip-bestand bevat een bestandsnaam met een pad erin", _LOOSE)
    mode = each.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Unreadable("ZIP_LINK", "het zip-bestand bevat een snelkoppeling", _LOOSE)


def _refuse_content(each):
    if each.flag_bits & 0x41:
        raise Unreadable("ZIP_ENCRYPTED", "het zip-bestand is met een wachtwoord beveiligd", _LOOSE)
    if each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable("ZIP_BROKEN", "het zip-bestand gebruikt een onbekende compressie", _LOOSE)
    if each.filename.lower().endswith(_ARCHIVES):
        raise _nested()


def _nested():
    return Unreadable("ZIP_NESTED", "het zip-bestand bevat nog een ingepakt bestand", _LOOSE)


def _is_rubbish(name):
    return name.startswith(_RUBBISH[0]) or name.rsplit("/", 1)[-1] in _RUBBISH


def unpack(opened, each):
    """The bytes of one entry; Unreadable when they are not what the directory says, or a zip again."""
    with opened.open(each) as stream:
        content = stream.read(each.file_size + 1)
    if len(content) != each.file_size:
        raise Unreadable("ZIP_BROKEN", "het zip-bestand is beschadigd", _LOOSE)
    if content_type(content) == "zip":
        raise _nested()
    return content
