"""Background work of sending: a bell for deliveries that are due, and the sweep that rings again."""

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from offices.registry import sweeps
from offices.scope import require_office_id
from offices.tasks import OfficeTask
from sbr_inbox.delivery_health import note_behind
from sbr_inbox.models import Delivery
from sbr_inbox.rules.delivering.holding import raise_epoch
from sbr_inbox.rules.delivering.queueing import queue_waiting
from sbr_inbox.rules.delivering.sending import AT_ONCE, deliver_due


@shared_task(base=OfficeTask, name="sbr_inbox.deliver")
def deliver(*, first: str | None = None) -> int:
    """Send and ask what is due; another office gets its turn before the next batch of this one."""
    done = deliver_due(first=first)
    if done == AT_ONCE:
        deliver.ring()
    return done


@shared_task(base=OfficeTask, name="sbr_inbox.queue_again")
def queue_again() -> int:
    """Queue approved filings that a setting kept back."""
    return queue_waiting()


@sweeps.register
def ring_deliveries() -> int:
    """Ring again for deliveries on which work is due and nobody is at it."""
    raise_epoch()
    queue_waiting()
    oldest = due_deliveries().order_by("due_at").values_list("due_at", flat=True).first()
    note_behind(require_office_id(), int((timezone.now() - oldest).total_seconds()) if oldest else 0)
    waiting = due_deliveries().count()
    if waiting:
        deliver.ring()
    return waiting


def due_deliveries():
    """Deliveries that wait for the machine now."""
    now = timezone.now()
    return Delivery.objects.filter(due_at__lte=now).filter(Q(lease_until=None) | Q(lease_until__lt=now))
