"""API tokens: made once, shown once, kept as a hash, never more than their owner."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from offices.audit import record
from offices.errors import Forbidden, RuleBroken
from offices.models import ApiToken, TeamMember
from offices.permissions import all_permissions, may, permission
from offices.rules.team import check_may_give

PREFIX = "knt_"
SECRET_BYTES = 32
MAX_DAYS = 365
MAX_PER_MEMBER = 20
SEEN_EVERY = timedelta(minutes=1)
# What no program may do, whatever its owner may: rights, settings, tokens, FIU material, identity data.
NEVER = (
    "wwft.fiu",
    "wwft.identity.view",
    "crm.bsn.reveal",
    "access.",
    "team.manage",
    "team.role.",
    "settings.",
    "api.token.",
)


def grantable(member) -> list:
    """The permissions a token of this member can hold: his own, without what asks step-up."""
    return [
        p for p in all_permissions() if may(member, p.key) and not p.step_up and not p.key.startswith(NEVER)
    ]


def token_may(token: ApiToken, key: str) -> bool:
    """Whether the token leaves room for a right; whether its owner holds it is asked of the owner."""
    try:
        if permission(key).step_up or key.startswith(NEVER):
            return False
    except KeyError:  # a role may still hold a right that no app declares any more
        return False
    return not token.scopes or key in token.scopes


def token_hash(raw: str) -> str:
    """The form in which a token is stored: it has 256 random bits, so a plain hash is enough."""
    return sha256(raw.encode()).hexdigest()


def make_token(
    member, *, name: str, by, scopes=(), days: int = MAX_DAYS, source: str = ""
) -> tuple[ApiToken, str]:
    """A new token of a member; gives the row and the token itself, which is nowhere else.

    An empty `scopes` means all rights of the owner. Raises RuleBroken on an empty name, a period outside 1 to 365
    days, a right the owner lacks (ADM08) or too many tokens; Forbidden when the owner does not work here now.
    """
    if not member.works_now:
        raise Forbidden(f"{member} werkt nu niet in dit kantoor. Kies een actief teamlid.")
    if isinstance(by, TeamMember) and by.pk != member.pk:
        _check_may_act_for(by, member)
    if not name.strip():
        raise RuleBroken("Vul een naam in, zodat u het token later herkent.", code="G01", field="name")
    if not 1 <= days <= MAX_DAYS:
        raise RuleBroken(
            "Een token geldt 1 tot 365 dagen. Kies een kortere periode.", code="ADM14", field="days"
        )
    allowed = {p.key for p in grantable(member)}
    if not set(scopes) <= allowed:
        raise RuleBroken("U kunt geen recht geven dat u zelf niet heeft.", code="ADM08", field="scopes")
    raw = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    now = timezone.now()
    with transaction.atomic():
        TeamMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
        mine = ApiToken.objects.filter(member=member, revoked_at=None, expires_at__gt=now)
        if mine.count() >= MAX_PER_MEMBER:
            raise RuleBroken(
                f"{member} heeft al {MAX_PER_MEMBER} tokens. Trek er eerst een in.", code="ADM15"
            )
        token = ApiToken.objects.create(
            office_id=member.office_id,
            member=member,
            name=name.strip()[:60],
            prefix=raw[: len(PREFIX) + 6],
            token_hash=token_hash(raw),
            scopes=sorted(scopes),
            source=source,
            expires_at=now + timedelta(days=days),
        )
        record(by, "token.made", token, data={"teamlid": str(member), "rechten": token.scopes, "dagen": days})
    return token, raw


def _check_may_act_for(by: TeamMember, member: TeamMember) -> None:
    """A token works as its owner, so its maker covers all the owner may do. Raises RuleBroken, Forbidden."""
    if by.office_id != member.office_id:
        raise Forbidden("Dit teamlid werkt niet in dit kantoor. Kies iemand uit de lijst.")
    check_may_give(by, member.role)


def revoke_token(token: ApiToken, *, by) -> ApiToken:
    """Stop a token; its next request is refused. Revoking twice changes nothing."""
    with transaction.atomic():
        row = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk, office_id=token.office_id)
        if row.revoked_at is None:
            row.revoked_at = timezone.now()
            row.save(update_fields=["revoked_at"])
            record(by, "token.revoked", row, data={"naam": row.name})
    return row


def token_owner(raw: str) -> ApiToken | None:
    """The usable token behind what a program sent, with member, user and office; None for anything else.

    It stops with its own end, its owner, his membership and the office.
    """
    if not raw.startswith(PREFIX) or len(raw) > 100:
        return None
    rows = ApiToken.objects.select_related("member__user", "member__office", "office")
    token = rows.filter(token_hash=token_hash(raw)).first()
    if token is None or not token.usable or not token.member.works_now:
        return None
    return token


def token_seen(token: ApiToken) -> None:
    """Note the use, at most once a minute."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > SEEN_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
