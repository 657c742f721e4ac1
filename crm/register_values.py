"""What the trade register says, as values of a relation: to fill a form with, to compare, and to keep.

Pure functions over the values of `crm.company_register`; nothing here reads or writes the database but the rows of the
relation it is given.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from crm.company_register import Activity, CompanyProfile, Officer, RegisterAddress
from crm.enums import AddressKind, NumberKind, Rechtsvorm

ADDRESS_FIELDS = ("street", "house_number", "house_suffix", "postal_code", "city", "country")
LABELS = {
    "name": "Naam", "trade_names": "Handelsnamen", "rechtsvorm": "Rechtsvorm", "kvk_nummer": "KvK-nummer",
    "vestigingsnummer": "Vestigingsnummer", "rsin": "RSIN", "founded_on": "Oprichtingsdatum",
    "employee_count": "Aantal werknemers", "sbi_codes": "SBI-codes", "VISIT": "Bezoekadres", "POSTAL": "Postadres",
}  # fmt: skip


def to_json(profile: CompanyProfile) -> dict[str, Any]:
    """A profile as JSON keeps it; the raw answer stays beside it."""
    return asdict(profile) | {"founded_on": profile.founded_on.isoformat() if profile.founded_on else None}


def from_json(data: dict[str, Any]) -> CompanyProfile:
    """A profile as it was kept. Raises KeyError, TypeError or ValueError when it is none."""
    officers = data["officers"]
    return CompanyProfile(
        **data
        | {
            "trade_names": tuple(data["trade_names"]),
            "founded_on": date.fromisoformat(data["founded_on"]) if data["founded_on"] else None,
            "addresses": tuple(RegisterAddress(**one) for one in data["addresses"]),
            "activities": tuple(Activity(**one) for one in data["activities"]),
            "officers": None if officers is None else tuple(Officer(**one) for one in officers),
        }
    )


def values_of(profile: CompanyProfile) -> dict[str, Any]:
    """Field -> value for everything the register knows; what it does not say is absent. An eenmanszaak has no RSIN."""
    found: dict[str, Any] = {
        "name": profile.name,
        "trade_names": list(profile.trade_names),
        "rechtsvorm": profile.rechtsvorm,
        "kvk_nummer": profile.kvk_nummer,
        "vestigingsnummer": profile.vestigingsnummer,
        "rsin": "" if profile.rechtsvorm == Rechtsvorm.EENMANSZAAK else profile.rsin,
        "founded_on": profile.founded_on,
        "employee_count": profile.employee_count,
        "sbi_codes": [one.code for one in profile.activities],
    }
    for address in profile.addresses:
        if not address.shielded and address.city:
            found[address.kind] = {name: getattr(address, name) for name in ADDRESS_FIELDS}
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def shielded(profile: CompanyProfile) -> list[str]:
    """The Dutch names of addresses that the register keeps to itself."""
    return [AddressKind(one.kind).label for one in profile.addresses if one.shielded]


def form_values(profile: CompanyProfile) -> dict[str, dict]:
    """What the create form shows after a pick: `fields` and `addresses` as the sheet takes them."""
    values = values_of(profile)
    addresses = {kind: values.pop(kind) for kind in (AddressKind.VISIT.value, AddressKind.POSTAL.value) if kind in values}
    if "rsin" in values:
        values["rsin_bsn"] = values.pop("rsin")
    if profile.activities:
        values["sector"] = profile.activities[0].text[:100]
    if AddressKind.POSTAL.value in addresses:
        values["postal_same"] = False
    return {"fields": values | {"type": "ORGANISATION"}, "addresses": addresses}


@dataclass(frozen=True)
class Difference:
    """One field, ours beside the register's; `same` when they agree."""

    key: str
    label: str
    ours: str
    theirs: str
    value: Any
    same: bool


def compare(relation, profile: CompanyProfile) -> list[Difference]:
    """Every field the register knows, in the order of the card. Addresses are compared as a whole."""
    values = values_of(profile)
    if relation.number_kind == NumberKind.BSN:
        values.pop("rsin", None)
    kept = {row.kind: row for row in relation.addresses.all()}
    return [_difference(relation, kept, key, values[key]) for key in LABELS if key in values]


def _difference(relation, addresses: dict, key: str, value: Any) -> Difference:
    if key in AddressKind.values:
        row = addresses.get(key)
        ours = {name: getattr(row, name) for name in ADDRESS_FIELDS} if row else {}
        same = bool(ours) and all(_plain(ours[name]) == _plain(value[name]) for name in ADDRESS_FIELDS)
        return Difference(key, LABELS[key], _address_words(ours), _address_words(value), value, same)
    ours = getattr(relation, key)
    same = set(ours) == set(value) if isinstance(value, list) else _plain(ours) == _plain(value)
    return Difference(key, LABELS[key], words(key, ours), words(key, value), value, same)


def _plain(value: Any) -> str:
    """A value without what only spelling makes differ."""
    return "".join(str(value if value is not None else "").split()).casefold()


def words(key: str, value: Any) -> str:
    """A value as people read it; empty when there is none."""
    if value in (None, "", []):
        return ""
    if isinstance(value, dict):
        return _address_words(value)
    if key == "rechtsvorm":
        return str(Rechtsvorm(value).label)
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return "\n".join(value) if isinstance(value, list) else str(value)


def _address_words(address: dict[str, Any]) -> str:
    if not address:
        return ""
    number = f"{address['house_number'] or ''}{' ' if len(address['house_suffix']) > 1 else ''}{address['house_suffix']}"
    country = "" if address["country"] == "NL" else address["country"]
    lines = (f"{address['street']} {number}".strip(), f"{address['postal_code']} {address['city']}".strip(), country)
    return "\n".join(line for line in lines if line)
