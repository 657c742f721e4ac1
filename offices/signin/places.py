"""Where a person may go after signing in: offices as staff, offices as client, the platform admin."""

from dataclasses import dataclass

from django.db.models import BigIntegerField, DateField, Exists, F, OuterRef, Q
from django.utils import timezone

from offices.db.prepared import Prepared
from offices.enums import MemberState, OfficeState
from offices.models import Office, PortalAccount, TeamMember


@dataclass(frozen=True)
class Place:
    """One door: `kind` is desk, portal or platform; the platform has no office."""

    kind: str
    name: str
    url: str
    office_id: int | None = None


def memberships(user) -> list[TeamMember]:
    """Memberships that work today, by name of the office."""
    found = TeamMember.objects.filter(user=user).select_related("office", "user").order_by("office__name")
    return [member for member in found if member.works_now]


def accounts(user) -> list[PortalAccount]:
    """Active portal accounts in offices that are open, last used first."""
    found = PortalAccount.objects.filter(user=user, active=True, office__state=OfficeState.ACTIVE)
    return list(
        found.select_related("office", "user").order_by(F("last_seen").desc(nulls_last=True), "office__name")
    )


def working(user, today) -> Q:
    """The condition under which a membership of the person works on this day; the same as TeamMember.works_now."""
    open_end = Q(ends_on=None) | Q(ends_on__gte=today)
    return open_end & Q(user=user, user__is_active=True, state=MemberState.ACTIVE, starts_on__lte=today)


def _doors(user, today):
    """Offices where the person works or is a client, by name."""
    works = Exists(TeamMember.objects.filter(working(user, today), office=OuterRef("pk")))
    is_client = Exists(PortalAccount.objects.filter(user=user, active=True, office=OuterRef("pk")))
    found = Office.objects.filter(state=OfficeState.ACTIVE).annotate(works=works, is_client=is_client)
    found = found.filter(Q(pk__in=_offices_of(TeamMember, user)) | Q(pk__in=_offices_of(PortalAccount, user)))
    return found.order_by("name").values_list("pk", "name", "slug", "works", "is_client")


def _offices_of(model, user):
    return model.objects.filter(user=user).values("office_id")


_doors_of = Prepared(_doors, user=BigIntegerField(), today=DateField())


def places(user) -> list[Place]:
    """Every place the person may enter, staff first. One query, since the frame of every page asks it."""
    found = _doors_of.rows(user=user.pk, today=timezone.localdate())
    doors = [Place("desk", name, f"/k/{slug}/", pk) for pk, name, slug, works, _ in found if works]
    doors += [Place("portal", name, f"/p/{slug}/", pk) for pk, name, slug, _, is_client in found if is_client]
    if user.is_staff:
        doors.append(Place("platform", "Platformbeheer", "/admin/"))
    return doors


def needs_two_factors(user) -> bool:
    """Whether the person may not go on with one factor: platform admins, and staff of an office that asks it."""
    return user.is_staff or any(member.office.require_2fa for member in memberships(user))


def is_staff_somewhere(user) -> bool:
    """Whether the person works in an office or for the platform, an invitation that waits included."""
    return user.is_staff or TeamMember.objects.filter(user=user).exclude(state=MemberState.ENDED).exists()
