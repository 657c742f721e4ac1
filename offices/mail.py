"""Sending mail: a row first, the mail server later, and never twice by our own doing.

`queue_mail` writes the row in the caller's transaction. A task sends it after the commit; when the doorbell is lost
the sweeper finds the row. The Message-ID is the id of the row: when a crash leaves it unknown whether the mail
server took a mail, it is offered once more under the same Message-ID, so that a mailbox shows it once.
"""

import logging
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr

from celery import shared_task
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from offices.errors import RuleBroken
from offices.models import Brand, MailState, Office, OutgoingMail
from offices.registry import sweeps
from offices.scope import require_office_id
from offices.tasks import OfficeTask
from offices.texts import bad_email

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
LEASE = timedelta(minutes=10)
# These backends bring nothing outside the machine, so a practice office may use them.
HARMLESS = ("console", "locmem", "filebased", "dummy")


def one_line(text: str) -> str:
    """A header value: whitespace and line ends become one blank, control signs go."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def queue_mail(
    *, to: str, subject: str, body: str, kind: str, idempotency_key: str, expires_at: datetime | None = None
) -> OutgoingMail:
    """Put a mail in the ledger of the open office; it leaves after the commit of the caller.

    The same idempotency key gives the mail that is there already. After `expires_at` it is not sent any more.
    Raises RuleBroken G05 for something that is no mail address.
    """
    address = to.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise RuleBroken(bad_email(one_line(to)[:100]), code="G05", field="email")
    mail = OutgoingMail(
        to=address,
        subject=one_line(subject)[:200],
        body=body,
        kind=kind,
        idempotency_key=idempotency_key,
        due_at=timezone.now(),
        expires_at=expires_at,
    )
    with transaction.atomic():
        OutgoingMail.objects.bulk_create([mail], ignore_conflicts=True)
        kept = OutgoingMail.objects.get(idempotency_key=idempotency_key)
    if kept.pk == mail.pk:
        send_mail.ring(office_id=kept.office_id, mail_id=str(kept.pk))
    return kept


def _claim(mail_id) -> OutgoingMail | None:
    """The mail when it is our turn to send it: attempt raised and lease taken before the work."""
    now = timezone.now()
    with transaction.atomic():
        mail = (
            OutgoingMail.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(pk=mail_id, due_at__lte=now, state__in=[MailState.QUEUED, MailState.SENDING])
            .first()
        )
        if mail is None:
            return None
        if mail.expires_at and mail.expires_at <= now:
            mail.state, mail.due_at = MailState.EXPIRED, None
        elif _stays_here():
            mail.state, mail.due_at, mail.sent_at = MailState.KEPT, None, now
        elif mail.attempt >= MAX_ATTEMPTS:
            mail.state, mail.due_at = MailState.FAILED, None
        else:
            mail.state, mail.due_at, mail.attempt = MailState.SENDING, now + LEASE, mail.attempt + 1
        mail.save(update_fields=["state", "due_at", "attempt", "sent_at"])
    return mail if mail.state == MailState.SENDING else None


def _stays_here() -> bool:
    """Mail of a practice office never leaves the machine."""
    backend = settings.EMAIL_BACKEND.rsplit(".", 2)
    return Office.objects.get(pk=require_office_id()).is_practice and backend[-2] not in HARMLESS


def message(mail: OutgoingMail) -> EmailMessage:
    """The mail as it goes out: plain text, from the office by name or as its brand says, with its footer."""
    office = Office.objects.get(pk=mail.office_id)
    brand = Brand.objects.filter(is_default=True).first() or Brand()
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return EmailMessage(
        subject=mail.subject,
        body=f"{mail.body.rstrip()}\n\n-- \n{brand.mail_footer.strip()}\n" if brand.mail_footer.strip() else mail.body,
        from_email=formataddr((one_line(brand.sender or office.name), address)),
        to=[mail.to],
        reply_to=[brand.reply_to] if brand.reply_to else None,
        headers={
            "Message-ID": f"<{mail.pk}@{address.rpartition('@')[2] or 'localhost'}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )


def deliver(mail_id) -> None:
    """Send one mail of the ledger when it is due; a mail server that is away is tried again later."""
    mail = _claim(mail_id)
    if mail is None:
        return
    try:
        message(mail).send()
    except OSError as fault:
        # Every fault of smtplib is an OSError; the wait doubles from one minute to about two hours.
        wait = timedelta(minutes=2 ** (mail.attempt - 1))
        OutgoingMail.objects.filter(pk=mail.pk).update(
            state=MailState.QUEUED, due_at=timezone.now() + wait, fault=one_line(str(fault))[:200]
        )
        log.warning("Mail %s did not leave (attempt %s): %s", mail.pk, mail.attempt, type(fault).__name__)
        return
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=MailState.SENT, due_at=None, sent_at=timezone.now(), fault=""
    )


@shared_task(base=OfficeTask, name="offices.send_mail")
def send_mail(*, mail_id):
    """Send one mail."""
    deliver(mail_id)


@sweeps.register
def ring_due_mail() -> int:
    """Ring again for mail that is due; the oldest first."""
    due = OutgoingMail.objects.filter(due_at__lte=timezone.now()).order_by(F("due_at").asc())
    ids = list(due.values_list("pk", flat=True)[:200])
    for pk in ids:
        send_mail.ring(office_id=require_office_id(), mail_id=str(pk))
    return len(ids)
