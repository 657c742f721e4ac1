"""What a file is by its first bytes; what the sender calls it decides nothing but the sort of Office document."""

HEAD = 8192
OCTETS = "application/octet-stream"
# A zip or compound file says nothing more in its head; the ending picks the sort, never a dangerous one.
ZIPPED = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "xbri": "application/zip",
}
COMPOUND = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "msg": "application/vnd.ms-outlook",
}
PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
PROGRAM = "application/x-executable"


def ending(name: str) -> str:
    """The extension in lower case without its dot; empty when there is none."""
    _, dot, last = name.rpartition(".")
    return last.lower() if dot else ""


def sniff(head: bytes, name: str = "") -> str:
    """The media type of a file, from its first bytes (`HEAD` of them)."""
    if head.startswith(PROGRAMS):
        return PROGRAM
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return ZIPPED.get(ending(name), "application/zip")
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return COMPOUND.get(ending(name), "application/x-ole-storage")
    return _text_type(head, name) or _known_type(head) or OCTETS


def _text_type(head: bytes, name: str) -> str:
    """Type of a text; empty when the bytes are no text."""
    text = _as_text(head)
    if text is None:
        return ""
    start = text.lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<!doctype html", "<html")):
        return "text/html"
    if start.startswith("<svg") or (start.startswith("<?xml") and "<svg" in start[:1024]):
        return "image/svg+xml"
    if start.startswith(("<?xml", "<")):
        return "text/html" if "<html" in start[:2048] else "application/xml"
    if ending(name) == "csv":
        return "text/csv"
    if ending(name) == "eml":
        return "message/rfc822"
    return "text/plain"


def _as_text(head: bytes) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "ignore")
    if b"\x00" in head:
        return None
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character cut off at the end of the head is still text.
        if error.start >= len(head) - 4:
            return head[: error.start].decode("utf-8")
    printable = sum(byte >= 32 or byte in (9, 10, 13) for byte in head)
    return head.decode("latin-1") if printable == len(head) else None


def _known_type(head: bytes) -> str:
    """What the table of signatures says; empty when it knows nothing."""
    import puremagic  # a table of 1,000 signatures, only needed when a file comes in

    try:
        return puremagic.from_string(head, mime=True)
    except puremagic.PureError:
        return ""
