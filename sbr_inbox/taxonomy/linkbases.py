"""Label and presentation linkbases, and which of them an entrypoint uses. Bytes in, plain values out."""

from collections import defaultdict
from posixpath import join, normpath
from typing import NamedTuple

from sbr_inbox.reading.instance import LINK, XLINK_HREF, XML_LANG
from sbr_inbox.reading.safe import check, parse

_XLINK = "{http://www.w3.org/1999/xlink}"
_FROM, _TO, _LABEL, _ROLE = f"{_XLINK}from", f"{_XLINK}to", f"{_XLINK}label", f"{_XLINK}role"
_LOC, _ARC = f"{{{LINK}}}loc", f"{{{LINK}}}presentationArc"
_STANDARD = "http://www.xbrl.org/2003/role/label"
_PRESENTATION = "http://www.xbrl.org/2003/role/presentationLinkbaseRef"
_DEEPEST = 30
LANGUAGE = "nl"


class Place(NamedTuple):
    """An element in a presentation tree."""

    element: str
    parent: str
    depth: int


def element_name(href: str) -> str:
    """The local name behind the address of a declaration: `bd-data.xsd#bd-i_TaxableProfit` gives `TaxableProfit`."""
    ident = href.partition("#")[2]
    return (ident.partition("_")[2] or ident)[:200]


def read_labels(data: bytes) -> dict[str, str]:
    """Element -> Dutch standard label. Raises Unreadable for bytes that may not reach a parser."""
    found: dict[str, str] = {}
    for link in parse(check(data)).iter(f"{{{LINK}}}labelLink"):
        names = {loc.get(_LABEL): element_name(loc.get(XLINK_HREF) or "") for loc in link.iter(_LOC)}
        texts = {
            each.get(_LABEL): "".join(each.itertext()).strip()
            for each in link.iter(f"{{{LINK}}}label")
            if (each.get(XML_LANG) or "").lower().startswith(LANGUAGE) and each.get(_ROLE, _STANDARD) == _STANDARD
        }
        for arc in link.iter(f"{{{LINK}}}labelArc"):
            name, text = names.get(arc.get(_FROM)), texts.get(arc.get(_TO))
            if name and text:
                found.setdefault(name, text[:2000])
    return found


def read_presentation(data: bytes) -> list[Place]:
    """The trees of a presentation linkbase, each from its root, in the order of its arcs."""
    places: list[Place] = []
    for link in parse(check(data)).iter(f"{{{LINK}}}presentationLink"):
        places += _walk(link)
    return places


def _walk(link) -> list[Place]:
    names = {loc.get(_LABEL): element_name(loc.get(XLINK_HREF) or "") for loc in link.iter(_LOC)}
    children, below = defaultdict(list), set()
    for arc in link.iter(_ARC):
        children[arc.get(_FROM)].append((_order(arc), arc.get(_TO)))
        below.add(arc.get(_TO))
    places, seen = [], set()
    pending = [(label, "", 0) for label in reversed(names) if label not in below]
    while pending:
        label, parent, depth = pending.pop()
        if label in seen or label not in names or depth > _DEEPEST:
            continue
        seen.add(label)
        places.append(Place(names[label], parent, depth))
        nested = sorted(children[label], key=lambda each: each[0], reverse=True)
        pending += [(child, names[label], depth + 1) for _, child in nested]
    return places


def _order(arc) -> float:
    try:
        return float(arc.get("order") or 1)
    except ValueError:
        return 1.0


def presentations_of(data: bytes, path: str) -> list[str]:
    """The paths of the presentation linkbases that a schema at `path` names, in its order; none outside the package."""
    folder = path.rpartition("/")[0]
    found = []
    for ref in parse(check(data)).iter(f"{{{LINK}}}linkbaseRef"):
        href = (ref.get(XLINK_HREF) or "").partition("#")[0]
        if ref.get(_ROLE) == _PRESENTATION and href and "://" not in href:
            found.append(normpath(join(folder, href)))
    return found
