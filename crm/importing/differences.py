"""What a row says otherwise than we do, field by field, and what is done about it when nobody chose."""

from typing import Any

from crm.importing.current import LINK_FIELDS
from crm.rules.rows import ADDRESS_FIELDS

KEEP, OVERWRITE = "KEEP", "OVERWRITE"
# A change of these is never made without a tick on the row itself.
FISCAL = frozenset({"rsin_bsn", "bsn", "ob_nummers", "kvk_nummer", "loonheffingennummers", "btw_id"})
# The number we know somebody by stays, and so does a status that others moved.
_STAYS = frozenset({"number", "type", "status"})
ADDED_TO = frozenset({"groups", "labels", "relations"})
SOURCE, EMPTY_ONLY, NOTHING = "SOURCE", "EMPTY_ONLY", "NOTHING"


def differences(ours: dict, theirs: dict) -> dict[str, list]:
    """{field: [ours, theirs]} of what a row says and is not so. What is added to a list never takes away from it."""
    found = {}
    for name, value in theirs.items():
        mine = ours.get(name)
        if name in ADDED_TO or name.startswith("extra."):
            value = _added(mine, value)
        if not _same(name, mine, value):
            found[name] = [mine, value]
    return found


def contact_differences(ours: dict, theirs: dict) -> dict[str, list]:
    """`differences` of a contact; function and access are compared on the links the row names."""
    links = ours["links"]
    named = [links[number] for number in theirs.get("relations") or links if number in links]
    mine = {name: value for name, value in ours.items() if name != "links"} | {"relations": list(links)}
    for name in LINK_FIELDS:
        values = {str(link[name]) for link in named}
        mine[name] = named[0][name] if len(values) == 1 else None if named else theirs.get(name)
    return differences(mine, theirs)


def _added(mine, value):
    if value is None:
        return []
    return [*(mine or []), *(one for one in value if one not in (mine or []))]


def _same(name: str, mine: Any, value: Any) -> bool:
    if mine in (None, "", [], {}) and value in (None, "", [], {}):
        return True
    if name.startswith("address.") and mine and value:
        parts = [part for part in ADDRESS_FIELDS if part != "source"]
        return all(str(mine.get(part) or "").casefold() == str(value.get(part) or "").casefold() for part in parts)
    if name == "bank_accounts" and mine and value:
        return [one["iban"] for one in mine] == [one["iban"] for one in value] and all(
            not new["holder_name"] or new["holder_name"] == old["holder_name"] for old, new in zip(mine, value, strict=True)
        )
    if isinstance(mine, list) and isinstance(value, list):
        return sorted(map(str, mine)) == sorted(map(str, value))
    if name == "email" and isinstance(mine, str) and isinstance(value, str):
        return mine.casefold() == value.casefold()
    return mine == value


def choice_for(name: str, pair: list, decisions: dict, rule: dict | None) -> str:
    """KEEP or OVERWRITE for one difference: what was chosen on the row, for the column, for the whole, in that order.

    A fiscal number is overwritten only by a choice on the row itself; what is empty here is simply filled.
    """
    if name in decisions:
        return decisions[name]
    rule = rule or {}
    ours, theirs = pair
    if name in FISCAL and ours:
        return KEEP
    if name in rule.get("fields", {}):
        return rule["fields"][name]
    whole = rule.get("whole", SOURCE)
    if whole == NOTHING or (whole == EMPTY_ONLY and ours not in (None, "", [], {})):
        return KEEP
    if whole == SOURCE and "whole" in rule:
        return OVERWRITE
    # Untouched proposals: nothing is emptied and nobody is renumbered without being asked.
    empties = theirs in (None, "", [], {})
    return KEEP if empties or name in _STAYS else OVERWRITE


def chosen_changes(differing: dict, decisions: dict, rule: dict | None) -> dict[str, list]:
    """The differences that will be taken over."""
    return {name: pair for name, pair in differing.items() if choice_for(name, pair, decisions, rule) == OVERWRITE}
