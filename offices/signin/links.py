"""One-time links: hash of a token, a purpose, a target, the hash of the address that may use it.

Opening a link shows a button and changes nothing; the button mails a code to the invited address; the code, typed in
the same browser, uses the link once. So neither a mail scanner nor a forwarded mail gets in.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from offices.enums import LinkPurpose
from offices.models import OneTimeLink, PortalAccount, User
from offices.registry import link_openers
from offices.scope import office_scope
from offices.signin import mail
from offices.signin.codes import CODE_SECONDS, clean_code, code_hash, new_code
from offices.signin.errors import link_used, wrong_code

MAX_TRIES = 5
MAX_DAYS = 30


@dataclass(frozen=True)
class Invitee:
    """Who a link is for; `contact_id` for a client."""

    email: str
    name: str
    contact_id: UUID | None = None


@dataclass(frozen=True)
class LinkOpener:
    """How an app opens links of its purpose. Both are called with the office open.

    `invitee(link)` gives who it is for now, or None when the invitation no longer stands; `accepted(link, who)` is
    called in the same transaction with the PortalAccount of a client, or the User of a colleague. A link that opens
    one thing without an account has `land(link, request)` instead of a user: it gives the address of that thing.
    """

    purpose: str
    invitee: Callable[[OneTimeLink], Invitee | None]
    accepted: Callable
    land: Callable | None = None


def hashed(text: str) -> str:
    """How tokens and addresses are kept."""
    return sha256(text.strip().lower().encode() if "@" in text else text.encode()).hexdigest()


def make_link(office, *, purpose: str, target_id: UUID, email: str, days: int) -> str:
    """A new link for one address, valid `days` (at most 30); earlier links to the same target stop working.

    Gives the token: it is in the mail and nowhere else.
    """
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        revoke_links(target_id)
        OneTimeLink.objects.create(
            office=office,
            token_hash=hashed(token),
            purpose=purpose,
            target_id=target_id,
            mail_hash=hashed(email),
            expires_at=timezone.now() + timedelta(days=min(days, MAX_DAYS)),
        )
    return token


def link_url(token: str) -> str:
    """The whole address of a link, for a mail."""
    return settings.KANTOOR_BASE_URL.rstrip("/") + reverse("signin:link", args=[token])


def revoke_links(target_id: UUID) -> int:
    """Stop every unused link to a target."""
    return OneTimeLink.objects.filter(target_id=target_id, used_at=None, revoked_at=None).update(
        revoked_at=timezone.now()
    )


def opener_of(link: OneTimeLink) -> LinkOpener:
    """The opener of the link's purpose. Raises LinkUsed when no app opens such links."""
    for opener in link_openers:
        if getattr(opener, "purpose", None) == link.purpose:
            return opener
    raise link_used()


def find_link(token: str, *, lock: bool = False) -> OneTimeLink:
    """The living link of a token. Raises LinkUsed (POR07) for anything else."""
    rows = OneTimeLink.objects.select_related("office")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    link = rows.filter(token_hash=hashed(token)).first()
    if link is None or not link.live or link.office.state != "ACTIVE" or link.tries >= MAX_TRIES * 4:
        raise link_used()
    return link


def invitee_of(link: OneTimeLink) -> Invitee:
    """Who the link is for. Raises LinkUsed when the invitation was withdrawn or its address changed since."""
    found = opener_of(link).invitee(link)
    if found is None or not constant_time_compare(hashed(found.email), link.mail_hash):
        raise link_used()
    return found


def send_code(token: str) -> None:
    """Mail a code to the invited address; an earlier code stops working. At most one a minute."""
    with transaction.atomic():
        link = find_link(token, lock=True)
        now = timezone.now()
        if link.code_sent_at and now - link.code_sent_at < timedelta(minutes=1):
            return
        with office_scope(link.office_id):
            code = new_code()
            mail.link_code(invitee_of(link).email, code, link.office)
        link.code_hash, link.code_sent_at = code_hash(str(link.pk), code), now
        link.save(update_fields=["code_hash", "code_sent_at"])


def use_link(token: str, *, code: str) -> tuple[OneTimeLink, User | None]:
    """Use the link with the mailed code, and give the user it made or found; None for a link without an account.

    Raises SignInRefused (POR01) for a wrong or expired code, LinkUsed (POR07) after a use or twenty wrong codes.
    """
    with transaction.atomic():
        link = find_link(token, lock=True)
        fresh = link.code_sent_at and timezone.now() - link.code_sent_at < timedelta(seconds=CODE_SECONDS)
        right = constant_time_compare(link.code_hash, code_hash(str(link.pk), clean_code(code)))
        if fresh and right and link.code_hash:
            return link, _accept(link)
        link.tries += 1
        if link.tries % MAX_TRIES == 0:
            link.code_hash = ""
        link.save(update_fields=["tries", "code_hash"])
    raise wrong_code()


def _accept(link: OneTimeLink) -> User | None:
    with office_scope(link.office_id):
        opener, guest = opener_of(link), invitee_of(link)
        if opener.land is not None:
            link.used_at, link.code_hash = timezone.now(), ""
            link.save(update_fields=["used_at", "code_hash"])
            opener.accepted(link, None)
            return None
        user = User.objects.filter(email__iexact=guest.email).first()
        user = user or User.objects.create_user(guest.email, name=guest.name)
        link.used_at, link.code_hash = timezone.now(), ""
        link.save(update_fields=["used_at", "code_hash"])
        opener.accepted(
            link, _client(link, user, guest) if link.purpose == LinkPurpose.CLIENT_INVITE else user
        )
    return user


def _client(link: OneTimeLink, user: User, guest: Invitee) -> PortalAccount:
    """The account of this contact. A contact or person that has one keeps it; they must be the same pair."""
    account = (
        PortalAccount.objects.select_for_update()
        .filter(office_id=link.office_id, contact_id=guest.contact_id)
        .first()
    )
    if account is None:
        taken = PortalAccount.objects.filter(office_id=link.office_id, user=user).exists()
        if taken:
            raise link_used()
        return PortalAccount.objects.create(office_id=link.office_id, user=user, contact_id=guest.contact_id)
    if account.user_id != user.pk:
        raise link_used()
    if not account.active:
        PortalAccount.objects.filter(pk=account.pk).update(active=True)
        account.active = True
    return account
