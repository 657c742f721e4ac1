"""*Waarom mag deze persoon dit?* for one relation: per right whether it reaches that relation, and by what."""

from dataclasses import dataclass

from crm.access import Reach
from crm.models import Relation, TeamAssignment
from crm.queries import holding
from offices.permissions import all_permissions, may

# Rights about one relation; the others are about the office.
ABOUT_RELATIONS = frozenset({"crm", "dossier", "filing", "timeline", "note", "portal", "relation_product", "deadline"})
ABOUT_OFFICE = frozenset({"crm.relation.create", "crm.custom_field.manage", "dossier.folder.manage", "deadline.rule.manage", "portal.policy.manage"})


@dataclass(frozen=True)
class RelationReason:
    """Whether a right reaches one relation, and why."""

    label: str
    allowed: bool
    text: str

    @property
    def icon(self) -> str:
        """What repeats the answer for who sees no colour."""
        return "circle-check" if self.allowed else "minus"


def explain_on_relation(who, *, viewer, asked) -> dict:
    """What the page shows about the relation with this number, as far as the viewer may see it himself."""
    number = asked.get("relatie", "").strip()
    shown = {"relation_asked": number, "asks_relation": True}
    if not number:
        return shown
    relation = Relation.objects.visible_to(viewer).filter(number=number).first()
    if relation is None:
        return shown | {"relation_missing": True}
    return shown | {"relation": relation, "relation_roles": roles_on(who, relation), "relation_reasons": reasons_on(who, relation)}


def roles_on(who, relation) -> list[str]:
    """How this member is tied to the relation today: his own roles, and those he stands in for."""
    rows = TeamAssignment.objects.valid().filter(holding(who), relation=relation).select_related("role", "member__user")
    return [
        f"{row.role.name} sinds {row.valid_from:%d-%m-%Y}" if row.member_id == who.pk else f"{row.role.name} als waarnemer van {row.member}"
        for row in rows.order_by("role__order")
    ]


def reasons_on(who, relation) -> list[RelationReason]:
    """Every right with reach over relations, with the rule that gives or refuses it on this one."""
    reach = Reach(who, relation)
    tied = roles_on(who, relation)
    made = []
    for right in all_permissions():
        scope = who.grants.get(right.key) if who.works_now else None
        if right.by_name or right.key in ABOUT_OFFICE or right.key.partition(".")[0] not in ABOUT_RELATIONS:
            continue
        made.append(RelationReason(right.label, reach.may(right.key), _why(who, relation, right, scope, tied)))
    return made


def _why(who, relation, right, scope, tied) -> str:
    if scope is None:
        return f"De rol {who.role.name} bevat dit recht niet." if who.works_now else f"{who} werkt hier niet op deze dag."
    if scope == "A" and (not relation.is_private or may(who, "crm.relation.private")):
        return f"De rol {who.role.name} geeft dit recht voor het hele kantoor."
    if tied:
        return f"{who} is bij deze relatie {', '.join(tied)}."
    if scope == "A":
        return "De relatie is afgeschermd. Alleen wie er een rol heeft, of afgeschermde relaties mag inzien, ziet haar."
    return f"Dit recht geldt voor eigen relaties, en {who} heeft bij deze relatie geen rol."
