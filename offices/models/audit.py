"""The activity log: append-only, sealed into a chain per office (product P14)."""

import pgtrigger
from django.db import models
from django.utils import timezone

from offices.models.base import OfficeOwned


class AuditEvent(OfficeOwned):
    """Who did or read what, for whom, when and from where. Values are masked before they come here."""

    event = models.CharField("gebeurtenis", max_length=40)
    at = models.DateTimeField("wanneer", default=timezone.now)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=40, blank=True)
    actor_label = models.CharField("wie", max_length=160)
    on_behalf_of = models.CharField("namens", max_length=160, blank=True)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    subject_label = models.CharField("waarover", max_length=200, blank=True)
    relation_id = models.UUIDField(null=True, blank=True)
    data = models.JSONField("details", default=dict)
    ip = models.GenericIPAddressField(null=True, blank=True)
    session_id = models.UUIDField(null=True, blank=True)
    # Filled once, by sealing: position in the chain, own hash, and the hash before it.
    number = models.BigIntegerField(null=True, blank=True)
    hash = models.CharField(max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)

    class Meta(OfficeOwned.Meta):
        verbose_name, verbose_name_plural = "gebeurtenis", "activiteitenlog"
        constraints = [
            *OfficeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["office", "number"], condition=models.Q(number__isnull=False), name="offices_audit_number"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "-at", "-id"], name="offices_audit_at"),
            models.Index(fields=["office", "subject_id"], name="offices_audit_subject"),
            models.Index(fields=["office", "event", "-id"], name="offices_audit_event"),
            models.Index(
                fields=["office", "relation_id", "-at", "-id"],
                condition=models.Q(relation_id__isnull=False),
                name="offices_audit_relation",
            ),
            models.Index(fields=["office", "id"], condition=models.Q(number__isnull=True), name="offices_audit_unsealed"),
        ]
        triggers = [
            pgtrigger.Protect(name="audit_no_delete", operation=pgtrigger.Delete),
            # Sealing is the one change: a row without a number gets its three chain columns and nothing else.
            pgtrigger.Protect(
                name="audit_sealed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.number IS NOT NULL OR NEW.number IS NULL OR "
                    "(to_jsonb(OLD) - ARRAY['number', 'hash', 'previous_hash']) IS DISTINCT FROM "
                    "(to_jsonb(NEW) - ARRAY['number', 'hash', 'previous_hash'])"
                ),
            ),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.event}"


class AuditRoot(OfficeOwned):
    """The end of the chain on a day; kept off the machine it proves that nothing before it was changed."""

    day = models.DateField("dag")
    root = models.CharField(max_length=64)
    first_number = models.BigIntegerField()
    last_number = models.BigIntegerField()

    class Meta(OfficeOwned.Meta):
        constraints = [
            *OfficeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["office", "day"], name="offices_auditroot_day"),
        ]
        triggers = [pgtrigger.Protect(name="audit_root_no_delete", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.day} {self.root[:12]}"
