"""What is to be told, and telling it.

The activity log is read by its place in the chain: places have no gaps and are given after the commit, so a change that
commits late comes behind the cursor and is never skipped. A delivery is claimed before it is sent; killed in between, it
goes out again under the same id.
"""

import json
import time
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from integrations.enums import DeliveryState, WebhookState
from integrations.models import Webhook, WebhookDelivery
from integrations.webhooks.events import wants
from integrations.webhooks.signing import signature
from offices.audit import Program, record, seal
from offices.models import AuditEvent
from offices.outbound import NoAnswer, NotArrived, OutboundRefused, call

READ_AT_ONCE = 1_000
AT_ONCE = 50
LEASE = timedelta(seconds=60)
TRIED_FOR = timedelta(hours=24)
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240)]
# Nothing arrived for as long as one delivery was tried, and so many tries behind each other: that is no hiccup.
STOP_AFTER = 6
# One round of a worker, in seconds; what remains follows with the next.
ROUND = 60
MOST_ANSWER = 64 * 1024
PROGRAM = Program("Webhooks")


def spread() -> int:
    """Write a delivery for every new event that a working webhook wants; gives how many."""
    ids = list(Webhook.objects.filter(state=WebhookState.ACTIVE).values_list("pk", flat=True))
    if ids:
        seal()
    return sum(spread_one(pk) for pk in ids)


def spread_one(webhook_id) -> int:
    """The new events of one webhook; gives how many deliveries it got. Another worker at it means none."""
    made = 0
    while True:
        with transaction.atomic():
            rows = Webhook.objects.select_for_update(of=("self",), skip_locked=True)
            webhook = rows.filter(pk=webhook_id, state=WebhookState.ACTIVE).first()
            if webhook is None:
                return made
            events = list(AuditEvent.objects.filter(number__gt=webhook.cursor).order_by("number")[:READ_AT_ONCE])
            told = [event for event in events if wants(webhook.events, event.event) and not is_own(webhook, event)]
            WebhookDelivery.objects.bulk_create([drafted(webhook, event) for event in told], ignore_conflicts=True)
            made += len(told)
            if events:
                Webhook.objects.filter(pk=webhook.pk).update(cursor=events[-1].number)
        if len(events) < READ_AT_ONCE:
            return made


def is_own(webhook: Webhook, event: AuditEvent) -> bool:
    """Whether the program behind this webhook made the change itself."""
    return webhook.own_token_id is not None and event.session_id == webhook.own_token_id


def drafted(webhook: Webhook, event: AuditEvent) -> WebhookDelivery:
    """A delivery that is not written yet."""
    delivery = WebhookDelivery(
        webhook=webhook, event=event, number=event.number, subject=subject_of(event), due_at=timezone.now()
    )
    delivery.body = body_of(delivery, event)
    return delivery


def subject_of(event: AuditEvent) -> str:
    """What must be told in order."""
    return f"{event.subject_kind}:{event.subject_id}"


def body_of(delivery: WebhookDelivery, event: AuditEvent) -> str:
    """What is sent: which event about which thing. No names, no values: the receiver asks for those with its own rights."""
    said = {
        "id": str(delivery.pk),
        "event": event.event,
        "at": event.at.isoformat(),
        "subject": {"kind": event.subject_kind, "id": event.subject_id},
        "relation": str(event.relation_id) if event.relation_id else None,
    }
    return json.dumps(said, separators=(",", ":"))


def write_body(delivery: WebhookDelivery, event: AuditEvent) -> None:
    """Fill the body of a delivery that stands already."""
    delivery.body = body_of(delivery, event)
    delivery.save(update_fields=["body"])


def ring() -> None:
    """Let a worker tell what is due."""
    from integrations.tasks import tell_webhooks

    tell_webhooks.ring()


def due() -> list:
    """Keys of deliveries that may go now: of a working webhook, and nothing earlier about the same subject waits."""
    now = timezone.now()
    earlier = WebhookDelivery.objects.filter(
        webhook=OuterRef("webhook"), subject=OuterRef("subject"), number__lt=OuterRef("number"), state=DeliveryState.WAITING
    )
    rows = WebhookDelivery.objects.filter(
        Q(lease_until=None) | Q(lease_until__lt=now), state=DeliveryState.WAITING, due_at__lte=now, webhook__state=WebhookState.ACTIVE
    )
    return list(rows.filter(~Exists(earlier)).order_by("due_at", "number").values_list("pk", flat=True)[:AT_ONCE])


