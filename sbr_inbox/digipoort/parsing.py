"""The one XML parser for messages of the other side: no DTD, no entities, no network, bounded in size and depth."""

from lxml import etree

# A file of 20 MiB in base64 with an envelope around it.
MAX_MESSAGE = 40 * 1024 * 1024
MAX_DEPTH = 60
_LARGE = 9 * 1024 * 1024
_SAFE = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
}


class BadMessage(Exception):
    """The bytes are no message that we read; the text says why, in Dutch."""


def parse(data: bytes, *, most: int = MAX_MESSAGE) -> etree._Element:
    """The root element. Raises BadMessage for too many bytes, a DTD, an odd encoding, deep nesting or broken XML."""
    if len(data) > most:
        raise BadMessage(f"het bericht is groter dan {most // (1024 * 1024)} MB")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise BadMessage("het bericht bevat een DTD")
    try:
        # Only a large message needs the switch: it lifts libxml2's own limit of 10 MB for one text.
        root = etree.fromstring(data, etree.XMLParser(huge_tree=len(data) > _LARGE, **_SAFE))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadMessage("het bericht is geen geldige XML") from error
    info = root.getroottree().docinfo
    if info.internalDTD is not None:
        raise BadMessage("het bericht bevat een DTD")
    if (info.encoding or "UTF-8").upper() not in ("UTF-8", "US-ASCII"):
        raise BadMessage(f"het bericht heeft de tekenset {info.encoding} in plaats van UTF-8")
    _check_depth(root)
    return root


def _check_depth(root) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise BadMessage(f"het bericht is dieper genest dan {MAX_DEPTH} lagen")
