"""Standaard teamlid rollen: who gets which role on a new relation, the first line of a role whose condition holds."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from crm.conditions import clean, describe, where_they_hold
from crm.enums import RelationType
from crm.models import DefaultAssignment, TeamAssignment
from crm.timeline import draft_entry
from offices.audit import draft, record
from offices.enums import MemberState
from offices.errors import RuleBroken
from offices.models import TeamMember
from offices.pour import pour


def save_default(row, *, role, member, by, condition=None, order=0):
    """Make or change a line. Raises RuleBroken for a colleague who left, or CRM42 for a condition that cannot be."""
    if member.state == MemberState.ENDED or (member.ends_on and member.ends_on < timezone.localdate()):
        raise RuleBroken(f"{member} werkt niet meer op kantoor. Kies een ander teamlid.", code="CRM19", field="member")
    with transaction.atomic():
        made = DefaultAssignment.objects.select_for_update(of=("self",)).get(pk=row.pk) if row else DefaultAssignment(created_by=by if isinstance(by, TeamMember) else None)
        made.role, made.member, made.order = role, member, order
        made.condition = clean(condition)
        made.version += 1 if row else 0
        made.save()
        data = {"standaard": role.name, "teamlid": str(member), "wanneer": describe(made.condition)}
        record(by, "role.changed", made, data=data)
    return made


def delete_default(row, *, by):
    """Take a line away; relations keep whom they have."""
    with transaction.atomic():
        made = DefaultAssignment.objects.select_for_update(of=("self",)).select_related("role", "member__user").get(pk=row.pk)
        record(by, "role.changed", made, data={"standaard weg": made.role.name, "teamlid": str(made.member)})
        made.delete()


def give_default_roles(relation, *, by):
    """Give a new relation its team, in the transaction that makes it; gives the assignments."""
    return give_default_roles_to_all([relation], by=by)


def give_default_roles_to_all(relations, *, by):
    """Give many new relations their teams, in a fixed number of statements; gives the assignments.

    A line for a colleague who does not work now is passed over, and so is a role that somebody holds already.
    """
    relations = [relation for relation in relations if relation.type != RelationType.INTERNAL]
    lines = list(DefaultAssignment.objects.filter(role__active=True).select_related("role", "member__user").order_by("order", "pk"))
    if not lines or not relations:
        return []
    today, keys = timezone.localdate(), [relation.pk for relation in relations]
    working = Q(state=MemberState.ACTIVE) & (Q(ends_on=None) | Q(ends_on__gte=today)) & Q(starts_on__lte=today)
    here = set(TeamMember.objects.filter(working, pk__in=[line.member_id for line in lines]).values_list("pk", flat=True))
    lines = [line for line in lines if line.member_id in here]
    held = set(TeamAssignment.objects.valid().filter(relation__in=keys).values_list("relation_id", "role_id"))
    fits = where_they_hold({line.pk: line.condition for line in lines}, keys)
    known: dict = {}
    words = {line.pk: describe(line.condition, known) for line in lines}
    made = []
    for relation in relations:
        for line in lines:
            if relation.pk not in fits[line.pk] or (relation.pk, line.role_id) in held:
                continue
            held.add((relation.pk, line.role_id))
            made.append(_assignment(relation, line, words[line.pk], by=by, day=today))
    for rows in zip(*made, strict=True):
        pour(rows)
    return [row for row, _, _ in made]


def _assignment(relation, line, when, *, by, day):
    """The role, its line in the activity log and its line on the timeline, not written yet."""
    member = by if isinstance(by, TeamMember) else None
    row = TeamAssignment(relation=relation, role=line.role, member=line.member, valid_from=day, created_by=member)
    data = {"member": str(line.member_id), "role": line.role.name, "standaard": when}
    title = f"{line.member} is nu {line.role.name} (standaardteam)"
    return (
        row,
        draft(by, "team.assigned", row, data=data, relation=relation),
        draft_entry(relation, "team.assigned", by=by, title=title, text=f"Regel: {when}", object=row),
    )
