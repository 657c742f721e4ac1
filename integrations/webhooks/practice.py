"""A webhook for a practice office: paused, so that nothing leaves for an address that does not exist."""

from integrations.enums import WebhookState
from integrations.webhooks.rules import make_webhook, send_test, set_state
from offices.practice import Plan


def fill(plan: Plan) -> None:
    """One webhook and a test that waits."""
    by = plan.members["ADMIN"]
    webhook, _ = make_webhook(
        plan.mark("Planning van het kantoor")[:60], by=by, url="https://planning.example.org/kantoor", events=["relation", "contact"]
    )
    set_state(webhook, WebhookState.PAUSED, by=by)
    send_test(webhook, by=by)