def deliver(pk) -> bool:
    """Send one delivery that is due; False when it is not, or when somebody is at it."""
    delivery = claim(pk)
    if delivery is None:
        return False
    body = delivery.body.encode()
    headers = {
        "Content-Type": "application/json",
        "X-Kantoor-Delivery": str(delivery.pk),
        "X-Kantoor-Event": json.loads(body)["event"],
        "X-Kantoor-Signature": signature(delivery.webhook.secret, body),
    }
    try:
        answer = call(delivery.webhook.url, content=body, headers=headers, connect=5, read=10, whole=15, most=MOST_ANSWER)
    except (OutboundRefused, NotArrived, NoAnswer) as fault:
        settle(delivery, status=None, fault=getattr(fault, "text", "") or str(fault))
        return True
    settle(delivery, status=answer.status, fault="" if 200 <= answer.status < 300 else f"De ontvanger antwoordde {answer.status}.")
    return True


def claim(pk) -> WebhookDelivery | None:
    """The delivery when it is our turn; the try is counted before anything leaves."""
    now = timezone.now()
    with transaction.atomic():
        rows = WebhookDelivery.objects.select_for_update(of=("self",), skip_locked=True).select_related("webhook")
        delivery = rows.filter(
            Q(lease_until=None) | Q(lease_until__lt=now),
            pk=pk, state=DeliveryState.WAITING, due_at__lte=now, webhook__state=WebhookState.ACTIVE,
        ).first()  # fmt: skip
        if delivery is None:
            return None
        delivery.tries, delivery.tried_at, delivery.lease_until = delivery.tries + 1, now, now + LEASE
        delivery.save(update_fields=["tries", "tried_at", "lease_until"])
    return delivery


def settle(delivery: WebhookDelivery, *, status: int | None, fault: str) -> None:
    """Write what came of a try, and when the next one is."""
    now = timezone.now()
    with transaction.atomic():
        # First the webhook, then the delivery: the order in which pausing takes them.
        webhook = Webhook.objects.select_for_update(of=("self",)).filter(pk=delivery.webhook_id).first()
        row = WebhookDelivery.objects.select_for_update(of=("self",)).filter(pk=delivery.pk).first()
        if webhook is None or row is None:
            return
        row.status, row.fault, row.lease_until = status, fault[:300], None
        if not fault:
            row.state, row.due_at, webhook.faults = DeliveryState.DELIVERED, None, 0
        else:
            again = now + WAITS[min(row.tries, len(WAITS)) - 1]
            last = again > row.made_at + TRIED_FOR
            row.state, row.due_at = (DeliveryState.GIVEN_UP, None) if last else (DeliveryState.WAITING, again)
            webhook.faults += 1
        row.save(update_fields=["status", "fault", "lease_until", "state", "due_at"])
        webhook.save(update_fields=["faults"])
        given_up = row.state == DeliveryState.GIVEN_UP
        if given_up and webhook.faults >= STOP_AFTER and webhook.state == WebhookState.ACTIVE:
            stop(webhook)


def stop(webhook: Webhook) -> None:
    """Pause by ourselves a webhook that only fails; the pages of Integraties say so until somebody resumes it."""
    webhook.state, webhook.paused_at = WebhookState.STOPPED, timezone.now()
    webhook.save(update_fields=["state", "paused_at"])
    record(PROGRAM, "webhook.failed", webhook, data={"achter_elkaar": webhook.faults})


def work() -> int:
    """Spread what is new and send what is due; gives how many were sent. Subjects wait for their own order only."""
    spread()
    sent, end = 0, time.monotonic() + ROUND
    while time.monotonic() < end and (ids := due()):
        done = 0
        for pk in ids:
            done += deliver(pk)
            if time.monotonic() > end:
                break
        sent += done
        if not done:
            break
    return sent


def clean(days: int = 30) -> int:
    """Forget deliveries that ended so long ago; the activity log keeps the events."""
    old = WebhookDelivery.objects.exclude(state=DeliveryState.WAITING).filter(made_at__lt=timezone.now() - timedelta(days=days))
    return old.delete()[0]
