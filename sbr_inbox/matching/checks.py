"""What still stands in the way once a filing has its relation: product, rhythm, contact, an earlier filing."""

from typing import NamedTuple

from crm.enums import FilingFrequency, FilingKind, RelationType
from sbr_inbox.issues import blocks
from sbr_inbox.matching.facts import FilingFacts, Found, Profile

# These go to the dossier or are decided by the office: nobody is asked, no product is needed.
NOT_ASKED = (FilingKind.SBA, FilingKind.VIA, FilingKind.UITSTEL)
_RHYTHM = (FilingKind.OB, FilingKind.LH)


class Checked(NamedTuple):
    """Issues of a linked filing with the two lines of the trace about them."""

    issues: tuple[Found, ...]
    text: str
    live_text: str
    blocking: bool


def checks(facts: FilingFacts, profile: Profile) -> Checked:
    """The issues of a filing that has this relation. Values hold ids and the contact's name only."""
    found: list[Found] = []
    about = {"relation": [str(profile.id)], "kind": facts.kind}
    if profile.live:
        found.append(Found("E06", "period", about | {"filing": str(profile.live)}))
    if facts.kind not in NOT_ASKED:
        found += _product(facts, profile, about)
        found += _contact(profile, about)
    if profile.type != RelationType.PERSON and not profile.rechtsvorm:
        found.append(Found("E11", "rechtsvorm", about))
    product = "Er is een product voor deze soort." if facts.kind in profile.kinds else "Geen product voor deze soort nodig of gevonden."
    live = "Er loopt al een aangifte over dit tijdvak." if profile.live else "Er loopt geen andere aangifte over dit tijdvak."
    return Checked(tuple(found), product, live, any(blocks(issue.code) for issue in found))


def _product(facts: FilingFacts, profile: Profile, about: dict) -> list[Found]:
    if facts.kind == FilingKind.OVERIG:
        return []
    if facts.kind not in profile.kinds:
        return [Found("E08", "product", about)]
    found = [Found("E10", "workflow", about)]
    if facts.kind in _RHYTHM and profile.frequency and facts.frequency and profile.frequency != facts.frequency:
        words = {"x": _rhythm(facts.frequency), "y": _rhythm(profile.frequency), "from": _from(facts)}
        found.append(Found("E09", "frequency", about | words))
    return found


def _contact(profile: Profile, about: dict) -> list[Found]:
    if not profile.has_mail:
        return [Found("E12", "contact", about)]
    if not profile.invited:
        return [Found("E13", "contact", about | {"name": profile.contact_name})]
    return []


def _rhythm(value: str) -> str:
    return FilingFrequency(value).label.lower() if value in FilingFrequency.values else value.lower()


def _from(facts: FilingFacts) -> str:
    return f"{facts.period_start:%d-%m-%Y}" if facts.period_start else "deze periode"
