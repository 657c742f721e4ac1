"""Offices and people for tests."""

from dataclasses import dataclass
from datetime import date

from offices.enums import ShippedRole
from offices.models import AuthorisationRole, Office, PortalAccount, TeamMember, User
from offices.rules.office import create_office
from offices.scope import office_scope


@dataclass
class Kantoor:
    """An office with one member per shipped role."""

    office: Office
    viewer: TeamMember
    editor: TeamMember
    manager: TeamMember
    admin: TeamMember

    @property
    def scope(self):
        """Opens this office."""
        return office_scope(self.office.pk)

    @property
    def members(self) -> dict[str, TeamMember]:
        """Role code -> member."""
        return {code: getattr(self, code.lower()) for code in ShippedRole.values}


def make_user(email: str, **fields) -> User:
    """A user with the password `wachtwoord-lang-genoeg`."""
    fields.setdefault("name", email.split("@")[0].replace(".", " ").title())
    return User.objects.create_user(email, "wachtwoord-lang-genoeg", **fields)


def make_member(office: Office, role: str, email: str | None = None, **fields) -> TeamMember:
    """A member with a shipped role."""
    user = fields.pop("user", None) or make_user(email or f"{role.lower()}@{office.slug}.example")
    fields.setdefault("starts_on", date(2020, 1, 1))
    with office_scope(office.pk):
        shipped = AuthorisationRole.objects.get(shipped=role)
        number = TeamMember.objects.filter(office=office).count() + 1
        return TeamMember.objects.create(office=office, user=user, role=shipped, number=number, **fields)


def make_kantoor(slug: str) -> Kantoor:
    """An office named after its slug, with a member per role."""
    office = create_office(f"Kantoor {slug.title()}", slug=slug)
    return Kantoor(office, **{code.lower(): make_member(office, code) for code in ShippedRole.values})


def find_kantoor(slug: str) -> Kantoor | None:
    """The office with this slug and its members, or None."""
    office = Office.objects.filter(slug=slug).first()
    if office is None:
        return None
    rows = TeamMember.objects.filter(office=office).select_related("office", "user", "role")
    with office_scope(office.pk):
        members = {member.role.shipped.lower(): member for member in rows}
    return Kantoor(office, **members)


def make_account(office: Office, contact_id, email: str, **fields) -> PortalAccount:
    """A portal account for a contact."""
    user = fields.pop("user", None) or make_user(email)
    with office_scope(office.pk):
        return PortalAccount.objects.create(office=office, user=user, contact_id=contact_id, **fields)
