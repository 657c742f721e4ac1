"""From the address of the entrypoint to the kind of message, its number and its taxonomy.

The identifier scheme is no safe switch (for most taxes it is not published), so the entrypoint decides which
number the file holds and the shape of the value must agree. A generation that is not known yet is accepted: kind
and year stand in the address.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from crm.enums import FilingKind
from crm.numbers import normalise, strip

BSN = "BSN"
RSIN = "RSIN"
OB_NUMMER = "OB_NUMMER"
LOONHEFFINGENNUMMER = "LOONHEFFINGENNUMMER"
KVK_NUMMER = "KVK_NUMMER"
MANY = "MANY"
UNKNOWN = "UNKNOWN"

KEY_LABELS = {
    BSN: "BSN",
    RSIN: "RSIN",
    OB_NUMMER: "OB-nummer",
    LOONHEFFINGENNUMMER: "loonheffingennummer",
    KVK_NUMMER: "KvK-nummer",
    MANY: "meerdere nummers",
    UNKNOWN: "onbekend nummer",
}


class Stem(NamedTuple):
    """What an entrypoint without its year stands for; `book_year` when its period is a financial year."""

    kind: str
    key_type: str
    book_year: bool = False


STEMS = {
    "bd-rpt-ob-aangifte": Stem(FilingKind.OB, OB_NUMMER),
    "rpt-bd-omzetbelasting": Stem(FilingKind.OB, OB_NUMMER),
    "bd-rpt-ob-suppletie": Stem(FilingKind.OB_SUPPLETIE, OB_NUMMER),
    "bd-rpt-icp-opgaaf": Stem(FilingKind.ICP, OB_NUMMER),
    "bd-rpt-ihz-aangifte": Stem(FilingKind.IB, BSN),
    "bd-rpt-ihz-via": Stem(FilingKind.VIA, BSN),
    "bd-rpt-vpb-aangifte": Stem(FilingKind.VPB, RSIN, True),
    "bd-rpt-vpb-verzoekwijzigingva": Stem(FilingKind.VA_VPB, RSIN, True),
    "bd-rpt-vpb-sba": Stem(FilingKind.SBA, RSIN, True),
    "bd-rpt-ih-sba": Stem(FilingKind.SBA, BSN),
    "bd-rpt-ihz-sba": Stem(FilingKind.SBA, BSN),
    "bd-rpt-zvw-sba": Stem(FilingKind.SBA, BSN),
    "bd-rpt-ob-sba": Stem(FilingKind.SBA, OB_NUMMER),
    "bd-rpt-ihz-vpb-uitstel": Stem(FilingKind.UITSTEL, MANY),
    "bd-rpt-ihz-vpb-aanwijsposten": Stem(FilingKind.UITSTEL, MANY),
    # An answer of the tax office about many clients: incoming, so never a kind that can be sent.
    "bd-rpt-ihz-vpb-uitstel-sba": Stem(FilingKind.SBA, MANY),
    "bd-rpt-erf-aangifte": Stem(FilingKind.ERF, BSN),
    "bd-rpt-schenk-aangifte": Stem(FilingKind.SCHENK, BSN),
    "bd-rpt-bzw": Stem(FilingKind.BZW, UNKNOWN),
}
PREFIXES = (
    ("kvk-rpt-jaarverantwoording-", Stem(FilingKind.KVK, KVK_NUMMER, True)),
    ("kvk-annual-report-", Stem(FilingKind.KVK, KVK_NUMMER, True)),
    ("nt-sbr-jaarrekening-", Stem(FilingKind.KREDIET, KVK_NUMMER, True)),
    ("frc-rpt-", Stem(FilingKind.KREDIET, KVK_NUMMER, True)),
)

_HOST = r"^https?://(?:www\.)?(?:nltaxonomie|sbrnexus)\.nl/"
_NT = re.compile(
    _HOST + r"nt(?P<nt>\d{1,3})/(?P<domain>[a-z]+)/(?P<version>\d{8})(?:\.[a-z])?/", re.IGNORECASE | re.ASCII
)
_OLD_NT = re.compile(_HOST + r"(?P<nt>\d{1,2})\.\d+/(?:report|basis|domein)/", re.IGNORECASE | re.ASCII)
_DATED = re.compile(_HOST + r"(?P<domain>[a-z]+)/(?P<version>\d{4}-\d\d-\d\d)/", re.IGNORECASE | re.ASCII)
_FILE = re.compile(r"/(?P<name>[a-z0-9][a-z0-9._-]{0,150})\.xsd$", re.IGNORECASE | re.ASCII)
_YEAR = re.compile(r"-(?P<year>(?:19|20)\d\d)(?=-|$)")
_TRAILING_YEAR = re.compile(r"-(?:19|20)\d\d$")

_SHAPES = {
    OB_NUMMER: lambda value: _has_letter(value, "B"),
    LOONHEFFINGENNUMMER: lambda value: _has_letter(value, "L"),
    BSN: lambda value: _is_bare(value),
    RSIN: lambda value: _is_bare(value),
    KVK_NUMMER: lambda value: re.fullmatch(r"[0-9]{8}", strip(value)) is not None,
}


class Entrypoint(NamedTuple):
    """What the address of a schema says. `stem` is None when the message is not known."""

    name: str
    taxonomy: str
    year: int | None
    stem: Stem | None


@lru_cache(maxsize=512)
def recognise(href):
    """The entrypoint behind a schemaRef. http and https, upper and lower case count as the same."""
    href = href.strip()[:500]
    file = _FILE.search(href)
    name = file["name"].lower() if file else href
    found = _YEAR.search(name)
    year = int(found["year"]) if found else None
    taxonomy, official = _taxonomy(href)
    return Entrypoint(name, taxonomy, year, _stem(name) if official else None)


def _taxonomy(href):
    if found := _NT.match(href) or _OLD_NT.match(href):
        return f"NT{int(found['nt'])}", True
    if found := _DATED.match(href):
        return f"{found['domain'].upper()} {found['version']}", True
    return "", re.match(_HOST, href, re.IGNORECASE) is not None


def _stem(name):
    known = STEMS.get(_TRAILING_YEAR.sub("", name))
    if known:
        return known
    return next((stem for prefix, stem in PREFIXES if name.startswith(prefix)), None)


def has_shape(key_type, value, *, scheme=""):
    """Whether a value can be a number of this type at all. Check digits are left to the matching."""
    if key_type in (BSN, RSIN) and "kvk" in scheme.lower():
        return False
    return key_type in _SHAPES and _SHAPES[key_type](value)


def type_by_shape(value, *, scheme=""):
    """The type of a number whose message does not tell; nine bare digits stay UNKNOWN (a BSN or an RSIN)."""
    types = (OB_NUMMER, LOONHEFFINGENNUMMER, KVK_NUMMER)
    if "kvk" in scheme.lower():
        types = (KVK_NUMMER,)
    return next((each for each in types if has_shape(each, value, scheme=scheme)), UNKNOWN)


def _has_letter(value, letter):
    normal = normalise(value)
    return normal is not None and normal.letter == letter


def _is_bare(value):
    normal = normalise(value, padded=True)
    return normal is not None and not normal.letter and len(strip(value)) >= 8
