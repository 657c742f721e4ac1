"""What a relation can lack, as something a query can ask."""

from django.db.models import Exists, OuterRef, Q

from crm.enums import AddressKind, TaxKind, TaxNumberKind
from crm.filters.rhythm import rhythm_now
from crm.models import Address, BankAccount, Relation, RelationContact, TaxNumber, TeamAssignment

_ORGANISATIONS = Q(type__in=("ORGANISATION", "SUPPLIER"))


def _none(rows, relation="relation_id"):
    return ~Exists(rows.filter(**{relation: OuterRef("pk")}))


def _no_number(kind):
    return _none(TaxNumber.objects.valid().filter(kind=kind))


def _without_rhythm(rows, kind, number):
    """Relations with a number for this tax, but without a rhythm for it."""
    held = Exists(TaxNumber.objects.valid().filter(kind=number, relation_id=OuterRef("pk")))
    return rows.annotate(missed_rhythm=rhythm_now(kind)).filter(held, missed_rhythm=None)


# key -> (words, how the rows are narrowed). The keys stand in addresses and saved views.
MISSING = {
    "nummer": ("RSIN of BSN ontbreekt", lambda rows: rows.without_number()),
    "toegang": ("Geen contact met toegang", lambda rows: rows.filter(_none(RelationContact.objects.with_access()))),
    "voorkeur": (
        "Geen voorkeurscontact",
        lambda rows: rows.filter(_none(RelationContact.objects.valid().filter(is_preferred=True))),
    ),
    "team": ("Geen teamlid", lambda rows: rows.filter(_none(TeamAssignment.objects.valid()))),
    "rechtsvorm": ("Geen rechtsvorm", lambda rows: rows.filter(_ORGANISATIONS, rechtsvorm="")),
    "kvk": ("Geen KvK-nummer", lambda rows: rows.filter(_ORGANISATIONS, kvk_nummer="")),
    "ob": ("Geen OB-nummer", lambda rows: rows.filter(_no_number(TaxNumberKind.OB)).exclude(type="INTERNAL")),
    "lh": ("Geen loonbelastingnummer", lambda rows: rows.filter(_no_number(TaxNumberKind.LH)).exclude(type="INTERNAL")),
    "btw-tijdvak": ("OB-nummer zonder tijdvak", lambda rows: _without_rhythm(rows, TaxKind.OB, TaxNumberKind.OB)),
    "loon-tijdvak": ("Loonbelastingnummer zonder tijdvak", lambda rows: _without_rhythm(rows, TaxKind.LH, TaxNumberKind.LH)),
    "bank": ("Geen bankrekening", lambda rows: rows.filter(_none(BankAccount.objects.all()))),
    "email": ("Geen e-mailadres", lambda rows: rows.filter(email="")),
    "telefoon": ("Geen telefoonnummer", lambda rows: rows.filter(phone="", mobile="")),
    "adres": (
        "Geen bezoekadres",
        lambda rows: rows.filter(_none(Address.objects.filter(kind=AddressKind.VISIT).exclude(city=""))),
    ),
    "soort": ("Geen relatiesoort", lambda rows: rows.filter(kind=None)),
}
CHOICES = [(key, words) for key, (words, _) in MISSING.items()]
# Shown before somebody asks for every filter.
USUAL = ("nummer", "toegang", "team")


def lacking(rows, keys):
    """The relations that lack all of these."""
    for key in keys:
        rows = MISSING[key][1](rows)
    return rows


def lacking_sets(rows=None):
    """{key: the relations that lack it}, for counting."""
    rows = Relation.objects.all() if rows is None else rows
    return {key: narrow(rows) for key, (_, narrow) in MISSING.items()}
