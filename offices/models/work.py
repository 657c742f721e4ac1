"""Small things every module uses: keys, settings, labels, numbers, repeated POSTs, heartbeats."""

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from offices.enums import KeyPurpose
from offices.history import history
from offices.models.base import OfficeOwned


class OfficeSecret(OfficeOwned):
    """A data, index or signing key of the office, wrapped by the installation's master key."""

    purpose = models.CharField(max_length=5, choices=KeyPurpose.choices)
    key_id = models.CharField(max_length=40)
    public = models.CharField(max_length=80, blank=True)
    secret = models.TextField()
    valid_from = models.DateTimeField(default=timezone.now)
    valid_to = models.DateTimeField(null=True, blank=True)

    class Meta(OfficeOwned.Meta):
        constraints = [
            *OfficeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["office", "key_id"], name="offices_secret_key_id"),
        ]

    def __str__(self):
        return f"{self.purpose} {self.key_id}"


@history()
class Setting(OfficeOwned):
    """One registered setting that differs from its default."""

    key = models.CharField(max_length=60)
    value = models.JSONField()

    class Meta(OfficeOwned.Meta):
        constraints = [
            *OfficeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["office", "key"], name="offices_setting_once"),
        ]

    def __str__(self):
        return self.key


class Label(OfficeOwned):
    """A free tag for filters and bulk actions."""

    name = models.CharField("label", max_length=30)
    color = models.PositiveSmallIntegerField("kleur", default=1)
    audience = models.CharField("voor", max_length=20, default="RELATIONS")

    class Meta(OfficeOwned.Meta):
        verbose_name, verbose_name_plural = "label", "labels"
        ordering = ["name"]
        constraints = [
            *OfficeOwned.Meta.constraints,
            models.UniqueConstraint("office", "audience", Lower("name"), name="offices_label_name"),
        ]

    def __str__(self):
        return self.name


class NumberSequence(OfficeOwned):
    """The next number of a series."""

    name = models.CharField(max_length=30)
    next = models.PositiveIntegerField(default=1)

    class Meta(OfficeOwned.Meta):
        constraints = [
            *OfficeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["office", "name"], name="offices_sequence_name"),
        ]

    def __str__(self):
        return f"{self.name}: {self.next}"


class IdempotencyKey(OfficeOwned):
    """The answer to a POST that a program may repeat."""

    owner = models.CharField(max_length=40)
    key = models.CharField(max_length=100)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.JSONField(null=True, blank=True)
    expires_at = models.DateTimeField()

    class Meta(OfficeOwned.Meta):
        constraints = [
            *OfficeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["office", "owner", "key"], name="offices_idempotency_once"),
        ]

    def __str__(self):
        return f"{self.owner} {self.key}"


class Heartbeat(models.Model):
    """When a part of the installation last showed it works: worker, beat, sweeper. Outside the wall."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField(default=timezone.now)
    figures = models.JSONField(default=dict)

    def __str__(self):
        return f"{self.name} {self.at}"
