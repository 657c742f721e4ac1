"""Gaps in what was expected that the office set aside."""

from django.db import models

from offices.history import history
from offices.models import Edited, belongs_to
from offices.walls import SameOffice


@history("relation")
class ExpectationMute(Edited):
    """A gap that needs nobody until a day: the reason is asked, and the end (P6)."""

    relation = belongs_to("crm.Relation", models.CASCADE, related_name="+", verbose_name="Relatie")
    product = belongs_to("workflows.Product", models.CASCADE, related_name="+", verbose_name="Product")
    # Empty: every period up to `until`.
    period = belongs_to("workflows.Period", models.CASCADE, null=True, related_name="+", verbose_name="Periode")
    reason = models.CharField("Reden", max_length=300)
    until = models.DateField("Tot en met")

    class Meta(Edited.Meta):
        verbose_name = "Opzijgezette verwachting"
        verbose_name_plural = "Opzijgezette verwachtingen"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("relation"),
            SameOffice("product"),
            SameOffice("period"),
            models.UniqueConstraint(
                fields=["office", "relation", "product", "period"], nulls_distinct=False, name="sbr_inbox_mute_once"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "product"], name="sbr_inbox_mute_product"),
            models.Index(fields=["office", "period"], name="sbr_inbox_mute_period"),
        ]

    def __str__(self):
        return self.reason
