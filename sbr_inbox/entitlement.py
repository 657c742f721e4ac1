"""Which contact may see and answer which filing, on a day: read from the links of the crm, never remembered."""

from dataclasses import dataclass

from crm.enums import PortalAccess, RelationStatus
from crm.models import RelationContact, TeamAssignment
from offices.enums import ShippedTeamRole
from offices.models import Office


def link_for(contact_id, filing, *, day=None) -> RelationContact | None:
    """The link by which this contact may see this filing on the day (today when none is given), or None."""
    links = RelationContact.objects.with_access(day).filter(contact_id=contact_id, relation_id=filing.relation_id)
    return links.filter(sees__contains=[filing.kind]).select_related("contact", "relation").first()


def may_answer(link: RelationContact | None) -> bool:
    """Whether this link lets the contact approve or decline: full access, and the relation is not blocked."""
    return bool(link and link.portal_access == PortalAccess.FULL and link.relation.status != RelationStatus.BLOCKED)


def who_may_answer(filing, *, day=None) -> list[RelationContact]:
    """Links of everybody who may answer this filing on the day; the preferred contact first."""
    links = RelationContact.objects.with_access(day).filter(relation_id=filing.relation_id, sees__contains=[filing.kind])
    links = links.select_related("contact", "relation").order_by("-is_preferred", "valid_from", "id")
    return [link for link in links if may_answer(link)]


@dataclass(frozen=True)
class Desk:
    """Whom a client calls or mails about a relation: the relation manager, else the office itself."""

    name: str
    phone: str
    email: str
    function: str = ""


def desk_of(relation) -> Desk:
    """The person (or office) a client can ask a question about this relation today."""
    holders = TeamAssignment.objects.valid().filter(relation=relation, role__code=ShippedTeamRole.RELATION_MANAGER)
    held = holders.select_related("member__user", "member__office").order_by("valid_from", "id").first()
    if held is None:
        office = Office.objects.get(pk=relation.office_id)
        return Desk(office.name, office.phone, office.email)
    member = held.member
    return Desk(str(member), member.phone or member.office.phone, member.user.email, member.function)
