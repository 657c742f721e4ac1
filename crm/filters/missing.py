"""What a relation can lack: the checks of completeness, and what merely makes it harder to reach."""

from django.db.models import Exists, OuterRef, Q

from crm.completeness import lacking as lacking_check
from crm.enums import AddressKind
from crm.models import Address, RelationContact, TeamAssignment
from crm.registry import completeness_checks


def _none(rows):
    return ~Exists(rows.filter(relation_id=OuterRef("pk")))


# key -> (words, the relations that lack it). The keys stand in addresses and saved views.
OWN = {
    "nummer": ("RSIN of BSN ontbreekt", lambda: Q(rsin="", bsn_hmac="") & ~Q(type="INTERNAL")),
    "toegang": ("Geen contact met toegang", lambda: Q(_none(RelationContact.objects.with_access()))),
    "team": ("Geen teamlid", lambda: Q(_none(TeamAssignment.objects.valid()))),
    "kvk": ("Geen KvK-nummer", lambda: Q(kvk_nummer="", type__in=("ORGANISATION", "SUPPLIER"))),
    "email": ("Geen e-mailadres", lambda: Q(email="")),
    "telefoon": ("Geen telefoonnummer", lambda: Q(phone="", mobile="")),
    "adres": (
        "Geen bezoekadres",
        lambda: Q(_none(Address.objects.filter(kind=AddressKind.VISIT).exclude(city=""))),
    ),
    "soort": ("Geen relatiesoort", lambda: Q(kind=None)),
}
# Checks that say the same as an entry above.
_SAME = {"fiscal_number", "role"}
# Shown before somebody asks for every filter.
USUAL = ("nummer", "toegang", "team")


def choices() -> list[tuple[str, str]]:
    """(key, words) of everything that can be missing."""
    own = [(key, words) for key, (words, _) in OWN.items()]
    checks = [(check.key, f"{check.label} ontbreekt") for check in completeness_checks if check.key not in _SAME]
    return own + checks


def lacks(key: str) -> Q:
    """A condition on relations: this is missing. A key that does not exist holds for none."""
    if key in OWN:
        return OWN[key][1]()
    found = lacking_check(key)
    return Q(pk=None) if found is None else found


def lacking(rows, keys):
    """The relations that lack all of these."""
    for key in keys:
        rows = rows.filter(lacks(key))
    return rows


def incomplete() -> Q:
    """A condition on relations: at least one check of completeness is open."""
    found = Q(pk=None)
    for check in completeness_checks:
        found |= lacks(check.key)
    return found
