"""The pages of an inline report as harmless HTML: what a person reads, and nothing that acts or calls outside.

It is shown in a frame without scripts all the same; this is the second lock on the same door.
"""

import re

from lxml import etree

from sbr_inbox.reading.archive import is_report_package, members
from sbr_inbox.reading.result import Unreadable
from sbr_inbox.reading.safe import check, content_type, parse

_XHTML = "{http://www.w3.org/1999/xhtml}"
_IX = ("{http://www.xbrl.org/2013/inlineXBRL}", "{http://www.xbrl.org/2008/inlineXBRL}")
# Kept with their own name; anything else keeps its text only, and these lose even that.
_KEPT = frozenset({
    "html", "head", "body", "title", "style", "div", "span", "p", "br", "hr", "h1", "h2", "h3", "h4", "h5",
    "h6", "table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td", "ul", "ol",
    "li", "dl", "dt", "dd", "b", "i", "u", "s", "em", "strong", "small", "sub", "sup", "pre", "code",
    "blockquote", "q", "cite", "abbr", "address", "article", "section", "header", "footer", "main", "nav",
    "aside", "figure", "figcaption", "img", "a", "font", "center",
})  # fmt: skip
_GONE = frozenset({
    "script", "noscript", "iframe", "frame", "frameset", "object", "embed", "applet", "form", "input",
    "button", "select", "textarea", "option", "meta", "link", "base", "template", "svg", "math", "video",
    "audio", "source", "track", "canvas", "portal", "dialog",
})  # fmt: skip
_ATTRIBUTES = frozenset({
    "id", "class", "style", "title", "lang", "dir", "colspan", "rowspan", "span", "align", "valign",
    "width", "height", "alt", "scope", "headers", "border", "cellpadding", "cellspacing",
})  # fmt: skip
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+", re.ASCII)
_OUTSIDE = re.compile(
    r"@import[^;]*;?|expression\s*\(|(?:-moz-binding|behavior)\s*:[^;}]*|url\s*\(\s*(?!['\"]?data:image/)[^)]*\)",
    re.IGNORECASE,
)
MOST_PAGES = 20


def report_pages(data: bytes) -> list[tuple[str, bytes]]:
    """(name, XHTML) of each page in a report package, or the one page itself. Raises Unreadable."""
    if not is_report_package(data):
        return [("verslag", data)]
    found = [
        (name.rpartition("/")[2], content)
        for name, content in members(data)
        if "/reports/" in f"/{name}"
        and name.lower().endswith((".html", ".xhtml", ".htm"))
        and content_type(content) == "xml"
    ]
    if not found:
        raise Unreadable("NO_REPORT", "het pakket bevat geen jaarrekening in de map reports")
    return found[:MOST_PAGES]


def harmless(page: bytes) -> bytes:
    """One page with only text, tables, pictures inside the file and looks. Raises Unreadable for what is no page."""
    root = parse(check(page))
    if _name(root) != "html":
        raise Unreadable("NO_REPORT", "dit is geen verslag dat als bladzijde is te tonen")
    clean = etree.Element("html")
    _copy(root, clean)
    return b"<!doctype html>\n" + etree.tostring(clean, method="html", encoding="utf-8")


def _name(element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _copy(source, target) -> None:
    """Copy what may stay below `source` into `target`, without recursion: a hostile page is deep."""
    _attributes(source, target)
    target.text = source.text
    pending = [(source, target)]
    while pending:
        source, target = pending.pop()
        if _name(source) == "style":
            target.text = _OUTSIDE.sub("", "".join(source.itertext())).replace("<", "")
            continue
        for child in source:
            made = _made(child, target)
            if made is None:
                _append(target, child.tail)
                continue
            made.text = child.text
            made.tail = child.tail
            pending.append((child, made))


def _made(child, target):
    """The element that stands for a child; None when it goes, with all that is in it."""
    name = _name(child)
    if not name or name in _GONE or (child.tag.startswith(_IX) and name in ("header", "hidden")):
        return None
    kept = name if name in _KEPT and not child.tag.startswith(_IX) else "span"
    made = etree.SubElement(target, kept)
    _attributes(child, made)
    return made


def _append(target, text: str | None) -> None:
    if not text:
        return
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text


def _attributes(source, target) -> None:
    for name, value in source.attrib.items():
        if name in _ATTRIBUTES:
            target.set(name, _OUTSIDE.sub("", value) if name == "style" else value)
        elif name == "src" and target.tag == "img" and _PICTURE.fullmatch(value):
            target.set("src", value)
        elif name == "href" and target.tag == "a" and value.startswith("#"):
            target.set("href", value)
