"""Groups that pick up work, colleagues who stand in, rights by name, labels on colleagues."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from offices.enums import StandInScope
from offices.history import history
from offices.models.base import Edited, OfficeOwned, belongs_to
from offices.walls import SameOffice


class ProcessTeam(Edited):
    """Procesteam: a phase for a team is picked up by any of its members."""

    name = models.CharField("teamnaam", max_length=60)
    lead = belongs_to("offices.TeamMember", models.PROTECT, null=True, related_name="+", verbose_name="aanspreekpunt")
    open_to_clients = models.BooleanField("cliënt mag schrijven", default=False)

    class Meta(Edited.Meta):
        verbose_name, verbose_name_plural = "procesteam", "procesteams"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("lead"),
            models.UniqueConstraint("office", Lower("name"), name="offices_processteam_name"),
        ]

    def __str__(self):
        return self.name


class ProcessTeamMember(OfficeOwned):
    """A colleague in a process team."""

    team = belongs_to("offices.ProcessTeam", models.CASCADE, related_name="members")
    member = belongs_to("offices.TeamMember", models.PROTECT, related_name="process_teams")

    class Meta(OfficeOwned.Meta):
        verbose_name, verbose_name_plural = "lid van procesteam", "leden van procesteams"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("team"),
            SameOffice("member"),
            models.UniqueConstraint(fields=["office", "team", "member"], name="offices_processteam_member"),
        ]
        indexes = [models.Index(fields=["office", "member"], name="offices_processteam_of")]

    def __str__(self):
        return f"{self.member_id} in {self.team_id}"


class ProcessTeamRole(OfficeOwned):
    """A role that the members of a process team can hold on a relation."""

    team = belongs_to("offices.ProcessTeam", models.CASCADE, related_name="roles")
    role = belongs_to("offices.TeamRole", models.CASCADE, related_name="+")

    class Meta(OfficeOwned.Meta):
        verbose_name, verbose_name_plural = "rol van procesteam", "rollen van procesteams"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("team"),
            SameOffice("role"),
            models.UniqueConstraint(fields=["office", "team", "role"], name="offices_processteam_role"),
        ]
        indexes = [models.Index(fields=["office", "role"], name="offices_processteam_roleof")]

    def __str__(self):
        return f"{self.role_id} voor {self.team_id}"


@history()
class StandIn(Edited):
    """Waarnemer: acts for an absent colleague, at most a year, and it ends by itself."""

    absent_member = belongs_to("offices.TeamMember", models.PROTECT, related_name="stood_in_by", verbose_name="voor")
    acting_member = belongs_to("offices.TeamMember", models.PROTECT, related_name="stands_in_for", verbose_name="door")
    valid_from = models.DateField("vanaf")
    valid_to = models.DateField("tot en met")
    scope = models.CharField("bereik", max_length=9, choices=StandInScope, default=StandInScope.ALL)
    note = models.CharField("notitie", max_length=500, blank=True)

    class Meta(Edited.Meta):
        verbose_name, verbose_name_plural = "waarnemer", "waarnemers"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("absent_member"),
            SameOffice("acting_member"),
            models.CheckConstraint(condition=~Q(absent_member=F("acting_member")), name="offices_standin_two_people"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")) & Q(valid_to__lte=F("valid_from") + timedelta(days=366)),
                name="offices_standin_dates",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "acting_member", "valid_to"], name="offices_standin_acting"),
            models.Index(fields=["office", "absent_member", "valid_to"], name="offices_standin_absent"),
        ]

    def __str__(self):
        return f"{self.acting_member} voor {self.absent_member}"


class StandInRole(OfficeOwned):
    """A role to which a stand-in is limited."""

    stand_in = belongs_to("offices.StandIn", models.CASCADE, related_name="roles")
    role = belongs_to("offices.TeamRole", models.CASCADE, related_name="+")

    class Meta(OfficeOwned.Meta):
        verbose_name, verbose_name_plural = "rol van waarnemer", "rollen van waarnemers"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("stand_in"),
            SameOffice("role"),
            models.UniqueConstraint(fields=["office", "stand_in", "role"], name="offices_standin_role"),
        ]
        indexes = [models.Index(fields=["office", "role"], name="offices_standin_roleof")]

    def __str__(self):
        return f"{self.role_id} voor {self.stand_in_id}"


@history("member")
class PersonalGrant(OfficeOwned):
    """A right that is given by name only; no role holds it."""

    member = belongs_to("offices.TeamMember", models.PROTECT, related_name="personal_grants")
    permission = models.CharField("recht", max_length=60)
    granted_by = belongs_to("offices.TeamMember", models.PROTECT, related_name="+", verbose_name="gegeven door")
    valid_from = models.DateField("vanaf")
    valid_to = models.DateField("tot en met", null=True, blank=True)

    class Meta(OfficeOwned.Meta):
        verbose_name, verbose_name_plural = "recht op naam", "rechten op naam"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("member"),
            SameOffice("granted_by"),
            models.UniqueConstraint(fields=["office", "member", "permission", "valid_from"], name="offices_personalgrant_once"),
        ]

    def __str__(self):
        return f"{self.permission} voor {self.member_id}"


class MemberLabel(OfficeOwned):
    """A label on a colleague."""

    label = belongs_to("offices.Label", models.CASCADE, related_name="member_labels")
    member = belongs_to("offices.TeamMember", models.PROTECT, related_name="member_labels")

    class Meta(OfficeOwned.Meta):
        verbose_name, verbose_name_plural = "label van teamlid", "labels van teamleden"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("label"),
            SameOffice("member"),
            models.UniqueConstraint(fields=["office", "label", "member"], name="offices_memberlabel_once"),
        ]
        indexes = [models.Index(fields=["office", "member"], name="offices_memberlabel_member")]

    def __str__(self):
        return f"{self.label_id} op {self.member_id}"
