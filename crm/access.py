"""Whether a member may use a right on one relation: the role contains it and its scope covers the relation."""

from functools import cached_property

from crm.models import TeamAssignment
from crm.queries import holding
from offices.errors import Forbidden
from offices.permissions import may, permission, scope_of


class Reach:
    """What one member may do on one relation; asks the database at most once."""

    def __init__(self, member, relation):
        self.member, self.relation = member, relation

    @cached_property
    def holds_role(self):
        """Whether the member holds any role on the relation today, himself or as a stand-in."""
        if hasattr(self.relation, "team"):
            own = any(row.member_id == self.member.pk for row in self.relation.team)
            if own or not self.member.stands_in:
                return own
        rows = TeamAssignment.objects.valid().filter(holding(self.member), relation_id=self.relation.pk)
        return rows.exists()

    def may(self, key):
        """Whether this right reaches the relation. Private ones need a role, or the right for them."""
        scope = scope_of(self.member, key)
        if scope is None:
            return False
        open_to_all = not self.relation.is_private or may(self.member, "crm.relation.private")
        return (scope == "A" and open_to_all) or self.holds_role

    def require(self, key):
        """Raises Forbidden, naming the right, when it does not reach the relation."""
        if not self.may(key):
            raise Forbidden(
                f"U heeft hiervoor bij {self.relation.name} het recht '{permission(key).label}' nodig. "
                "Vraag uw beheerder om dit recht."
            )


def may_on(member, key, relation):
    """Whether this member may use this right on this relation today."""
    return Reach(member, relation).may(key)


def require_on(member, key, relation):
    """Raises Forbidden, naming the right, when the member may not use it on this relation."""
    Reach(member, relation).require(key)
