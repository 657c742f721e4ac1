"""Where a person may go after signing in: offices as staff, offices as client, the platform admin."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from offices.enums import MemberState, OfficeState
from offices.models import Office, PortalAccount, TeamMember


@dataclass(frozen=True)
class Place:
    """One door: `kind` is desk, portal or platform; the platform has no office."""

    kind: str
    name: str
    url: str
    office: Office | None = None


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


def working(user) -> Q:
    """The condition under which a membership of the person works today; the same as TeamMember.works_now."""
    today = timezone.localdate()
    open_end = Q(ends_on=None) | Q(ends_on__gte=today)
    return open_end & Q(user=user, user__is_active=True, state=MemberState.ACTIVE, starts_on__lte=today)


def places(user) -> list[Place]:
    """Every place the person may enter, staff first. One query, since the frame of every page asks it."""
    works = TeamMember.objects.filter(working(user)).values("office_id")
    is_client = PortalAccount.objects.filter(user=user, active=True).values("office_id")
    either = Office.objects.filter(Q(pk__in=works) | Q(pk__in=is_client), state=OfficeState.ACTIVE).order_by(
        "name"
    )
    found = list(
        either.annotate(
            works=Exists(TeamMember.objects.filter(working(user), office=OuterRef("pk"))),
            is_client=Exists(PortalAccount.objects.filter(user=user, active=True, office=OuterRef("pk"))),
        )
    )
    doors = [Place("desk", office.name, f"/k/{office.slug}/", office) for office in found if office.works]
    doors += [
        Place("portal", office.name, f"/p/{office.slug}/", office) for office in found if office.is_client
    ]
    if user.is_staff:
        doors.append(Place("platform", "Platformbeheer", "/admin/"))
    return doors


def needs_two_factors(user) -> bool:
    """Whether the person may not go on with one factor: platform admins, and staff of an office that asks it."""
    return user.is_staff or any(member.office.require_2fa for member in memberships(user))


def is_staff_somewhere(user) -> bool:
    """Whether the person works in an office or for the platform, an invitation that waits included."""
    return user.is_staff or TeamMember.objects.filter(user=user).exclude(state=MemberState.ENDED).exists()
