"""Making a webhook, changing it, pausing it, and sending something again."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from integrations.enums import DeliveryState, WebhookState
from integrations.models import Webhook, WebhookDelivery
from integrations.webhooks import queue
from integrations.webhooks.events import TELLABLE, TEST
from integrations.webhooks.signing import new_secret
from offices.audit import record, seal
from offices.errors import NotHere, RuleBroken, StaleForm
from offices.models import ApiToken, AuditEvent
from offices.outbound import OutboundRefused, check_address
from offices.scope import require_office_id

MOST = 20


def make_webhook(name: str, *, by, url: str, events: list[str], own_token: ApiToken | None = None) -> tuple[Webhook, str]:
    """A new webhook and its secret, which is shown once. What happened before is not told.

    Raises RuleBroken on a field that is wrong, or WHK03 when there are too many.
    """
    values = checked(name, url, events, own_token)
    seal()
    secret = new_secret()
    if Webhook.objects.count() >= MOST:
        raise RuleBroken(f"Een kantoor heeft hoogstens {MOST} webhooks. Verwijder er eerst een.", code="WHK03")
    cursor = AuditEvent.objects.aggregate(last=Max("number"))["last"] or 0
    with transaction.atomic():
        row = saved(Webhook(secret=secret, created_by=by, cursor=cursor, **values))
        record(by, "webhook.made", row, data={"adres": row.url, "gebeurtenissen": row.events})
    return row, secret


def change_webhook(webhook: Webhook, *, by, version: int, name: str, url: str, events: list[str], own_token=None) -> Webhook:
    """Change what is told and where. Raises StaleForm, and RuleBroken on a field that is wrong."""
    values = checked(name, url, events, own_token)
    with transaction.atomic():
        row = locked(webhook)
        if row.version != version:
            raise StaleForm(f"{row.name} is intussen gewijzigd. Vergelijk de verschillen en sla opnieuw op.")
        for field, value in values.items():
            setattr(row, field, value)
        row.version += 1
        saved(row)
        record(by, "webhook.changed", row, data={"adres": row.url, "gebeurtenissen": row.events})
    return row


def renew_secret(webhook: Webhook, *, by) -> tuple[Webhook, str]:
    """Sign with a new secret from now on; the old one stops at once."""
    with transaction.atomic():
        row = locked(webhook)
        row.secret, row.version = new_secret(), row.version + 1
        row.save(update_fields=["secret", "version", "updated_at"])
        record(by, "webhook.secret_renewed", row)
    return row, row.secret


def set_state(webhook: Webhook, state: str, *, by) -> Webhook:
    """Pause or resume. What happened meanwhile is told after resuming."""
    with transaction.atomic():
        row = locked(webhook)
        if row.state != state:
            row.state, row.faults, row.version = state, 0, row.version + 1
            row.paused_at = None if state == WebhookState.ACTIVE else timezone.now()
            row.save(update_fields=["state", "faults", "version", "paused_at", "updated_at"])
            record(by, "webhook.state_changed", row, data={"status": state})
        if state == WebhookState.ACTIVE:
            row.deliveries.filter(state=DeliveryState.WAITING).update(due_at=timezone.now(), made_at=timezone.now())
            queue.ring()
    return row


def delete_webhook(webhook: Webhook, *, by) -> None:
    """Stop telling and forget what was told; the activity log keeps that it existed."""
    with transaction.atomic():
        row = locked(webhook)
        record(by, "webhook.removed", row, data={"adres": row.url})
        row.delete()


def send_test(webhook: Webhook, *, by) -> WebhookDelivery:
    """Tell this webhook something that changes nothing, to see whether it arrives."""
    with transaction.atomic():
        row = locked(webhook)
        event = record(by, TEST, row)
        delivery = WebhookDelivery.objects.create(
            webhook=row, event=event, number=row.cursor, subject=queue.subject_of(event), due_at=timezone.now(), body=""
        )
        queue.write_body(delivery, event)
        queue.ring()
    return delivery


def send_again(delivery: WebhookDelivery, *, by) -> WebhookDelivery:
    """Send it once more under the same id, as after a fault on the other side. Raises RuleBroken WHK04."""
    with transaction.atomic():
        row = WebhookDelivery.objects.select_for_update(of=("self",)).select_related("webhook").get(pk=delivery.pk)
        if row.webhook.state != WebhookState.ACTIVE:
            raise RuleBroken(f"{row.webhook.name} is gepauzeerd. Hervat haar eerst.", code="WHK04")
        now = timezone.now()
        row.state, row.due_at, row.lease_until, row.tries, row.made_at = DeliveryState.WAITING, now, None, 0, now
        row.save(update_fields=["state", "due_at", "lease_until", "tries", "made_at"])
        record(by, "webhook.resent", row.webhook, data={"bezorging": str(row.pk)})
        queue.ring()
    return row


def find_webhook(pk) -> Webhook:
    """A webhook of this office. Raises NotHere."""
    row = Webhook.objects.filter(pk=pk).select_related("own_token").first()
    if row is None:
        raise NotHere("Deze webhook bestaat niet. Kies er een uit de lijst.")
    return row


def locked(webhook: Webhook) -> Webhook:
    """The row as it is now, for this transaction only. Raises NotHere."""
    row = Webhook.objects.select_for_update(of=("self",)).filter(pk=webhook.pk).first()
    if row is None:
        raise NotHere("Deze webhook is intussen verwijderd.")
    return row


def checked(name: str, url: str, events: list[str], own_token: ApiToken | None) -> dict:
    """The values as they are kept. Raises RuleBroken on the field that is wrong."""
    name, url = name.strip()[:60], url.strip()
    if not name:
        raise RuleBroken("Vul een naam in, zodat u de webhook later herkent.", code="G01", field="name")
    try:
        check_address(url)
    except OutboundRefused as fault:
        raise RuleBroken(fault.text, code="WHK01", field="url") from fault
    if not events or not set(events) <= set(TELLABLE):
        raise RuleBroken("Kies minstens één soort gebeurtenis uit de lijst.", code="G01", field="events")
    if own_token is not None and own_token.office_id != require_office_id():
        raise RuleBroken("Dit token hoort niet bij dit kantoor. Kies er een uit de lijst.", code="VELD", field="own_token")
    return {"name": name, "url": url, "events": sorted(set(events)), "own_token": own_token}


def saved(row: Webhook) -> Webhook:
    """Save it. Raises RuleBroken WHK02 when the name is taken."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise RuleBroken(f"Er is al een webhook met de naam {row.name}. Kies een andere naam.", code="WHK02", field="name") from None
    return row
