"""What the inbox keeps: files that came in, filings, what was read and found, who answered, and what was sent."""

from sbr_inbox.models.authorisations import AuthorisationStep, FilingAction, ServiceAuthorisation
from sbr_inbox.models.certificates import Certificate, DigipoortAddress, ServiceCertificate
from sbr_inbox.models.completeness import ExpectationMute
from sbr_inbox.models.delivery import Delivery, DeliveryAttempt, DigipoortStatus
from sbr_inbox.models.filing import Filing, FilingReading, FilingSubject
from sbr_inbox.models.history import FilingEvent, FilingIssue, MatchMemory
from sbr_inbox.models.intake import Intake
from sbr_inbox.models.settings import FaultText, KindSetting, StatusCode, TaxOfficeAccount
from sbr_inbox.models.taxonomy import FilingCheck, TaxonomyLabel, TaxonomyPackage, TaxonomyPlace

from sbr_inbox.models.approval import Approval, ApprovalAddressee, ApprovalPolicy, ApprovalRequest, Release  # isort: skip
from sbr_inbox.models.receipts import Receipt  # isort: skip

__all__ = [
    "Approval",
    "ApprovalAddressee",
    "ApprovalPolicy",
    "ApprovalRequest",
    "AuthorisationStep",
    "Certificate",
    "Delivery",
    "DeliveryAttempt",
    "DigipoortAddress",
    "DigipoortStatus",
    "ExpectationMute",
    "FaultText",
    "Filing",
    "FilingAction",
    "FilingCheck",
    "FilingEvent",
    "FilingIssue",
    "FilingReading",
    "FilingSubject",
    "Intake",
    "KindSetting",
    "MatchMemory",
    "Receipt",
    "Release",
    "ServiceAuthorisation",
    "ServiceCertificate",
    "StatusCode",
    "TaxOfficeAccount",
    "TaxonomyLabel",
    "TaxonomyPackage",
    "TaxonomyPlace",
]
