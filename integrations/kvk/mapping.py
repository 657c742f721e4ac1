"""KvK's words, and ours: nowhere else. Pure functions from answers to the values of the port.

Unknown values are kept as text and never guessed. A date may be a part of one («20100000»), which stays text.
"""

import re
from datetime import date
from typing import Any

from crm.company_register import Activity, CompanyHit, CompanyProfile, Establishment, RegisterAddress
from crm.enums import AddressKind, Rechtsvorm

# Lower case, without dots and blanks at the ends.
RECHTSVORMEN = {
    "eenmanszaak": Rechtsvorm.EENMANSZAAK,
    "eenmanszaak met meer dan één eigenaar": Rechtsvorm.EENMANSZAAK,
    "vennootschap onder firma": Rechtsvorm.VOF,
    "vof": Rechtsvorm.VOF,
    "maatschap": Rechtsvorm.MAATSCHAP,
    "commanditaire vennootschap": Rechtsvorm.CV,
    "commanditaire vennootschap met een beherend vennoot": Rechtsvorm.CV,
    "commanditaire vennootschap met meer dan één beherende vennoot": Rechtsvorm.CV,
    "besloten vennootschap": Rechtsvorm.BV,
    "besloten vennootschap met gewone structuur": Rechtsvorm.BV,
    "besloten vennootschap blijkens statuten structuurvennootschap": Rechtsvorm.BV,
    "bv": Rechtsvorm.BV,
    "naamloze vennootschap": Rechtsvorm.NV,
    "naamloze vennootschap met gewone structuur": Rechtsvorm.NV,
    "naamloze vennootschap blijkens statuten structuurvennootschap": Rechtsvorm.NV,
    "nv": Rechtsvorm.NV,
    "coöperatie": Rechtsvorm.COOPERATIE,
    "onderlinge waarborg maatschappij": Rechtsvorm.OWM,
    "onderlinge waarborgmaatschappij": Rechtsvorm.OWM,
    "stichting": Rechtsvorm.STICHTING,
    "vereniging": Rechtsvorm.VERENIGING,
    "vereniging met volledige rechtsbevoegdheid": Rechtsvorm.VERENIGING,
    "vereniging met beperkte rechtsbevoegdheid": Rechtsvorm.VERENIGING,
    "vereniging van eigenaars": Rechtsvorm.VVE,
    "vereniging van eigenaren": Rechtsvorm.VVE,
    "kerkgenootschap": Rechtsvorm.KERKGENOOTSCHAP,
    "publiekrechtelijke rechtspersoon": Rechtsvorm.PUBLIEKRECHTELIJK,
    "buitenlandse rechtsvorm": Rechtsvorm.BUITENLANDS,
    "buitenlandse eg-vennootschap": Rechtsvorm.BUITENLANDS,
    "overige privaatrechtelijke rechtspersoon": Rechtsvorm.OVERIG,
}
# «BeslotenVennootschap» is how the short form is spelled.
_TOGETHER = {words.replace(" ", ""): value for words, value in RECHTSVORMEN.items()}
_BEGINNINGS = (
    ("besloten vennootschap", Rechtsvorm.BV),
    ("naamloze vennootschap", Rechtsvorm.NV),
    ("commanditaire vennootschap", Rechtsvorm.CV),
    ("coöperatie", Rechtsvorm.COOPERATIE),
    ("buitenlandse", Rechtsvorm.BUITENLANDS),
)
ADDRESS_KINDS = {"bezoekadres": AddressKind.VISIT, "postadres": AddressKind.POSTAL}
COUNTRIES = {
    "nederland": "NL", "belgië": "BE", "duitsland": "DE", "frankrijk": "FR", "luxemburg": "LU", "spanje": "ES",
    "italië": "IT", "verenigd koninkrijk": "GB", "ierland": "IE", "polen": "PL", "oostenrijk": "AT", "zwitserland": "CH",
}  # fmt: skip
HEAD = "hoofdvestiging"


def rechtsvorm_of(*said: str) -> str:
    """Our legal form for the first of KvK's words that has one; empty when none has."""
    for words in said:
        plain = re.sub(r"[.\s]+", " ", str(words or "").casefold()).strip()
        if found := RECHTSVORMEN.get(plain) or _TOGETHER.get(plain):
            return found.value
        for beginning, value in _BEGINNINGS:
            if plain.startswith(beginning):
                return value.value
    return ""


def hits(answer: dict) -> list[CompanyHit]:
    """The lines of a search; v2 and v3 differ in where the address stands."""
    return [_hit(row) for row in _rows(answer.get("resultaten")) if text(row.get("kvkNummer"))]


def _hit(row: dict) -> CompanyHit:
    place = _part(row.get("adres"))
    place = _part(place.get("binnenlandsAdres")) or _part(place.get("buitenlandsAdres")) or place
    return CompanyHit(
        kvk_nummer=text(row["kvkNummer"]),
        name=text(row.get("naam") or row.get("handelsnaam")),
        vestigingsnummer=text(row.get("vestigingsnummer")),
        kind=text(row.get("type")),
        street=text(place.get("straatnaam") or place.get("straatHuisnummer")),
        city=text(place.get("plaats") or place.get("postcodeWoonplaats")),
        active=text(row.get("actief") or "Ja").casefold() != "nee",
    )


