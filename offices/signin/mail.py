"""Mail about signing in. It goes through the ledger of an office of the person; security mail cannot be switched off."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from offices.ids import uuid7
from offices.mail import queue_mail
from offices.scope import office_scope
from offices.signin.places import places

log = logging.getLogger(__name__)


CODE_LIFE = timedelta(minutes=10)


def tell(
    user, *, subject: str, body: str, kind: str, key: str, office=None, life: timedelta | None = None
) -> None:
    """Queue one mail to the person in the ledger of `office`, else of the first office of the person.

    A platform admin without an office has no ledger; that mail goes straight out.
    """
    ledger = office.pk if office else next((place.office_id for place in places(user) if place.office_id), None)
    if ledger is None:
        transaction.on_commit(lambda: _straight(user.email, subject, body))
        return
    with office_scope(ledger):
        ends = timezone.now() + life if life else None
        queue_mail(to=user.email, subject=subject, body=body, kind=kind, idempotency_key=key, expires_at=ends)


def _straight(to: str, subject: str, body: str) -> None:
    try:
        send_mail(subject, body, None, [to])
    except OSError:
        log.exception("A security mail to a platform admin could not be sent.")


def sign_in_code(user, code: str, office) -> None:
    """The code of six digits."""
    tell(
        user,
        office=office,
        kind="login_code",
        key=f"login-code:{uuid7()}",
        life=CODE_LIFE,
        subject=f"Uw inlogcode voor {office.name}",
        body=(
            f"Uw code is {code}.\n\n"
            "De code werkt 10 minuten, in het venster waarin u inlogt.\n"
            "Heeft u niet gevraagd om een code? Dan hoeft u niets te doen. Geef de code aan niemand."
        ),
    )


def link_code(to: str, code: str, office) -> None:
    """The code that opens a one-time link; the office is open."""
    queue_mail(
        to=to,
        kind="link_code",
        idempotency_key=f"link-code:{uuid7()}",
        expires_at=timezone.now() + CODE_LIFE,
        subject=f"Uw code voor de uitnodiging van {office.name}",
        body=(
            f"Uw code is {code}.\n\n"
            "De code werkt 10 minuten, in het venster waarin u de link opende. Geef de code aan niemand."
        ),
    )


def staff_invitation(member, url: str, invited_by: str) -> None:
    """The link for a new colleague; the office is open."""
    queue_mail(
        to=member.user.email,
        kind="staff_invite",
        idempotency_key=f"staff-invite:{uuid7()}",
        subject=f"Uitnodiging om te werken in {member.office.name}",
        body=(
            f"{invited_by} nodigt u uit als teamlid van {member.office.name}.\n\n"
            f"Open deze link om te beginnen:\n{url}\n\n"
            "De link werkt 7 dagen en één keer. U kiest daarna een passkey, of een wachtwoord met een verificatie-app."
        ),
    )


def new_device(user, device, row) -> None:
    """Somebody signed in with a device not seen before."""
    at = timezone.localtime(row.last_seen)
    tell(
        user,
        kind="security",
        key=f"new-device:{row.pk}",
        subject="Nieuw apparaat aangemeld",
        body=(
            f"Op {at:%d-%m-%Y} om {at:%H:%M} is er ingelogd met een nieuw apparaat: {device.text}.\n\n"
            "Was u dat? Dan hoeft u niets te doen.\n"
            f"Was u dat niet? Kies dan Afmelden overal op {settings.KANTOOR_BASE_URL}/inloggen/beveiliging/ "
            "en bel uw kantoor."
        ),
    )


def factor_changed(user, sentence: str) -> None:
    """A second factor was added, removed or used up."""
    tell(
        user,
        kind="security",
        key=f"factor:{uuid7()}",
        subject="Uw inlogbeveiliging is gewijzigd",
        body=f"{sentence}\n\nWas u dat niet? Bel dan meteen uw kantoor.",
    )


def platform_entered(office, admins, who: str, reason: str, minutes: int) -> None:
    """Tell the admins of an office that the platform looked inside; the office is open."""
    entered = uuid7()
    for admin in admins:
        queue_mail(
            to=admin.user.email,
            kind="security",
            idempotency_key=f"platform:{entered}:{admin.pk}",
            subject=f"Platformbeheer heeft {office.name} geopend",
            body=(
                f"{who} van het platformbeheer heeft uw kantoor geopend, voor hoogstens {minutes} minuten.\n"
                f"Reden: {reason}\n\nU vindt dit terug in het activiteitenlog."
            ),
        )
