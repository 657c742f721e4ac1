"""The models of the ground floor, by noun."""

from offices.enums import KeyPurpose
from offices.models.access import ApiToken, LoginSession, OneTimeLink
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
from offices.models.files import StoredFile
from offices.models.mail import MailState, OutgoingMail
from offices.models.office import RESERVED_SLUGS, Office
from offices.models.people import AuthorisationRole, PortalAccount, RoleGrant, TeamMember, TeamRole
from offices.models.user import User
from offices.models.work import Heartbeat, IdempotencyKey, Label, NumberSequence, OfficeSecret, Setting

__all__ = [
    "RESERVED_SLUGS",
    "ApiToken",
    "AppendOnly",
    "AuditEvent",
    "AuditRoot",
    "AuthorisationRole",
    "Edited",
    "Heartbeat",
    "IdempotencyKey",
    "KeyPurpose",
    "Label",
    "LoginSession",
    "MailState",
    "NumberSequence",
    "Office",
    "OfficeManager",
    "OfficeOwned",
    "OfficeQuerySet",
    "OfficeSecret",
    "OneTimeLink",
    "OutgoingMail",
    "PortalAccount",
    "RoleGrant",
    "Setting",
    "StoredFile",
    "TeamMember",
    "TeamRole",
    "Thrown",
    "TupleAfter",
    "User",
    "belongs_to",
]
