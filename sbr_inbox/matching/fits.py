"""Which kind of relation a kind of filing can be about, and whether it was a client then."""

from uuid import UUID

from crm.enums import FilingKind, Rechtsvorm, RelationType
from sbr_inbox.matching.facts import FilingFacts, Known, Profile

_PROFIT_TAX = (FilingKind.VPB, FilingKind.VA_VPB)
_NEVER_PROFIT_TAX = (Rechtsvorm.EENMANSZAAK, Rechtsvorm.VOF, Rechtsvorm.MAATSCHAP)


def fits(
    facts: FilingFacts, known: Known, candidates: tuple[UUID, ...], kind: str | None = None
) -> tuple[tuple[UUID, ...], bool, list[str]]:
    """The candidates this filing can be about, whether the owner rule of an eenmanszaak decided, and the reasons."""
    kind, reasons = kind or facts.kind, []
    profiles = [known.profiles[pk] for pk in candidates]
    then = [profile for profile in profiles if _was_client(profile, facts)]
    if len(then) < len(profiles):
        reasons.append("Een beëindigde relatie was in dit tijdvak geen cliënt.")
    kept, owner = then, False
    if kind == FilingKind.IB:
        kept, owner = _persons(then)
        reasons += _income_reasons(then, kept, owner)
    elif kind in _PROFIT_TAX:
        kept = [profile for profile in then if _may_owe_profit_tax(profile)]
        if len(kept) < len(then):
            reasons.append("Een persoon, eenmanszaak, vof of maatschap doet geen aangifte vennootschapsbelasting.")
    return tuple(profile.id for profile in kept), owner, reasons


def _was_client(profile: Profile, facts: FilingFacts) -> bool:
    if profile.ended_on is None:
        return True
    begins, ends = facts.period_start or facts.period_end, facts.period_end or facts.period_start
    if begins is None or ends is None:
        return False
    return begins <= profile.ended_on and (profile.client_since is None or profile.client_since <= ends)


def _persons(profiles: list[Profile]) -> tuple[list[Profile], bool]:
    persons = [profile for profile in profiles if profile.type == RelationType.PERSON]
    if persons:
        return persons, False
    owners = [
        profile
        for profile in profiles
        if profile.rechtsvorm == Rechtsvorm.EENMANSZAAK and FilingKind.IB in profile.kinds
    ]
    return owners, bool(owners)


def _income_reasons(before: list[Profile], kept: list[Profile], owner: bool) -> list[str]:
    if owner:
        return ["Geen persoon heeft dit BSN; de eenmanszaak met het product inkomstenbelasting wel."]
    if len(kept) < len(before):
        return ["Inkomstenbelasting hoort bij een persoon; andere relaties met dit nummer vallen af."]
    return []


def _may_owe_profit_tax(profile: Profile) -> bool:
    return profile.type != RelationType.PERSON and profile.rechtsvorm not in _NEVER_PROFIT_TAX
