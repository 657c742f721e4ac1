"""The models of the ground floor, by noun."""

from offices.enums import KeyPurpose
from offices.models.access import ApiToken, EntryToken, LoginSession, OneTimeLink
from offices.models.audit import AuditEvent, AuditRoot
from offices.models.base import (
    AppendOnly,
    Edited,
    OfficeManager,
    OfficeOwned,
    OfficeQuerySet,
    Thrown,
    TupleAfter,
    belongs_to,
)
from offices.models.brand import Brand
from offices.models.files import StoredFile
from offices.models.jobs import Job
from offices.models.mail import MailState, OutgoingMail
from offices.models.office import RESERVED_SLUGS, Office
from offices.models.people import AuthorisationRole, PortalAccount, RoleGrant, TeamMember, TeamRole
from offices.models.teams import (
    MemberLabel,
    PersonalGrant,
    ProcessTeam,
    ProcessTeamMember,
    ProcessTeamRole,
    StandIn,
    StandInRole,
)
from offices.models.transfer import TransferPack
from offices.models.user import User
from offices.models.views import SavedView
from offices.models.work import Heartbeat, IdempotencyKey, Label, NumberSequence, OfficeSecret, Setting

__all__ = [
    "RESERVED_SLUGS",
    "ApiToken",
    "AppendOnly",
    "AuditEvent",
    "AuditRoot",
    "AuthorisationRole",
    "Brand",
    "Edited",
    "EntryToken",
    "Heartbeat",
    "IdempotencyKey",
    "Job",
    "KeyPurpose",
    "Label",
    "LoginSession",
    "MailState",
    "MemberLabel",
    "NumberSequence",
    "Office",
    "OfficeManager",
    "OfficeOwned",
    "OfficeQuerySet",
    "OfficeSecret",
    "OneTimeLink",
    "OutgoingMail",
    "PersonalGrant",
    "PortalAccount",
    "ProcessTeam",
    "ProcessTeamMember",
    "ProcessTeamRole",
    "RoleGrant",
    "SavedView",
    "Setting",
    "StandIn",
    "StandInRole",
    "StoredFile",
    "TeamMember",
    "TeamRole",
    "Thrown",
    "TransferPack",
    "TupleAfter",
    "User",
    "belongs_to",
]
