"""Values of an import as people read them: words for codes, a BSN only by its end."""

import datetime

from crm.custom import readable_value
from crm.enums import (
    FilingFrequency,
    Gender,
    MaritalStatus,
    PortalAccess,
    QuarterStart,
    Rechtsvorm,
    RelationStatus,
    RelationType,
    Salutation,
)
from crm.importing.book import Book, custom_field
from crm.importing.columns import import_columns
from crm.importing.differences import FISCAL
from crm.models import Address
from crm.numbers import mask
from offices.enums import Language
from offices.templatetags.dutch import phone_nl

EMPTY = "leeg"
CHOICES = {
    "type": RelationType, "status": RelationStatus, "rechtsvorm": Rechtsvorm, "gender": Gender, "salutation": Salutation,
    "marital_status": MaritalStatus, "portal_access": PortalAccess, "language": Language,
}  # fmt: skip
_NAMED = frozenset({"kind", "groups", "labels"})


def shown_value(sheet, name: str, value, book: Book, *, rsin: bool = False) -> str:
    """A value in words; «leeg» when there is none. `rsin`: its fiscal numbers hold no BSN."""
    if value in (None, "", [], {}):
        return EMPTY
    if name.startswith("custom."):
        return readable_value(custom_field(book, sheet, name), value) if f"{_target(sheet)}.{name[7:]}" in book.custom else str(value)
    if name.startswith("extra."):
        return next((extra.words(value) for extra in import_columns if name == f"extra.{extra.key}"), str(value))
    if name.startswith("address."):
        text = str(Address(**{key: part for key, part in value.items() if key != "source"}))
        return text if value.get("country", "NL") == "NL" else f"{text}, {value['country']}"
    if name in _NAMED or name.startswith("role."):
        return ", ".join(book.names.get(str(one), "?") for one in (value if isinstance(value, list) else [value]))
    return _plain(name, value, rsin)


def _target(sheet) -> str:
    return "RELATION" if sheet == "CLIENTS" else "CONTACT"


def _plain(name: str, value, rsin: bool) -> str:
    if name in ("rsin_bsn", "bsn"):
        return value if rsin else mask(value)
    if name in ("ob_nummers", "loonheffingennummers"):
        return ", ".join(one if rsin else mask(one) for one in value)
    if name in ("phone", "mobile"):
        return phone_nl(value)
    if name == "bank_accounts":
        return ", ".join(" t.n.v. ".join(part for part in (one["iban"], one["holder_name"]) if part) for one in value)
    if name.endswith("_frequency"):
        start = value.get("quarter_start", 1)
        return FilingFrequency(value["frequency"]).label + (f" ({QuarterStart(start).label})" if start > 1 else "")
    if name == "fiscal_year_end":
        month, _, day = value.partition("-")
        return f"{day}-{month}"
    if name in CHOICES and value in CHOICES[name].values:
        return str(CHOICES[name](value).label)
    if value is True or value is False:
        return "Ja" if value else "Nee"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    try:
        return f"{datetime.date.fromisoformat(value):%d-%m-%Y}" if name in ("birth_date", "founded_on") else str(value)
    except ValueError:
        return str(value)


def is_fiscal(name: str) -> bool:
    """Whether a change of this field asks a tick on the row itself."""
    return name in FISCAL
