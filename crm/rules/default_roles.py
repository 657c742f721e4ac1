"""Standaard teamlid rollen: who gets which role on a new relation, the first line of a role whose condition holds."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from crm.conditions import clean, describe, those_that_hold
from crm.enums import RelationType
from crm.models import DefaultAssignment, TeamAssignment
from crm.timeline import write_entry
from offices.audit import record
from offices.enums import MemberState
from offices.errors import RuleBroken
from offices.models import TeamMember


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
    """Give a new relation its team, in the transaction that makes it; gives the assignments.

    A line for a colleague who does not work now is passed over, and so is a role that somebody holds already.
    """
    if relation.type == RelationType.INTERNAL:
        return []
    lines = list(DefaultAssignment.objects.filter(role__active=True).select_related("role", "member__user").order_by("order", "pk"))
    if not lines:
        return []
    today = timezone.localdate()
    working = Q(state=MemberState.ACTIVE) & (Q(ends_on=None) | Q(ends_on__gte=today)) & Q(starts_on__lte=today)
    here = set(TeamMember.objects.filter(working, pk__in=[line.member_id for line in lines]).values_list("pk", flat=True))
    held = set(TeamAssignment.objects.valid().filter(relation=relation).values_list("role_id", flat=True))
    fits = those_that_hold({line.pk: line.condition for line in lines}, relation)
    made = []
    for line in lines:
        if line.pk not in fits or line.member_id not in here or line.role_id in held:
            continue
        held.add(line.role_id)
        made.append(_assign(relation, line, by=by, day=today))
    return made


def _assign(relation, line, *, by, day):
    row = TeamAssignment.objects.create(
        relation=relation, role=line.role, member=line.member, valid_from=day, created_by=by if isinstance(by, TeamMember) else None
    )
    data = {"member": str(line.member_id), "role": line.role.name, "standaard": describe(line.condition)}
    record(by, "team.assigned", row, data=data, relation=relation)
    title = f"{line.member} is nu {line.role.name} (standaardteam)"
    write_entry(relation, "team.assigned", by=by, title=title, text=f"Regel: {describe(line.condition)}", object=relation)
    return row
