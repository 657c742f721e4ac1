"""Checks on raw bytes before any parser sees them, and the one XML parser of the reading room.

Everything is refused that makes one file show different things to different readers: a DOCTYPE, entities, an
encoding that the bytes contradict. Comments and processing instructions are dropped while parsing, so that a
value cut in two by one is read whole, as XBRL says.
"""

import codecs
import re
from typing import NamedTuple

from lxml import etree

from sbr_inbox.reading.result import Unreadable

MAX_XML = 20 * 1024 * 1024

_BOMS = (
    (codecs.BOM_UTF8, "UTF-8"),
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16LE"),
    (codecs.BOM_UTF16_BE, "UTF-16BE"),
)
_DECLARED = re.compile(r"""<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_ONE_BYTE = {
    "UTF-8": "utf-8",
    "UTF8": "utf-8",
    "US-ASCII": "ascii",
    "ASCII": "ascii",
    "ISO-8859-1": "latin-1",
    "ISO8859-1": "latin-1",
    "LATIN1": "latin-1",
    "ISO-8859-15": "iso8859-15",
    "WINDOWS-1252": "cp1252",
}
_TWO_BYTE = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF16"}
_FORBIDDEN = re.compile(r"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)

_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    huge_tree=False,
    load_dtd=False,
    dtd_validation=False,
    attribute_defaults=False,
    recover=False,
    remove_comments=True,
    remove_pis=True,
)


class Source(NamedTuple):
    """A file that passed the checks: its bytes, its text, the encoding (as official name) and whether a BOM led."""

    data: bytes
    text: str
    encoding: str
    bom: bool


def content_type(data):
    """What the first bytes say: xml, zip, pdf, empty or other. Names and mime types are not asked."""
    if not data:
        return "empty"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\x00").startswith(b"%PDF"):
        return "pdf"
    head = data[:64]
    for bom, _name in _BOMS:
        head = head.removeprefix(bom)
    return "xml" if head.replace(b"\x00", b"").lstrip(b" \t\r\n").startswith(b"<") else "other"


def check_size(size):
    """Unreadable when an XML file has more bytes than Digipoort takes; may be asked before the bytes are there."""
    if size > MAX_XML:
        raise Unreadable(
            "TOO_LARGE",
            "het bestand is groter dan 20 MB",
            "Digipoort neemt zo'n bestand niet aan. Splits het of vraag uw softwareleverancier om hulp.",
        )


def check(data):
    """The file as `Source`, or Unreadable when it may not reach a parser."""
    check_size(len(data))
    found = content_type(data)
    if found != "xml":
        raise _not_xml(found)
    source = _decode(data)
    if "!" in source.text and _FORBIDDEN.search(source.text):
        raise Unreadable(
            "DOCTYPE",
            "het bestand bevat een DOCTYPE of eigen entiteiten, en die zijn in een aangifte verboden",
            "Exporteer de aangifte opnieuw zonder DOCTYPE. Vertrouwt u het bestand niet, open het dan niet.",
        )
    return source


def _not_xml(found):
    if found == "empty":
        return Unreadable("EMPTY", "het bestand is leeg")
    if found == "pdf":
        return Unreadable(
            "PDF",
            "dit is een pdf en geen aangiftebestand",
            "Bied het XBRL- of XML-bestand van de aangifte aan; de pdf mag ernaast.",
        )
    if found == "zip":
        return Unreadable("ZIP_LOOSE", "dit is een zip met losse bestanden", "Bied de bestanden los aan.")
    return Unreadable(
        "NOT_XML",
        "het bestand is geen XBRL of XML",
        "Kies in uw pakket voor export als XBRL (loonaangifte: XML) en bied dat bestand aan.",
    )


def _decode(data):
    bom = next(((mark, name) for mark, name in _BOMS if data.startswith(mark)), None)
    if bom and bom[1] == "UTF-32":
        raise _encoding()
    if bom and bom[1] != "UTF-8":
        return _two_byte(data, bom[1], bom=True)
    if data[:4] in (b"<\x00?\x00", b"\x00<\x00?"):
        return _two_byte(data, "UTF-16LE" if data[0] else "UTF-16BE", bom=False)
    declared = _DECLARED.match(data[3 if bom else 0 :][:256].decode("latin-1"))
    name = declared[1].upper() if declared else "UTF-8"
    codec = _ONE_BYTE.get(name)
    if codec is None or (bom and codec != "utf-8"):
        raise _encoding()
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        raise _encoding() from None
    return Source(data, text, name, bool(bom))


def _two_byte(data, name, *, bom):
    try:
        text = data.decode(name.lower().replace("16", "_16_"))
    except UnicodeDecodeError:
        raise _encoding() from None
    declared = _DECLARED.match(text.lstrip("\ufeff")[:256])
    if declared and declared[1].upper() not in _TWO_BYTE:
        raise _encoding()
    return Source(data, text, name, bom)


def _encoding():
    return Unreadable(
        "ENCODING",
        "de tekens in het bestand passen niet bij de tekenset die het noemt",
        "Exporteer de aangifte opnieuw als UTF-8 en bewerk het bestand daarna niet meer.",
    )


def parse(source):
    """The root element of a checked file; Unreadable when it is no well-formed XML."""
    try:
        root = etree.fromstring(source.data, _PARSER)
    except etree.XMLSyntaxError as error:
        raise _broken(error) from None
    except ValueError:
        raise _broken(None) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("DOCTYPE", "het bestand bevat een DOCTYPE, en die is in een aangifte verboden")
    return root


def _broken(error):
    message = str(error or "")
    if "depth" in message or "huge" in message.lower():
        return Unreadable(
            "TOO_DEEP",
            "het bestand is te diep genest of bevat een te lang gegeven",
            "Zo'n bestand komt niet uit een aangiftepakket. Exporteer de aangifte opnieuw.",
        )
    if "memory" in message:
        return too_heavy()
    return Unreadable(
        "BROKEN",
        "het bestand is afgebroken of beschadigd",
        "Exporteer de aangifte opnieuw en bewerk het bestand daarna niet meer.",
    )


def too_heavy():
    """The file takes more time or memory than a filing may."""
    return Unreadable(
        "TOO_HEAVY",
        "het bestand is te zwaar om veilig te lezen",
        "Splits het bestand, of vraag uw softwareleverancier waarom het zo groot is.",
    )
