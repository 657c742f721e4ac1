"""What the crm itself carries when two relations, or two contacts, become one."""

from crm.enums import FieldTarget, TaxKind, TaxNumberKind
from crm.models import (
    Address,
    AppLinkOverride,
    BankAccount,
    ContactLabel,
    CustomValue,
    FiscalUnity,
    FiscalUnityMember,
    FiscalYear,
    Invitation,
    KorMark,
    Mandate,
    MandatePartner,
    Note,
    NumberOverride,
    PartnerLink,
    Relation,
    RelationContact,
    RelationGroupMember,
    RelationLabel,
    SbrMasterData,
    Stake,
    TaxFrequency,
    TaxNumber,
    TeamAssignment,
    ThirdPartyLink,
    TimelineEntry,
)
from crm.models.invitation import LIVE
from crm.registry import merge_carriers
from crm.rules.carrying import Rows, carrier
from crm.rules.partners import two_fiscal_partners
from crm.rules.stakes import stakes_in_the_way

CONTACT = FieldTarget.CONTACT


def _live_invitations(winner, loser):
    """Two open invitations for one person would be two keys to one door."""
    both = all(one.invitations.filter(state__in=LIVE).exists() for one in (winner, loser))
    return ["Beide contacten hebben een open uitnodiging. Trek er eerst een in."] if both else []


for one in (
    carrier("contacts", "Contacten", Rows(RelationContact, "relation", flags=("is_preferred",), ends=True), order=10),
    carrier("team", "Rollen van teamleden", Rows(TeamAssignment, "relation"), order=15),
    carrier("addresses", "Adressen", Rows(Address, "relation"), order=20),
    carrier(
        "tax_numbers", "OB- en loonbelastingnummers",
        *(Rows(TaxNumber, "relation", flags=("is_main",), conditions={"kind": kind.value}) for kind in TaxNumberKind),
        order=21,
    ),
    carrier(
        "rhythm", "Aangiftetijdvakken, KOR en boekjaren",
        *(Rows(TaxFrequency, "relation", conditions={"kind": kind.value}, only_to_empty=True) for kind in TaxKind),
        Rows(KorMark, "relation"),
        Rows(FiscalYear, "relation"),
        order=22,
    ),
    carrier("unities", "Fiscale eenheden", Rows(FiscalUnityMember, "relation"), Rows(FiscalUnity, "head"), order=23),
    carrier("bank_accounts", "Bankrekeningen", Rows(BankAccount, "relation", flags=("is_main",)), order=24),
    carrier("sorting", "Labels en groepen", Rows(RelationLabel, "relation"), Rows(RelationGroupMember, "relation"), order=30),
    carrier("custom", "Vrije velden", Rows(CustomValue, "relation"), order=31),
    carrier("mandates", "Bevoegdheden", Rows(Mandate, "relation"), order=40),
    carrier(
        "partners", "Partners", Rows(PartnerLink, "person_a"), Rows(PartnerLink, "person_b"), objections=two_fiscal_partners, order=41
    ),
    carrier(
        "structure", "Belangen", Rows(Stake, "relation"), Rows(Stake, "owner_relation"), objections=stakes_in_the_way, order=42
    ),
    carrier(
        "third_parties", "Derden en SBR-gegevens", Rows(ThirdPartyLink, "relation"), Rows(ThirdPartyLink, "third"),
        Rows(SbrMasterData, "relation"), order=43,
    ),
    carrier("notes", "Notities en besluiten", Rows(Note, "relation"), order=50),
    carrier("timeline", "Tijdlijn", Rows(TimelineEntry, "relation"), order=51),
    carrier(
        "small", "Afwijkende links en toegestane nummers", Rows(AppLinkOverride, "relation"), Rows(NumberOverride, "relation"),
        order=60,
    ),
    carrier("contact_links", "Relaties", Rows(RelationContact, "contact", ends=True), kind=CONTACT, order=10),
    carrier("contact_address", "Adres", Rows(Address, "contact"), kind=CONTACT, order=20),
    carrier("contact_labels", "Labels", Rows(ContactLabel, "contact"), kind=CONTACT, order=30),
    carrier("contact_custom", "Vrije velden", Rows(CustomValue, "contact"), kind=CONTACT, order=31),
    carrier(
        "contact_mandates", "Bevoegdheden", Rows(Mandate, "contact"), Rows(MandatePartner, "contact"), kind=CONTACT, order=40
    ),
    carrier("contact_partners", "Partners", Rows(PartnerLink, "contact_b"), kind=CONTACT, order=41),
    carrier(
        "contact_structure", "Belangen en derden", Rows(Stake, "owner_contact"), Rows(ThirdPartyLink, "contact"), kind=CONTACT,
        objections=stakes_in_the_way, order=42,
    ),
    carrier("contact_person", "Relatie als persoon", Rows(Relation, "from_contact"), kind=CONTACT, order=43),
    carrier(
        "contact_invitations", "Uitnodigingen", Rows(Invitation, "contact"), kind=CONTACT, objections=_live_invitations, order=50
    ),
):  # fmt: skip
    merge_carriers.register(one)
