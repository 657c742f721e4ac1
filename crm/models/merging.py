"""Two records that were one: which stayed, and how to take it back."""

from django.db import models

from crm.enums import FieldTarget
from offices.fields import EncryptedJSONField
from offices.models import Edited, belongs_to
from offices.walls import SameOffice


class MergeRecord(Edited):
    """A merge. `carried` tells which rows moved and what each field was, so that it can be undone."""

    kind = models.CharField("Soort", max_length=8, choices=FieldTarget)
    winner_id = models.UUIDField()
    loser_id = models.UUIDField()
    winner_label = models.CharField("Blijft", max_length=260)
    loser_label = models.CharField("Gaat op in", max_length=260)
    plan = belongs_to("crm.ChangePlan", models.SET_NULL, null=True, related_name="merges")
    carried = EncryptedJSONField()
    left_version = models.PositiveIntegerField()
    undone_at = models.DateTimeField("Teruggedraaid op", null=True, blank=True)

    class Meta(Edited.Meta):
        verbose_name = "samenvoeging"
        verbose_name_plural = "samenvoegingen"
        constraints = [*Edited.Meta.constraints, SameOffice("plan")]
        indexes = [
            models.Index(fields=["office", "winner_id"], name="crm_merge_winner"),
            models.Index(fields=["office", "loser_id"], name="crm_merge_loser"),
            models.Index(fields=["office", "plan"], name="crm_merge_plan"),
        ]

    def __str__(self):
        return f"{self.loser_label} in {self.winner_label}"
