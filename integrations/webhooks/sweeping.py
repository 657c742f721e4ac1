"""Looking every half minute whether there is something to tell."""

from integrations.enums import WebhookState
from integrations.models import Webhook
from integrations.webhooks import queue


def sweep_webhooks() -> int:
    """Ring for the webhooks of this office, when it has any that work."""
    working = Webhook.objects.filter(state=WebhookState.ACTIVE)[:1].count()
    if working:
        queue.ring()
    queue.clean()
    return working
