"""Rights of links to other systems."""

from offices.permissions import Permission, declare

declare(
    [
        Permission("sync.manage", "Koppelingen beheren", admin="A"),
        Permission("webhook.manage", "Webhooks beheren", admin="A", step_up=True),
    ]
)
