"""Rights: which exist, what they are called, and which shipped role holds them with which scope.

Each app declares its own in `<app>/permissions.py`. Scope «L» covers relations on which the member holds a role,
«A» all relations of the office; a missing grant is no right at all.
"""

from dataclasses import dataclass
from functools import cached_property

from offices.errors import Forbidden

ROLES = ("VIEWER", "EDITOR", "MANAGER", "ADMIN")


@dataclass(frozen=True)
class Permission:
    """A right: stable key, Dutch label, and the scope of the four shipped roles (None, «L» or «A»)."""

    key: str
    label: str
    viewer: str | None = None
    editor: str | None = None
    manager: str | None = None
    admin: str | None = None
    # Asks a fresh second factor; a program with a token can never use it.
    step_up: bool = False
    # Given to a person by name and date; no role can hold it.
    by_name: bool = False

    @cached_property
    def grants(self) -> dict[str, str]:
        """Role code -> scope, for the roles that hold this right."""
        scopes = zip(ROLES, (self.viewer, self.editor, self.manager, self.admin), strict=True)
        return {role: scope for role, scope in scopes if scope}


_declared: dict[str, Permission] = {}


def declare(permissions: list[Permission]) -> None:
    """Make rights known; called once per app while its module is imported."""
    for permission in permissions:
        _declared[permission.key] = permission


def all_permissions() -> list[Permission]:
    """Every declared right, in order of declaration."""
    return list(_declared.values())


def by_name() -> set[str]:
    """Rights that no role holds: they are given to a person by name."""
    return {permission.key for permission in _declared.values() if permission.by_name}


def permission(key: str) -> Permission:
    """One right by key; KeyError when no app declares it."""
    return _declared[key]


def scope_of(member, key: str) -> str | None:
    """«A», «L» or None: how far the right of this member reaches now. An unknown key is a programming error."""
    if key not in _declared:
        raise KeyError(f"No app declares the permission {key}.")
    return member.grants.get(key) if member is not None and member.works_now else None


def may(member, key: str) -> bool:
    """Whether the member holds the right at all; whether it covers a record is asked in the query."""
    return scope_of(member, key) is not None


def require(member, key: str) -> str:
    """The scope of the right.

    Raises Forbidden when the member lacks it.
    """
    scope = scope_of(member, key)
    if scope is None:
        raise Forbidden(f"U heeft hiervoor het recht '{_declared[key].label}' nodig. Vraag uw beheerder om dit recht.")
    return scope


declare(
    [
        Permission("audit.view", "Activiteitenlog inzien", manager="A", admin="A"),
        Permission("audit.export", "Activiteitenlog exporteren", admin="A", step_up=True),
        Permission("trash.restore", "Verwijderde items kunnen herstellen", editor="L", manager="A", admin="A"),
        Permission("label.manage", "Labels beheren", manager="A", admin="A"),
        Permission("branding.manage", "Huisstijl beheren", admin="A"),
        Permission("team.view", "Teamleden inzien", viewer="A", editor="A", manager="A", admin="A"),
        Permission("team.manage", "Teamleden beheren", admin="A", step_up=True),
        Permission("team.role.manage", "Rollen beheren", admin="A", step_up=True),
        Permission("access.grant", "Rechten geven", admin="A", step_up=True),
        Permission("settings.general", "Algemene instellingen", admin="A"),
        Permission("health.view", "Systeem inzien", admin="A"),
        Permission("key.manage", "Sleutels van het kantoor beheren", admin="A", step_up=True),
        Permission("office.export", "Kantoor exporteren", admin="A", step_up=True),
        Permission("api.token.manage", "API-tokens beheren", admin="A", step_up=True),
        # Declared here because the ground floor keeps grants by name; its pages come with the WWFT.
        Permission("wwft.fiu", "FIU-meldingen behandelen", step_up=True, by_name=True),
    ]
)
