"""What will change, written down before it changes: shared by import, bulk edit and merge."""

from django.db import models
from django.utils import timezone

from crm.enums import ItemResult, PlanAction, PlanKind, PlanState
from offices.fields import EncryptedJSONField
from offices.models import OfficeOwned, belongs_to
from offices.walls import SameOffice


class ChangePlan(OfficeOwned):
    """A list of changes with a hash over all of them; what was shown is what is done."""

    kind = models.CharField("Soort", max_length=6, choices=PlanKind)
    title = models.CharField("Wat", max_length=200)
    hash = models.CharField(max_length=64, editable=False)
    made_by = belongs_to("offices.TeamMember", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("Gemaakt op", default=timezone.now)
    expires_at = models.DateTimeField("Vervalt op")
    state = models.CharField("Status", max_length=16, choices=PlanState, default=PlanState.MADE)
    reason = models.CharField("Reden", max_length=500, blank=True)
    job = belongs_to("offices.Job", models.SET_NULL, null=True, related_name="+")
    applied_at = models.DateTimeField("Uitgevoerd op", null=True, blank=True)
    undone_at = models.DateTimeField("Teruggedraaid op", null=True, blank=True)
    counts = models.JSONField(default=dict)

    class Meta(OfficeOwned.Meta):
        verbose_name = "plan"
        verbose_name_plural = "plannen"
        constraints = [*OfficeOwned.Meta.constraints, SameOffice("made_by"), SameOffice("job")]
        indexes = [
            models.Index(fields=["office", "kind", "-made_at"], name="crm_changeplan_kind"),
            models.Index(fields=["office", "job"], name="crm_changeplan_job"),
        ]

    def __str__(self):
        return self.title


class PlanItem(OfficeOwned):
    """One object of a plan: `changes` is {field: [old, new]}; of a new object old is None.

    `seen_version` is the version the plan was made on; an object that changed since comes back for a new look.
    """

    plan = belongs_to("crm.ChangePlan", models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    action = models.CharField("Wat", max_length=6, choices=PlanAction)
    # A pointer without a key: «crm.relation» or «crm.contact» and its id, which a new object gets beforehand.
    object_kind = models.CharField(max_length=40)
    object_id = models.UUIDField()
    label = models.CharField("Naam", max_length=260, blank=True)
    seen_version = models.PositiveIntegerField(null=True)
    changes = EncryptedJSONField()
    result = models.CharField("Resultaat", max_length=6, choices=ItemResult, default=ItemResult.WAITING, blank=True)
    reason = models.CharField("Reden", max_length=500, blank=True)
    # The version the object had right after this item was applied: untouched since means it can be undone.
    left_version = models.PositiveIntegerField(null=True)

    class Meta(OfficeOwned.Meta):
        verbose_name = "regel van een plan"
        verbose_name_plural = "regels van plannen"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("plan"),
            models.UniqueConstraint(fields=["office", "plan", "position"], name="crm_planitem_position"),
        ]
        indexes = [
            models.Index(fields=["office", "plan", "result", "position"], name="crm_planitem_result"),
            models.Index(fields=["office", "object_id"], name="crm_planitem_object"),
        ]

    def __str__(self):
        return self.label or str(self.object_id)
