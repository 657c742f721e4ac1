"""Whether a member may use a right on one relation: the role contains it AND its scope covers the relation."""

from crm.models import TeamAssignment
from offices.errors import Forbidden
from offices.permissions import may, permission, scope_of


def may_on(member, key, relation):
    """Whether this member may use this right on this relation today."""
    scope = scope_of(member, key)
    if scope is None:
        return False
    if scope == "A" and (not relation.is_private or may(member, "crm.relation.private")):
        return True
    return holds_role(member, relation)


def require_on(member, key, relation):
    """Raises Forbidden, naming the right, when the member may not use it on this relation."""
    if not may_on(member, key, relation):
        raise Forbidden(
            f"U heeft hiervoor bij {relation.name} het recht '{permission(key).label}' nodig. "
            "Vraag uw beheerder om dit recht."
        )


def holds_role(member, relation):
    """Whether the member holds any role on the relation today."""
    return TeamAssignment.objects.valid().filter(member_id=member.pk, relation_id=relation.pk).exists()
