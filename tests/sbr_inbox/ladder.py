"""Small words for tests of the ladder: facts, relations and roads without a database."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from sbr_inbox.enums import KeyType
from sbr_inbox.keys import make_key
from sbr_inbox.matching import FilingFacts, Hit, How, Known, Match, Profile, match

OB = "001234560B01"
LH = "001234560L01"
RSIN = "001234560"
BSN = "123456782"
KVK = "12345678"
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


def uid(number: int) -> UUID:
    """A recognisable id."""
    return UUID(int=number)


def facts(kind="OB", number=OB, key_type=KeyType.OB_NUMMER, **values) -> FilingFacts:
    """A filing over October 2026."""
    values = {"period_start": OCTOBER[0], "period_end": OCTOBER[1], "frequency": "MONTH"} | values
    return FilingFacts(kind=kind, key=make_key(key_type, number), **values)


def company(number=1, **values) -> Profile:
    """A B.V. that lacks nothing."""
    values = {
        "rechtsvorm": "BV",
        "kinds": frozenset({"OB", "ICP", "OB_SUPPLETIE", "LH", "VPB", "KVK"}),
        "product": uid(900),
        "contact_name": "Johan",
        "has_mail": True,
        "invited": True,
    } | values
    return Profile(id=uid(number), type=values.pop("type", "ORGANISATION"), **values)


def person(number=1, **values) -> Profile:
    """A natural person with the product IB."""
    values = {"rechtsvorm": "", "kinds": frozenset({"IB"})} | values
    return company(number, type="PERSON", **values)


def hit(number=1, how=How.NUMBER, **dates) -> Hit:
    """A relation that came up."""
    return Hit(uid(number), how, **dates)


def known(*profiles: Profile, **hits) -> Known:
    """What is known: `ob=[hit(1)]` stands for the hits of the OB number, likewise lh, rsin, bsn and kvk."""
    numbers = {"ob": OB, "lh": LH, "rsin": RSIN, "bsn": BSN, "kvk": KVK}
    found = {numbers.get(name, name): tuple(each) for name, each in hits.items()}
    return Known(found, {profile.id: profile for profile in profiles})


def climb(what: FilingFacts, *profiles: Profile, **hits) -> Match:
    """Climb the ladder."""
    return match(what, known(*profiles, **hits))


def step(found: Match, name: str):
    """The rung of this name in the trace."""
    return next(each for each in found.trace if each.step == name)


def codes(found: Match) -> list[str]:
    """The codes found."""
    return [issue.code for issue in found.issues]


__all__ = [
    "BSN",
    "KVK",
    "LH",
    "OB",
    "OCTOBER",
    "RSIN",
    "How",
    "climb",
    "codes",
    "company",
    "facts",
    "hit",
    "known",
    "person",
    "replace",
    "step",
    "uid",
]  # fmt: skip
