"""The radar of certificates: sixty, thirty and seven days before one stops, and when it has stopped."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from offices.audit import SYSTEM, record
from offices.mail import queue_mail
from offices.models import Office
from offices.rules.team import admins
from offices.scope import require_office_id
from offices.urls_helpers import desk_url
from sbr_inbox.models import Certificate
from sbr_inbox.rules.certificates import WARN_DAYS


def expiring(*, at: datetime | None = None):
    """Certificates in use that stop within sixty days or have stopped, the first one first."""
    at = at or timezone.now()
    return Certificate.objects.filter(active=True, removed_at=None, valid_to__lt=at + timedelta(days=WARN_DAYS[0])).order_by("valid_to")


def days_left(certificate: Certificate, at: datetime | None = None) -> int:
    """Whole days until it stops; negative when it has."""
    return (certificate.valid_to - (at or timezone.now())).days


def warn_expiring(*, at: datetime | None = None) -> int:
    """Say of each certificate that it nears its end, once per step; gives how many were said."""
    at, said = at or timezone.now(), 0
    due = Q()
    for step in WARN_DAYS:
        due |= Q(valid_to__lt=at + timedelta(days=step)) & (Q(warned_days=None) | Q(warned_days__gt=step))
    waiting = list(expiring(at=at).filter(due).values_list("pk", flat=True))
    for pk in waiting:
        said += _warn(pk, at)
    return said


def _warn(pk, at: datetime) -> bool:
    with transaction.atomic():
        row = Certificate.objects.select_for_update(skip_locked=True).filter(pk=pk, active=True, removed_at=None).first()
        step = row and min((days for days in WARN_DAYS if row.valid_to < at + timedelta(days=days)), default=None)
        if step is None or (row.warned_days is not None and row.warned_days <= step):
            return False
        row.warned_days = step
        row.save(update_fields=["warned_days", "updated_at"])
        record(SYSTEM, "certificate.expiring", row, data={"naam": row.name, "dagen": days_left(row, at)})
        _mail(row, step, at)
    return True


def _mail(row: Certificate, step: int, at: datetime) -> None:
    office = Office.objects.get(pk=require_office_id())
    day = f"{timezone.localdate(row.valid_to):%d-%m-%Y}"
    ended = row.valid_to < at
    subject = f"Certificaat {'is verlopen' if ended else 'verloopt'} op {day} · {office.name}"
    what = "is verlopen. Er wordt niets meer naar Digipoort verzonden" if ended else f"verloopt op {day}. Daarna wordt er niets meer naar Digipoort verzonden"
    address = settings.KANTOOR_BASE_URL.rstrip("/") + desk_url("sbr_inbox:certificate_list", office=office)
    for member in admins(office):
        body = (
            f"Beste {member},\n\n"
            f"Het certificaat {row.name} {what}. Vraag op tijd een nieuw certificaat aan en voeg het toe bij "
            "Beheer > SBR > Certificaten; het aanvragen duurt soms enkele weken.\n\n"
            f"{address}\n"
        )
        queue_mail(to=member.user.email, subject=subject, body=body, kind="certificate.expiring", idempotency_key=f"certificate-{row.pk}-{step}-{member.pk}")
