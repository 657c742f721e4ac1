"""Links to other systems, and other programs that are told what happens here."""

from integrations.models.links import Connection, SyncItem, SyncRun
from integrations.models.webhooks import Webhook, WebhookDelivery

__all__ = ["Connection", "SyncItem", "SyncRun", "Webhook", "WebhookDelivery"]
