"""What the crm itself asks of a relation to be complete; apps to the right add theirs."""

from datetime import timedelta

from django.db.models import DateField, DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Cast
from django.db.models.lookups import GreaterThan

from crm.enums import Rechtsvorm, RelationType
from crm.models import BankAccount, RegisterSnapshot, RelationContact, Stake, TeamAssignment
from crm.registry import CompletenessCheck, completeness_checks
from crm.validity import on_day

# Forms of which nobody but the owner himself, or nobody yet, stands behind the organisation.
_NO_OWNERS = (Rechtsvorm.EENMANSZAAK, Rechtsvorm.IN_OPRICHTING, Rechtsvorm.PUBLIEKRECHTELIJK)
_WITHOUT_KVK = tuple(form for form in Rechtsvorm if not form.needs_kvk_nummer)


def served(day):
    """Those the office works for; suppliers and the office itself file nothing here."""
    return Q(type__in=(RelationType.ORGANISATION, RelationType.PERSON))


def organisation(day):
    """Organisations the office works for."""
    return Q(type=RelationType.ORGANISATION)


def _of(model, day, **conditions):
    return Exists(model.objects.filter(on_day(day), relation_id=OuterRef("pk"), **conditions))


def _numbered(day):
    return served(day) & ~Q(rechtsvorm=Rechtsvorm.IN_OPRICHTING)


def _owned(day):
    return organisation(day) & ~Q(rechtsvorm__in=_NO_OWNERS)


def _in_register(day):
    return organisation(day) & ~Q(rechtsvorm__in=_WITHOUT_KVK)


def _in_formation(day):
    return organisation(day) & Q(rechtsvorm=Rechtsvorm.IN_OPRICHTING)


def _just_begun(day):
    """Ninety days is what a company in formation gets before its numbers are asked."""
    until = ExpressionWrapper(F("created_at") + timedelta(days=90), output_field=DateTimeField())
    return GreaterThan(Cast(until, DateField()), day)


CHECKS = (
    CompletenessCheck(
        "fiscal_number", "RSIN/BSN", "Aangifte niet koppelbaar (E04)", lambda day: ~Q(rsin="", bsn_hmac=""), _numbered,
        anchor="id_rsin_bsn", tone="bad", order=10,
    ),
    CompletenessCheck(
        "rechtsvorm", "Rechtsvorm", "Aangiften worden niet verwerkt (E11)", lambda day: ~Q(rechtsvorm=""), organisation,
        anchor="id_rechtsvorm", tone="bad", order=20,
    ),
    CompletenessCheck(
        "in_formation", "Definitieve rechtsvorm", "Langer dan 90 dagen in oprichting: nummers ontbreken", _just_begun, _in_formation,
        anchor="id_rechtsvorm", order=21,
    ),
    CompletenessCheck(
        "contact", "Contact met contactnummer", "Koppeling vindt geen tegenhanger, niemand kan akkoord geven",
        lambda day: _of(RelationContact, day), served, where="crm:relation_contacts", order=30,
    ),
    CompletenessCheck(
        "preferred_contact", "Voorkeurscontact", "Aanbieden weet niet aan wie (E12)",
        lambda day: _of(RelationContact, day, is_preferred=True), served, where="crm:relation_contacts", order=31,
    ),
    CompletenessCheck(
        "role", "Rol van een teamlid", "Werk komt bij niemand terecht (E14)", lambda day: _of(TeamAssignment, day), served,
        where="crm:relation_team", order=32,
    ),
    CompletenessCheck(
        "bank_account", "Bankrekening", "Geen 1-cent identificatie",
        lambda day: Exists(BankAccount.objects.filter(relation_id=OuterRef("pk"))), served, anchor="set-bank_accounts", order=60,
    ),
    CompletenessCheck(
        "structure", "Structuur", "UBO onbekend", lambda day: _of(Stake, day), _owned, where="crm:relation_structure", order=70,
    ),
    CompletenessCheck(
        "register_extract", "KvK-uittreksel", "Acceptatie niet rond",
        lambda day: Exists(RegisterSnapshot.objects.filter(relation_id=OuterRef("pk"))), _in_register,
        where="crm:relation_fields", order=72,
    ),
)  # fmt: skip

for check in CHECKS:
    completeness_checks.register(check)
