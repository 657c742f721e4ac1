"""For whom a member acts on a relation: what the activity log and the timeline say beside his own name."""

from crm.models import TeamAssignment
from crm.queries import holding


def name_stood_in_for(member, relation_id) -> str:
    """The colleague for whom this member acts on a relation; empty where he holds a role himself or stands in for nobody.

    Reads all relations he stands in for at once and keeps them with the member: a bulk action asks this per relation.
    """
    known = member.__dict__.get("_stood_in_on")
    if known is None:
        known = member.__dict__["_stood_in_on"] = _relations_of(member)
    return known.get(relation_id, "")


def _relations_of(member) -> dict:
    rows = TeamAssignment.objects.valid().filter(holding(member)).select_related("member__user").order_by("member__number")
    own, others = set(), {}
    for row in rows:
        if row.member_id == member.pk:
            own.add(row.relation_id)
        else:
            others.setdefault(row.relation_id, str(row.member))
    return {relation: name for relation, name in others.items() if relation not in own}
