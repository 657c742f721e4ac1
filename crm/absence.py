"""Who stands in today for somebody of the team of a relation."""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from crm.models import StandInRelation, TeamAssignment
from offices.models import StandIn, StandInRole


def mark_stand_ins(relation) -> None:
    """Give every assignment in `relation.team` its `stand_in` of today, or None; one question for the whole team."""
    team = relation.team
    found: dict = {}
    if team:
        today = timezone.localdate()
        his = TeamAssignment.objects.filter(
            pk__in=[row.pk for row in team], member=OuterRef("absent_member"), role__in=_roles()
        )
        here = StandInRelation.objects.filter(stand_in=OuterRef("pk"), relation=relation)
        rows = StandIn.objects.filter(absent_member__in=[row.member_id for row in team], valid_from__lte=today, valid_to__gte=today)
        rows = rows.filter(Q(scope="ALL") | Q(Exists(here), scope="RELATIONS") | Q(Exists(his), scope="ROLES"))
        found = {row.absent_member_id: row for row in rows.select_related("acting_member__user").order_by("-valid_to")}
    for row in team:
        row.stand_in = found.get(row.member_id)


def _roles():
    return StandInRole.objects.filter(stand_in=OuterRef(OuterRef("pk"))).values("role_id")
