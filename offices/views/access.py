"""Rights as people read them: the matrix by role, and the reasons for one member."""

from collections import Counter
from dataclasses import dataclass

from offices.enums import MemberState, OfficeState
from offices.models import AuthorisationRole, RoleGrant, TeamMember
from offices.permissions import all_permissions

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


@dataclass(frozen=True)
class Cell:
    """One right of one role."""

    role: str
    tone: str
    icon: str
    words: str


def matrix(office) -> dict:
    """Rights in groups, a cell per role, and how many work with each role."""
    roles = list(AuthorisationRole.objects.filter(active=True).order_by("pk"))
    grants = {(g.role_id, g.permission): g.scope for g in RoleGrant.objects.all()}
    holders = Counter(
        TeamMember.objects.filter(office=office, state=MemberState.ACTIVE).values_list("role_id", flat=True)
    )
    groups: dict[str, list] = {}
    for right in all_permissions():
        cells = [Cell(role.name, *REACH_WORDS[grants.get((role.pk, right.key))]) for role in roles]
        groups.setdefault(GROUPS.get(right.key.split(".")[0], "Beheer"), []).append((right, cells))
    return {"roles": [(role, holders[role.pk]) for role in roles], "groups": list(groups.items())}


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
    texts = {
        "A": f"De rol {member.role.name} geeft dit recht voor alle relaties.",
        "L": f"De rol {member.role.name} geeft dit recht voor relaties waar {member} zelf een rol heeft.",
        None: f"De rol {member.role.name} bevat dit recht niet.",
    }
    made = []
    for right in all_permissions():
        scope = member.grants.get(right.key)
        tone, icon, words = REACH_WORDS[scope]
        made.append(Reason(right.label, right.key, tone or "mute", icon, words, texts[scope]))
    return made
