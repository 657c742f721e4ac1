"""Where a person may go after signing in: offices as staff, offices as client, the platform admin."""

from dataclasses import dataclass

from django.db.models import F
from django.urls import NoReverseMatch, reverse

from offices.enums import MemberState, OfficeState
from offices.models import Office, PortalAccount, TeamMember


@dataclass(frozen=True)
class Place:
    """One door. `who` is the team member or portal account that opens it; None for the platform."""

    kind: str  # desk, portal or platform
    name: str
    url: str
    office: Office | None = None
    who: TeamMember | PortalAccount | None = None


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


def places(user) -> list[Place]:
    """Every place the person may enter, staff first. Two queries."""
    doors = [
        Place("desk", member.office.name, _home("k", member.office.slug), member.office, member)
        for member in memberships(user)
    ]
    doors += [
        Place("portal", account.office.name, _home("p", account.office.slug), account.office, account)
        for account in accounts(user)
    ]
    if user.is_staff:
        doors.append(Place("platform", "Platformbeheer", _platform()))
    return doors


def needs_two_factors(user) -> bool:
    """Whether the person may not go on with one factor: platform admins, and staff of an office that asks it."""
    return user.is_staff or any(member.office.require_2fa for member in memberships(user))


def _home(letter: str, slug: str) -> str:
    return f"/{letter}/{slug}/"


def _platform() -> str:
    try:
        return reverse("admin:index")
    except NoReverseMatch:
        return "/admin/"


def is_staff_somewhere(user) -> bool:
    """Whether the person works in an office or for the platform, an invitation that waits included."""
    return user.is_staff or TeamMember.objects.filter(user=user).exclude(state=MemberState.ENDED).exists()
