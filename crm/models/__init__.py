"""The models of the crm, one file per noun."""

from crm.models.address import Address
from crm.models.bank import BankAccount
from crm.models.contact import Contact, RelationContact
from crm.models.fiscal import FiscalUnity, FiscalUnityMember, FiscalYear, KorMark, TaxFrequency
from crm.models.grouping import ContactLabel, RelationGroup, RelationGroupMember, RelationKind, RelationLabel
from crm.models.invitation import Invitation
from crm.models.mandate import Mandate, MandatePartner, PartnerLink
from crm.models.relation import Relation
from crm.models.tax_number import NumberOverride, TaxNumber
from crm.models.team import TeamAssignment
from crm.models.timeline import Note, TimelineEntry

__all__ = [
    "Address",
    "BankAccount",
    "Contact",
    "ContactLabel",
    "FiscalUnity",
    "FiscalUnityMember",
    "FiscalYear",
    "Invitation",
    "KorMark",
    "Mandate",
    "MandatePartner",
    "Note",
    "NumberOverride",
    "PartnerLink",
    "Relation",
    "RelationContact",
    "RelationGroup",
    "RelationGroupMember",
    "RelationKind",
    "RelationLabel",
    "TaxFrequency",
    "TaxNumber",
    "TeamAssignment",
    "TimelineEntry",
]
