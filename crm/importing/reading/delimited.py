"""CSV: UTF-8, UTF-16 or Windows-1252; parted by semicolons, commas or tabs."""

import codecs
import csv
import io

from crm.importing.reading.cells import FileFault, Sheet, sheet_of

_SAMPLE = 1 << 16
_SIGNS = ";\t,"
# Bytes that Windows-1252 leaves empty: a text that holds them is in no encoding we know.
_UNKNOWN = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D, 0x00})


def read_delimited(source, name: str) -> list[Sheet]:
    """The one tab of a CSV file. `source` is a binary stream from its start; raises FileFault."""
    encoding = encoding_of(source)
    source.seek(0)
    text = io.TextIOWrapper(source, encoding=encoding, newline="")
    sample = text.read(_SAMPLE)
    text.seek(0)
    notes = []
    if encoding == "cp1252":
        notes.append("Het bestand is geen UTF-8; het is gelezen als Windows-1252. Kijk of é, ë en ï goed staan.")
    sheet = sheet_of(name, _lines(text, _delimiter(sample)), notes)
    return [sheet] if sheet is not None else []


def encoding_of(source) -> str:
    """utf-8-sig, utf-16 or cp1252, judged on the whole file; FileFault when it is none of them."""
    source.seek(0)
    if source.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    source.seek(0)
    decoder, odd, is_utf8 = codecs.getincrementaldecoder("utf-8")(), False, True
    while chunk := source.read(1 << 20):
        odd = odd or bool(_UNKNOWN.intersection(chunk))
        if b"\x00" in chunk:
            break
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError:
            is_utf8 = False
            break
    else:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            is_utf8 = False
        if is_utf8:
            return "utf-8-sig"
    if odd:
        raise FileFault(
            "De tekens in dit bestand zijn niet leesbaar. Sla het op als CSV UTF-8, of gebruik een Excel-bestand (.xlsx)."
        )
    return "cp1252"


def _delimiter(sample: str) -> str:
    first = sample.splitlines()[0] if sample else ""
    return max(_SIGNS, key=first.count) if any(sign in first for sign in _SIGNS) else ";"


def _lines(text, delimiter: str):
    csv.field_size_limit(1 << 20)
    reader = csv.reader(text, delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error:
        raise FileFault(
            f"Regel {reader.line_num + 1} van het bestand is niet leesbaar. Controleer of een aanhalingsteken (\") ontbreekt."
        ) from None
    except UnicodeDecodeError:
        raise FileFault(
            f"Na regel {reader.line_num} staan tekens die niet leesbaar zijn. Sla het bestand op als CSV UTF-8."
        ) from None
