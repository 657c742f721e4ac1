"""Telling other programs what happened here."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from integrations.enums import DeliveryState, WebhookState
from offices.fields import EncryptedTextField
from offices.models import Edited, OfficeOwned, belongs_to
from offices.walls import SameOffice


class Webhook(Edited):
    """An address that is told of chosen events. `cursor` is the number in the activity log up to where it was told."""

    name = models.CharField("naam", max_length=60)
    url = models.URLField("adres", max_length=300)
    events = ArrayField(models.CharField(max_length=40), verbose_name="gebeurtenissen", default=list)
    secret = EncryptedTextField("geheim", editable=False)
    state = models.CharField("status", max_length=7, choices=WebhookState, default=WebhookState.ACTIVE)
    # Changes made with this token are not told back to the program that made them.
    own_token = belongs_to("offices.ApiToken", models.PROTECT, null=True, related_name="+")
    cursor = models.BigIntegerField(default=0, editable=False)
    faults = models.PositiveSmallIntegerField("mislukt achter elkaar", default=0, editable=False)
    paused_at = models.DateTimeField("gepauzeerd op", null=True, blank=True, editable=False)

    class Meta(Edited.Meta):
        verbose_name, verbose_name_plural = "webhook", "webhooks"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("own_token"),
            models.UniqueConstraint("office", Lower("name"), name="integrations_webhook_name"),
        ]
        indexes = [models.Index(fields=["office", "own_token"], name="integrations_webhook_token")]

    def __str__(self):
        return self.name


class WebhookDelivery(OfficeOwned):
    """One event for one address. Its id and its body stay the same at every try; about one subject they keep their order."""

    webhook = belongs_to(Webhook, models.CASCADE, related_name="deliveries")
    event = belongs_to("offices.AuditEvent", models.CASCADE, related_name="+")
    number = models.BigIntegerField("plaats in het log")
    # Kind and id of what the event is about.
    subject = models.CharField(max_length=110, blank=True)
    body = models.TextField()
    state = models.CharField("status", max_length=9, choices=DeliveryState, default=DeliveryState.WAITING)
    tries = models.PositiveSmallIntegerField("pogingen", default=0)
    made_at = models.DateTimeField("gemaakt op", default=timezone.now)
    due_at = models.DateTimeField("volgende poging", null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField("laatste poging", null=True, blank=True)
    status = models.PositiveSmallIntegerField("antwoord", null=True, blank=True)
    fault = models.CharField("wat er misging", max_length=300, blank=True)

    class Meta(OfficeOwned.Meta):
        verbose_name, verbose_name_plural = "bezorging", "bezorgingen"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("webhook"),
            SameOffice("event"),
            models.UniqueConstraint(fields=["office", "webhook", "event"], name="integrations_delivery_once"),
        ]
        indexes = [
            models.Index(fields=["office", "event"], name="integrations_delivery_event"),
            models.Index(fields=["office", "webhook", "-number"], name="integrations_delivery_recent"),
            models.Index(
                fields=["office", "due_at"], condition=Q(due_at__isnull=False), name="integrations_delivery_due"
            ),
            models.Index(
                fields=["office", "webhook", "subject", "number"],
                condition=Q(state=DeliveryState.WAITING),
                name="integrations_delivery_order",
            ),
        ]

    def __str__(self):
        return f"{self.subject} {self.number}"
