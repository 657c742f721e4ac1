"""Rights as people read them: the matrix by role, and the reasons for one member."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from offices.enums import MemberState, OfficeState
from offices.models import AuthorisationRole, PersonalGrant, RoleGrant, TeamMember
from offices.permissions import Permission, all_permissions

GROUPS = {
    "crm": "Relaties en contacten",
    "portal": "Portaal",
    "import": "Importeren",
    "timeline": "Tijdlijn",
    "note": "Notities",
    "dossier": "Dossier",
    "sign": "Ondertekening",
    "message": "Berichten",
    "call": "Oproepen",
    "workflow": "Workflows",
    "task": "Taken",
    "plan": "Planbord",
    "product": "Producten",
    "relation_product": "Producten",
    "filing": "SBR inbox",
    "sbr": "SBR-instellingen",
    "wwft": "WWFT",
    "sync": "Koppelingen",
    "webhook": "Koppelingen",
    "report": "Rapporten",
}
REACH_WORDS = {
    "A": ("ok", "circle-check", "heel kantoor"),
    "L": ("info", "circle-dot", "eigen relaties"),
    None: ("", "minus", "nee"),
}
BY_NAME_WORDS = ("", "user", "alleen op naam")


@dataclass(frozen=True)
class Cell:
    """One right of one role."""

    role: str
    tone: str
    icon: str
    words: str
    role_id: UUID
    scope: str


def matrix(office, *, roles: list[AuthorisationRole] | None = None) -> dict:
    """Rights in groups, a cell per role (all that are active, or these), and how many work with each role."""
    roles = list(AuthorisationRole.objects.filter(active=True).order_by("pk")) if roles is None else roles
    grants = {(g.role_id, g.permission): g.scope for g in RoleGrant.objects.all()}
    holders = Counter(
        TeamMember.objects.filter(office=office, state=MemberState.ACTIVE).values_list("role_id", flat=True)
    )
    groups: dict[str, list] = {}
    for right in all_permissions():
        cells = [_cell(role, right, grants.get((role.pk, right.key))) for role in roles]
        groups.setdefault(GROUPS.get(right.key.split(".")[0], "Beheer"), []).append((right, cells))
    return {"roles": [(role, holders[role.pk]) for role in roles], "groups": list(groups.items())}


def _cell(role: AuthorisationRole, right: Permission, scope: str | None) -> Cell:
    tone, icon, words = BY_NAME_WORDS if right.by_name else REACH_WORDS[scope]
    return Cell(role.name, tone, icon, words, role.pk, scope or "")


@dataclass(frozen=True)
class Reason:
    """Why a member may or may not use a right."""

    label: str
    key: str
    tone: str
    icon: str
    words: str
    text: str


def closed_door(member: TeamMember) -> str:
    """Why somebody has no right at all now; empty when he works."""
    if member.works_now:
        return ""
    if member.state == MemberState.INVITED:
        return "heeft de uitnodiging nog niet gebruikt"
    if member.office.state != OfficeState.ACTIVE:
        return "het kantoor is niet actief"
    if not member.user.is_active:
        return "de login is geblokkeerd"
    return "werkt hier niet op deze dag"


def explanation(member: TeamMember) -> list[Reason]:
    """Every right with its reason: the door, the role and its reach."""
    shut = closed_door(member)
    if shut:
        return [
            Reason(p.label, p.key, "bad", "circle-x", "nee", f"{member} {shut}.") for p in all_permissions()
        ]
    named = {
        row.permission: row
        for row in PersonalGrant.objects.filter(member=member).select_related("granted_by__user").order_by("valid_from")
    }
    texts = {
        "A": f"De rol {member.role.name} geeft dit recht voor alle relaties.",
        "L": f"De rol {member.role.name} geeft dit recht voor relaties waar {member} zelf een rol heeft.",
        None: f"De rol {member.role.name} bevat dit recht niet.",
    }
    made = []
    for right in all_permissions():
        scope = member.grants.get(right.key)
        tone, icon, words = REACH_WORDS[scope]
        text = _by_name(scope, named.get(right.key)) if right.by_name else texts[scope]
        made.append(Reason(right.label, right.key, tone or "mute", icon, words, text))
    return made


def _by_name(scope: str | None, row: PersonalGrant | None) -> str:
    if scope is None or row is None:
        return "Dit recht geeft geen rol. Een beheerder geeft het op naam, aan een ander dan zichzelf."
    until = f" tot en met {row.valid_to:%d-%m-%Y}" if row.valid_to else ""
    return f"Op naam gegeven door {row.granted_by}, vanaf {row.valid_from:%d-%m-%Y}{until}."
