"""Who of the team does what for a relation; this decides who sees and does what."""

from django.db import models

from crm.queries import TeamAssignmentQuerySet
from crm.validity import in_order, no_overlap
from offices.history import history
from offices.models import Edited, OfficeManager, OfficeOwned, belongs_to
from offices.walls import SameOffice


@history("relation", "member")
class TeamAssignment(Edited):
    """A member in a role on a relation, from a day to a day."""

    relation = belongs_to("crm.Relation", models.CASCADE, related_name="assignments")
    role = belongs_to("offices.TeamRole", models.PROTECT, related_name="assignments")
    member = belongs_to("offices.TeamMember", models.PROTECT, related_name="assignments")
    valid_from = models.DateField("Vanaf")
    valid_to = models.DateField("Tot en met", null=True, blank=True)

    objects = OfficeManager.from_queryset(TeamAssignmentQuerySet)()

    class Meta(Edited.Meta):
        verbose_name = "toewijzing"
        verbose_name_plural = "toewijzingen"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("relation"),
            SameOffice("role"),
            SameOffice("member"),
            models.CheckConstraint(condition=in_order(), name="crm_teamassignment_dates"),
            no_overlap("relation", "role", "member", name="crm_teamassignment_no_overlap"),
        ]
        indexes = [
            models.Index(fields=["office", "member", "relation"], name="crm_assignment_member"),
            models.Index(fields=["office", "relation"], name="crm_assignment_relation"),
            models.Index(fields=["office", "role"], name="crm_assignment_role"),
        ]

    def __str__(self):
        return f"{self.member_id} op {self.relation_id}"


class DefaultAssignment(Edited):
    """Standaard teamlid: who gets a role on a new relation; the first line of a role whose condition holds."""

    order = models.PositiveSmallIntegerField("Volgorde", default=0)
    role = belongs_to("offices.TeamRole", models.CASCADE, related_name="default_assignments", verbose_name="Rol")
    member = belongs_to("offices.TeamMember", models.PROTECT, related_name="default_assignments", verbose_name="Teamlid")
    condition = models.JSONField("Wanneer", default=dict, blank=True)

    class Meta(Edited.Meta):
        verbose_name = "standaard teamlid"
        verbose_name_plural = "standaard teamleden"
        ordering = ["order", "id"]
        constraints = [*Edited.Meta.constraints, SameOffice("role"), SameOffice("member")]
        indexes = [
            models.Index(fields=["office", "role"], name="crm_defaultassignment_role"),
            models.Index(fields=["office", "member"], name="crm_defaultassignment_member"),
        ]

    def __str__(self):
        return f"{self.member_id} als {self.role_id}"


class StandInRelation(OfficeOwned):
    """A relation to which a stand-in is limited."""

    stand_in = belongs_to("offices.StandIn", models.CASCADE, related_name="relations")
    relation = belongs_to("crm.Relation", models.CASCADE, related_name="+")

    class Meta(OfficeOwned.Meta):
        verbose_name = "relatie van waarnemer"
        verbose_name_plural = "relaties van waarnemers"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("stand_in"),
            SameOffice("relation"),
            models.UniqueConstraint(fields=["office", "stand_in", "relation"], name="crm_standinrelation_once"),
        ]
        indexes = [models.Index(fields=["office", "relation"], name="crm_standinrelation_relation")]

    def __str__(self):
        return f"{self.relation_id} voor {self.stand_in_id}"
