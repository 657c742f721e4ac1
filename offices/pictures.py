"""Pictures an office uploads for its look: PNG or JPG as they are, SVG only when nothing in it can act."""

from lxml import etree

from offices.errors import RuleBroken
from offices.files import read_bytes, store

MOST_BYTES = 512 * 1024
PLAIN = frozenset({"image/png", "image/jpeg"})
SVG = "image/svg+xml"
_NAMESPACE = "{http://www.w3.org/2000/svg}"
_ELEMENTS = frozenset(
    ["svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "defs", "linearGradient", "radialGradient", "stop", "clipPath", "title", "desc", "text", "tspan"]
)
_ATTRIBUTES = frozenset(
    ["id", "version", "viewBox", "width", "height", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "d", "points", "transform", "fill", "fill-rule", "fill-opacity", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-dasharray", "opacity", "offset", "stop-color", "stop-opacity", "gradientUnits", "gradientTransform", "fx", "fy", "clip-path", "clip-rule", "clipPathUnits", "preserveAspectRatio", "font-size", "font-weight", "font-family", "text-anchor", "letter-spacing", "role", "aria-label", "{http://www.w3.org/XML/1998/namespace}space"]
)


def keep_picture(upload, *, field: str):
    """Store an uploaded logo or favicon: PNG, JPG or a harmless SVG of at most 512 kB. Gives the StoredFile.

    Raises RuleBroken HST01 for anything else; the orphan sweep removes what was kept before the refusal.
    """
    stored = store(upload, name=upload.name, purpose="offices.brand", max_bytes=MOST_BYTES)
    if stored.mime in PLAIN:
        return stored
    reason = refusal(read_bytes(stored)) if stored.mime == SVG else "is geen SVG, PNG of JPG"
    if reason:
        raise RuleBroken(f"Dit bestand {reason}. Kies een SVG zonder extra's, of een PNG of JPG.", code="HST01", field=field)
    return stored


def refusal(body: bytes) -> str:
    """Why an SVG is not taken; empty when it holds only shapes, colours and text."""
    if b"<!DOCTYPE" in body.upper() or b"<!ENTITY" in body.upper():
        return "heeft een DOCTYPE"
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return "is geen leesbare SVG"
    if root.tag != f"{_NAMESPACE}svg":
        return "is geen leesbare SVG"
    for node in root.iter():
        if node.tag is etree.Comment:
            continue
        if not isinstance(node.tag, str) or node.tag.removeprefix(_NAMESPACE) not in _ELEMENTS:
            return "bevat meer dan vormen, zoals een script, stijlblad of plaatje"
        wrong = next((name for name, value in node.attrib.items() if not _harmless(str(name), str(value))), None)
        if wrong:
            return f"gebruikt '{etree.QName(wrong).localname}', en dat mag niet in een logo"
    return ""


def _harmless(name: str, value: str) -> bool:
    if name not in _ATTRIBUTES:
        return False
    lowered = "".join(value.lower().split())
    # A reference may only point inside the picture.
    return "url(" not in lowered.replace("url(#", "") and "javascript:" not in lowered and "\\" not in value
