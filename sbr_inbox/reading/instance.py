"""What an XBRL file holds, whatever way it was written: contexts, units, facts and groups.

Facts are matched on local name, never on prefix; nothing is dropped. Both the classic and the inline reader fill
the same `Instance`.
"""

import re
from decimal import Decimal
from typing import NamedTuple

XBRLI = "http://www.xbrl.org/2003/instance"
LINK = "http://www.xbrl.org/2003/linkbase"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
XSI_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

ZERO = Decimal(0)
_AMOUNT = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,6})?")


class Context:
    """One context: whose, when, and its dimensions by local name (explicit member or typed value; `typed` names those)."""

    __slots__ = ("dims", "end", "forever", "identifiers", "ref", "start", "timed", "typed", "used")

    def __init__(self, ref):
        self.ref = ref
        self.identifiers = []
        self.start = self.end = None
        self.dims = {}
        self.typed = ()
        self.forever = self.timed = self.used = False

    @property
    def is_duration(self):
        """Whether the context spans a period; a balance date has no start."""
        return self.start is not None and self.end is not None

    def signature(self):
        """What makes two contexts the same, apart from their id."""
        return (tuple(self.identifiers), self.start, self.end, self.forever, tuple(sorted(self.dims.items())))


class Fact(NamedTuple):
    """One stated value. `unit` is the id of its unit; `group` the path of tuples it stands in, (name, position) each."""

    name: str
    value: str
    context: Context | None
    unit: str | None = None
    group: tuple = ()


class Instance:
    """Everything one filing states. `has_empty`: a fact without a value; `has_loose`: one without a
    context; `spaces`: the namespaces of inline facts."""

    def __init__(self):
        self.schema_refs = []
        self.contexts = {}
        self.units = {}
        self.facts = []
        self.by_name = {}
        self.groups = []
        self.links = set()
        self.spaces = set()
        self.lang = None
        self.has_empty = self.has_loose = False

    def add(self, fact):
        """Adds one fact, in the order of the file."""
        if fact.context is None:
            self.has_loose = True
        else:
            fact.context.used = True
        if not fact.value:
            self.has_empty = True
        self.facts.append(fact)
        self.by_name.setdefault(fact.name, []).append(fact)

    def text(self, name):
        """The first value of a fact that stands alone or in any group; empty when there is none."""
        found = self.by_name.get(name)
        return found[0].value if found else ""

    def texts(self, name):
        """The distinct values of a fact, in the order of the file."""
        return list(dict.fromkeys(fact.value for fact in self.by_name.get(name, ())))

    def amount(self, name):
        """The euros of a fact; None when it is absent, not a number, or stated with different values."""
        found = self.by_name.get(name)
        if not found:
            return None
        if len(found) == 1:
            return read_amount(found[0].value)
        values = {fact.value for fact in found}
        return read_amount(found[0].value) if len(values) == 1 else None


def read_amount(text):
    """A plain decimal number as Decimal; None for anything else (exponents, infinities, words)."""
    if text == "0":
        return ZERO
    return Decimal(text) if _AMOUNT.fullmatch(text) else None
