"""What the inbox keeps: files that came in, filings, what was read and found, and who answered."""

from sbr_inbox.models.filing import Filing, FilingReading, FilingSubject
from sbr_inbox.models.history import FilingEvent, FilingIssue, MatchMemory
from sbr_inbox.models.intake import Intake
from sbr_inbox.models.settings import KindSetting

from sbr_inbox.models.approval import Approval, ApprovalAddressee, ApprovalPolicy, ApprovalRequest, Receipt  # isort: skip

__all__ = [
    "Approval",
    "ApprovalAddressee",
    "ApprovalPolicy",
    "ApprovalRequest",
    "Filing",
    "FilingEvent",
    "FilingIssue",
    "FilingReading",
    "FilingSubject",
    "Intake",
    "KindSetting",
    "MatchMemory",
    "Receipt",
]
