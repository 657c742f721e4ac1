"""The ledger of outgoing mail: what was said to whom, and whether it left."""

from django.db import models
from django.db.models import Q

from offices.fields import EncryptedTextField
from offices.models.base import OfficeOwned


class MailState(models.TextChoices):
    QUEUED = "QUEUED", "In wachtrij"
    SENDING = "SENDING", "Wordt verzonden"
    SENT = "SENT", "Verzonden"
    KEPT = "KEPT", "Alleen in de postbus"
    EXPIRED = "EXPIRED", "Niet meer verzonden"
    FAILED = "FAILED", "Mislukt"


class OutgoingMail(OfficeOwned):
    """One mail to one address. Address and text are sealed: a text may hold a sign-in code."""

    to = EncryptedTextField("Aan")
    subject = models.CharField("Onderwerp", max_length=200)
    body = EncryptedTextField("Tekst")
    kind = models.CharField("Soort", max_length=40)
    idempotency_key = models.CharField("Herhaalsleutel", max_length=200)
    state = models.CharField("Status", max_length=10, choices=MailState, default=MailState.QUEUED)
    created_at = models.DateTimeField("Gemaakt op", auto_now_add=True)
    due_at = models.DateTimeField("Te verzenden op", null=True, blank=True)
    attempt = models.PositiveSmallIntegerField("Poging", default=0)
    expires_at = models.DateTimeField("Zinloos na", null=True, blank=True)
    sent_at = models.DateTimeField("Verzonden op", null=True, blank=True)
    fault = models.CharField("Fout", max_length=200, blank=True)
    bounce = models.CharField("Teruggekomen", max_length=200, blank=True)

    class Meta(OfficeOwned.Meta):
        verbose_name = "Uitgaande e-mail"
        verbose_name_plural = "Uitgaande e-mail"
        ordering = ["-id"]
        constraints = [
            *OfficeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["office", "idempotency_key"], name="offices_outgoingmail_once"),
        ]
        indexes = [
            models.Index(fields=["office", "due_at"], condition=Q(due_at__isnull=False), name="offices_outgoingmail_due"),
            models.Index(fields=["office", "kind", "-id"], name="offices_outgoingmail_kind"),
        ]

    def __str__(self):
        return self.subject
