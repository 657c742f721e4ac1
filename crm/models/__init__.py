"""The models of the crm, one file per noun."""

from crm.models.address import Address
from crm.models.app_links import AppLink, AppLinkOverride
from crm.models.bank import BankAccount
from crm.models.contact import Contact, RelationContact
from crm.models.custom import CustomField, CustomValue
from crm.models.fiscal import FiscalUnity, FiscalUnityMember, FiscalYear, KorMark, TaxFrequency
from crm.models.grouping import ContactLabel, RelationGroup, RelationGroupMember, RelationKind, RelationLabel
from crm.models.imports import ImportBatch, ImportRow, ImportTemplate
from crm.models.invitation import Invitation
from crm.models.mandate import Mandate, MandatePartner, PartnerLink
from crm.models.merging import MergeRecord
from crm.models.origin import PostcodePoint, Provenance, RegisterSnapshot
from crm.models.plan import ChangePlan, PlanItem
from crm.models.relation import Relation
from crm.models.structure import SbrMasterData, SharedEntity, Stake, ThirdPartyLink
from crm.models.tax_number import NumberOverride, TaxNumber
from crm.models.team import DefaultAssignment, StandInRelation, TeamAssignment
from crm.models.timeline import Note, TimelineEntry

__all__ = [
    "Address",
    "AppLink",
    "AppLinkOverride",
    "BankAccount",
    "ChangePlan",
    "Contact",
    "ContactLabel",
    "CustomField",
    "CustomValue",
    "DefaultAssignment",
    "FiscalUnity",
    "FiscalUnityMember",
    "FiscalYear",
    "ImportBatch",
    "ImportRow",
    "ImportTemplate",
    "Invitation",
    "KorMark",
    "Mandate",
    "MandatePartner",
    "MergeRecord",
    "Note",
    "NumberOverride",
    "PartnerLink",
    "PlanItem",
    "PostcodePoint",
    "Provenance",
    "RegisterSnapshot",
    "Relation",
    "RelationContact",
    "RelationGroup",
    "RelationGroupMember",
    "RelationKind",
    "RelationLabel",
    "SbrMasterData",
    "SharedEntity",
    "Stake",
    "StandInRelation",
    "TaxFrequency",
    "TaxNumber",
    "TeamAssignment",
    "ThirdPartyLink",
    "TimelineEntry",
]
