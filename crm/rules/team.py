"""Who of the team holds which role on a relation."""

import datetime

from django.db import transaction
from django.utils import timezone

from crm.models import Relation, TeamAssignment
from crm.timeline import write_entry
from offices.audit import record
from offices.errors import RuleBroken
from offices.models import TeamMember
from offices.texts import required


def assign(relation, *, role, member, by, valid_from=None, valid_to=None):
    """Give a member a role on a relation from today, or the dates given; gives the assignment.

    Raises RuleBroken when the member does not work in the office then or holds the role already.
    """
    valid_from = valid_from or timezone.localdate()
    if valid_to and valid_to < valid_from:
        raise RuleBroken("De einddatum ligt vóór de begindatum.", code="CRM19", field="valid_to")
    if role is None or member is None:
        raise RuleBroken(
            required("Rol" if role is None else "Teamlid"),
            code="G01",
            field="role" if role is None else "member",
        )
    with transaction.atomic():
        relation = Relation.objects.lock(relation.pk)
        _refuse_absent(member, valid_from)
        _refuse_twice(relation, role, member, valid_from, valid_to)
        row = TeamAssignment.objects.create(
            relation=relation,
            role=role,
            member=member,
            valid_from=valid_from,
            valid_to=valid_to,
            created_by=by if isinstance(by, TeamMember) else None,
        )
        data = {"member": str(member.pk), "role": role.name}
        record(by, "team.assigned", row, data=data, relation=relation)
        write_entry(relation, "team.assigned", by=by, title=f"{member} is nu {role.name}", object=relation)
    return row


def unassign(assignment, *, by):
    """Take the role away at once; gives (relation, role, member) so that it can be given back."""
    with transaction.atomic():
        row = TeamAssignment.objects.select_related("relation", "role", "member__user").lock(assignment.pk)
        relation, role, member = row.relation, row.role, row.member
        data = {"member": str(member.pk), "role": role.name}
        record(by, "team.unassigned", row, data=data, relation=relation)
        yesterday = timezone.localdate() - datetime.timedelta(days=1)
        if row.valid_from > yesterday:
            row.delete()
        else:
            row.valid_to = yesterday
            row.version += 1
            row.save(update_fields=["valid_to", "version", "updated_at"])
        write_entry(
            relation, "team.unassigned", by=by, title=f"{member} is niet langer {role.name}", object=relation
        )
    return relation, role, member


def set_role(relation, *, role, member, by):
    """Let this member alone hold the role from today, or nobody; who held it before no longer does.

    Raises RuleBroken when the member does not work in the office.
    """
    with transaction.atomic():
        relation = Relation.objects.lock(relation.pk)
        now = list(TeamAssignment.objects.valid().filter(relation=relation, role=role))
        for row in now:
            if member is None or row.member_id != member.pk:
                unassign(row, by=by)
        if member is not None and all(row.member_id != member.pk for row in now):
            assign(relation, role=role, member=member, by=by)


def _refuse_absent(member, day):
    ended = member.ends_on and member.ends_on < day
    if member.state == "ENDED" or ended:
        raise RuleBroken(
            f"{member} werkt dan niet meer op kantoor. Kies een ander teamlid.", code="CRM19", field="member"
        )


def _refuse_twice(relation, role, member, valid_from, valid_to):
    latest = valid_to or datetime.date.max
    for row in TeamAssignment.objects.filter(relation=relation, role=role, member=member):
        if row.valid_from <= latest and valid_from <= (row.valid_to or datetime.date.max):
            raise RuleBroken(f"{member} is al {role.name} bij deze relatie.", code="CRM19", field="member")