def profile(answer: dict) -> CompanyProfile:
    """A Basisprofiel. The visiting address of the main branch goes before that of the owner."""
    inside = _part(answer.get("_embedded"))
    owner, head = _part(inside.get("eigenaar")), _part(inside.get(HEAD))
    name = text(answer.get("statutaireNaam") or answer.get("naam"))
    words = text(owner.get("uitgebreideRechtsvorm") or owner.get("rechtsvorm"))
    began = _part(answer.get("materieleRegistratie"))
    return CompanyProfile(
        kvk_nummer=text(answer.get("kvkNummer")),
        name=name,
        trade_names=trade_names(answer.get("handelsnamen"), but=name),
        rechtsvorm=rechtsvorm_of(owner.get("rechtsvorm", ""), words),
        rechtsvorm_text=words,
        rsin=text(owner.get("rsin")),
        founded_on=day(began.get("datumAanvang")),
        founded_text=text(began.get("datumAanvang")),
        employee_count=count(answer.get("totaalWerkzamePersonen")),
        vestigingsnummer=text(head.get("vestigingsnummer")),
        addresses=addresses(head.get("adressen"), owner.get("adressen")),
        activities=activities(answer.get("sbiActiviteiten")),
        active=not text(began.get("datumEinde")),
        raw=answer,
    )


def establishment(answer: dict) -> Establishment:
    """A Vestigingsprofiel."""
    name = text(answer.get("eersteHandelsnaam"))
    return Establishment(
        vestigingsnummer=text(answer.get("vestigingsnummer")),
        kvk_nummer=text(answer.get("kvkNummer")),
        name=name,
        is_main=yes(answer.get("indHoofdvestiging")),
        trade_names=trade_names(answer.get("handelsnamen"), but=name),
        employee_count=count(answer.get("totaalWerkzamePersonen")),
        addresses=addresses(answer.get("adressen")),
        activities=activities(answer.get("sbiActiviteiten")),
    )


def trade_names(rows: Any, *, but: str) -> tuple[str, ...]:
    """Trade names in KvK's order, without the legal name and without doubles."""
    ordered = sorted(_rows(rows), key=lambda row: count(row.get("volgorde")) or 0)
    names = dict.fromkeys(text(row.get("naam")) for row in ordered)
    return tuple(name for name in names if name and name.casefold() != but.casefold())


def activities(rows: Any) -> tuple[Activity, ...]:
    """SBI codes, the main one first."""
    found = [Activity(text(r.get("sbiCode")), text(r.get("sbiOmschrijving")), yes(r.get("indHoofdactiviteit"))) for r in _rows(rows)]
    return tuple(sorted((one for one in found if one.code), key=lambda one: not one.is_main))


def addresses(*lists: Any) -> tuple[RegisterAddress, ...]:
    """One address per kind: the first list that has the kind gives it."""
    made: dict[str, RegisterAddress] = {}
    for rows in lists:
        for row in _rows(rows):
            kind = ADDRESS_KINDS.get(text(row.get("type")).casefold())
            if kind is not None:
                made.setdefault(kind.value, _address(kind.value, row))
    return tuple(made.values())


def _address(kind: str, row: dict) -> RegisterAddress:
    if yes(row.get("indAfgeschermd")):
        return RegisterAddress(kind=kind, shielded=True)
    box = text(row.get("postbusnummer"))
    suffix = " ".join(part for part in (text(row.get("huisletter")), text(row.get("huisnummerToevoeging"))) if part)
    country = text(row.get("land"))
    return RegisterAddress(
        kind=kind,
        street="Postbus" if box else text(row.get("straatnaam")),
        house_number=count(box or row.get("huisnummer")),
        house_suffix="" if box else suffix[:10],
        postal_code=_postcode(text(row.get("postcode"))),
        city=text(row.get("plaats")),
        country=COUNTRIES.get(country.casefold(), "" if country else "NL"),
    )


def _postcode(said: str) -> str:
    bare = said.replace(" ", "").upper()
    return f"{bare[:4]} {bare[4:]}" if re.fullmatch(r"[1-9][0-9]{3}[A-Z]{2}", bare) else said


def day(said: Any) -> date | None:
    """A whole date, or None for a part of one."""
    digits = re.sub(r"\D", "", text(said))
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])) if len(digits) == 8 else None
    except ValueError:
        return None


def text(value: Any) -> str:
    """A value as text without the blanks that KvK pads with; empty for anything that is no text or number."""
    return " ".join(str(value).split()) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def count(value: Any) -> int | None:
    """A number of things, or None."""
    said = text(value)
    return int(said) if said.isascii() and said.isdigit() and len(said) < 7 else None


def yes(value: Any) -> bool:
    """Whether KvK says «Ja»."""
    return value is True or text(value).casefold() == "ja"


def _rows(value: Any) -> list[dict]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _part(value: Any) -> dict:
    return value if isinstance(value, dict) else {}
