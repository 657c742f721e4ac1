"""Inline XBRL: a report package (.xbri) or a single XHTML page, read into the same `Instance`.

Its schemaRef points at the company's own extension, so the kind comes from what that extension imports or, when
that does not help, from the namespace of the facts.
"""

import json
import re
from typing import NamedTuple

from crm.enums import FilingKind
from sbr_inbox.reading import warnings
from sbr_inbox.reading.archive import members
from sbr_inbox.reading.instance import XLINK_HREF, Fact, Instance
from sbr_inbox.reading.kinds import KVK_NUMMER, Entrypoint, Stem, recognise
from sbr_inbox.reading.result import Unreadable
from sbr_inbox.reading.safe import check, content_type, parse, too_heavy
from sbr_inbox.reading.transforms import number, words
from sbr_inbox.reading.xbrl import add_context, add_unit

_IX = "{http://www.xbrl.org/2013/inlineXBRL}"
_OLD_IX = "{http://www.xbrl.org/2008/inlineXBRL}"
_XBRLI = "{http://www.xbrl.org/2003/instance}"
_SCHEMA_REF = "{http://www.xbrl.org/2003/linkbase}schemaRef"
_IMPORT = "{http://www.w3.org/2001/XMLSchema}import"
_KVK_FACTS = re.compile(r"https?://www\.nltaxonomie\.nl/kvk/(?P<version>\d{4}-\d\d-\d\d)/", re.ASCII)
_KVK = Stem(FilingKind.KVK, KVK_NUMMER, True)
MAX_TEXT = 20_000
MAX_STEPS = 1_000_000
MAX_LINKS = 200


class Package(NamedTuple):
    """An opened report package."""

    instance: Instance
    entrypoint: Entrypoint
    encoding: str
    codes: list


def is_inline(root):
    """Whether the root element is a page with inline XBRL in it."""
    if root.tag.rpartition("}")[2] != "html":
        return False
    return next(root.iter(f"{_IX}header", f"{_OLD_IX}header"), None) is not None


def open_package(data):
    """The `Package` in the bytes of an .xbri; Unreadable when it holds no inline report."""
    files = members(data)
    manifest = next(
        name for name, _ in files if ("/" + name).lower().endswith("/meta-inf/reportpackage.json")
    )
    base = manifest[: -len("META-INF/reportPackage.json")]
    _check_manifest(dict(files)[manifest])
    found, codes, encoding = Instance(), [], ""
    for name, content in files:
        if name.startswith(f"{base}reports/") and content_type(content) == "xml":
            source = check(content)
            root = parse(source)
            if is_inline(root):
                read_report(root, found)
                codes += [code for code in warnings.check_page(source) if code not in codes]
                encoding = encoding or source.encoding
    if not encoding:
        raise Unreadable("NO_REPORT", "het pakket bevat geen jaarrekening in de map reports")
    return Package(found, entrypoint_of(found, _imports(files)), encoding, codes)


def _check_manifest(content):
    try:
        kind = json.loads(content)["documentInfo"]["documentType"]
    except (ValueError, LookupError, TypeError, RecursionError):
        kind = None
    if not isinstance(kind, str) or "report-package" not in kind:
        raise Unreadable("NO_REPORT", "reportPackage.json in het pakket is beschadigd")


def _imports(files):
    """The addresses of the taxonomies that the schemas in the package import."""
    found = []
    for name, content in files:
        if name.lower().endswith(".xsd") and content_type(content) == "xml":
            root = parse(check(content))
            found += [each.get("schemaLocation") or "" for each in root.iter(_IMPORT)]
    return found


def entrypoint_of(instance, imports):
    """The entrypoint of an inline report."""
    for href in (*imports, *instance.schema_refs):
        entry = recognise(href)
        if entry.stem is not None:
            return entry
    for space in sorted(instance.spaces):
        if found := _KVK_FACTS.match(space):
            return Entrypoint("kvk-annual-report", f"KVK {found['version']}", None, _KVK)
    name = recognise(instance.schema_refs[0]).name if instance.schema_refs else ""
    return Entrypoint(name[:200], "", None, None)


def read_report(root, found=None):
    """Adds the contexts, units and facts of one page to an `Instance`, and returns it."""
    found = Instance() if found is None else found
    for element in root.iter(f"{_XBRLI}context"):
        add_context(found, element)
    for element in root.iter(f"{_XBRLI}unit"):
        add_unit(found, element)
    found.schema_refs += [element.get(XLINK_HREF) or "" for element in root.iter(_SCHEMA_REF)]
    for space in (_IX, _OLD_IX):
        _Page(root, space).add_facts(found)
    return found


class _Page:
    """One page while its facts are read: where texts continue, and how much work was done."""

    def __init__(self, root, space):
        self.root = root
        self.space = space
        self.spaces = root.nsmap
        self.parts = {each.get("id"): each for each in root.iter(f"{space}continuation")}
        self.excludes = next(root.iter(f"{space}exclude"), None) is not None
        self.steps = 0

    def add_facts(self, found):
        """Appends the facts of this page in the order of the page."""
        fraction = f"{self.space}nonFraction"
        for element in self.root.iter(fraction, f"{self.space}nonNumeric"):
            attributes = dict(element.items())
            form = attributes.get("format", "").rpartition(":")[2].lower()
            text = self._text(element)
            if element.tag == fraction:
                scale, sign = attributes.get("scale", ""), attributes.get("sign", "")
                value = number(text, form=form, scale=scale, sign=sign)
            else:
                value = words(text, form=form)
            prefix, _, name = attributes.get("name", "").rpartition(":")
            space = self.spaces.get(prefix) or element.nsmap.get(prefix) or ""
            found.spaces.add(space)
            context = found.contexts.get(attributes.get("contextRef"))
            found.add(Fact(name, value, context, attributes.get("unitRef")))

    def _text(self, element):
        """The text of a fact and its continuations, without what is excluded; cut at 20,000 signs."""
        pieces, size, seen = [], 0, 0
        while element is not None and size <= MAX_TEXT and seen < MAX_LINKS:
            for piece in self._pieces(element):
                pieces.append(piece)
                size += len(piece)
                if size > MAX_TEXT:
                    break
            seen += 1
            element = self.parts.get(element.get("continuedAt"))
        return "".join(pieces)[:MAX_TEXT]

    def _pieces(self, element):
        if not self.excludes:
            for piece in element.itertext():
                self._step(1)
                yield piece
            return
        pending = [element]
        while pending:
            item = pending.pop()
            if isinstance(item, str):
                yield item
                continue
            self._step(1 + len(item))
            if item.tag == f"{self.space}exclude":
                continue
            for child in reversed(item):
                pending += [child.tail or "", child]
            pending.append(item.text or "")

    def _step(self, count):
        """Nested facts read the same text again; a page that makes this explode is refused."""
        self.steps += count
        if self.steps > MAX_STEPS:
            raise too_heavy()
