"""Waarnemers: a colleague who sees and does, for a while, what an absent one does on his relations."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from crm.models import Relation, StandInRelation, TeamAssignment
from offices.audit import record
from offices.enums import MemberState, StandInScope
from offices.errors import RuleBroken
from offices.models import StandIn, StandInRole, TeamMember
from offices.permissions import require
from offices.texts import required

MOST_DAYS = 366
MOST_RELATIONS = 500


def make_stand_in(absent, *, acting, valid_from, valid_to, by, scope=StandInScope.ALL, roles=(), relations=(), note=""):
    """Let `acting` stand in for `absent` from a day to a day, both included.

    Everybody may do this for himself; for a colleague it asks the right to manage the team. Narrowed to roles or
    relations it reaches only what `absent` holds there. Raises RuleBroken ADM04, ADM17, G01.
    """
    check_whose(absent, by)
    _check_dates(valid_from, valid_to)
    _check_narrowing(absent, scope, roles, relations)
    with transaction.atomic():
        members = TeamMember.objects.select_for_update(of=("self",)).select_related("user", "office")
        found = {row.pk: row for row in members.filter(office_id=absent.office_id, pk__in=[absent.pk, acting.pk])}
        _check_people(found.get(absent.pk), found.get(acting.pk), valid_to)
        _refuse_twice(absent, acting, valid_from, valid_to)
        row = StandIn.objects.create(
            absent_member=absent, acting_member=acting, valid_from=valid_from, valid_to=valid_to, scope=scope,
            note=note.strip()[:500], created_by=by if isinstance(by, TeamMember) else None,
        )  # fmt: skip
        if scope == StandInScope.ROLES:
            StandInRole.objects.bulk_create(StandInRole(stand_in=row, role=role) for role in roles)
        if scope == StandInScope.RELATIONS:
            StandInRelation.objects.bulk_create(StandInRelation(stand_in=row, relation=one) for one in relations)
        record(by, "standin.given", row, data=_said(row))
    return row


def end_stand_in(row, *, by):
    """End it at once: yesterday was the last day. One that had not begun disappears; gives what it was."""
    with transaction.atomic():
        row = StandIn.objects.select_for_update(of=("self",)).select_related("absent_member", "acting_member").get(pk=row.pk)
        check_whose(row.absent_member, by)
        today = timezone.localdate()
        if row.valid_to < today:
            return row
        record(by, "standin.ended", row, data=_said(row))
        if row.valid_from >= today:
            row.delete()
        else:
            row.valid_to, row.version = today - timedelta(days=1), row.version + 1
            row.save(update_fields=["valid_to", "version", "updated_at"])
    return row


def check_whose(absent, by) -> None:
    """One's own absence, or the right to manage the team. Raises Forbidden."""
    if isinstance(by, TeamMember) and by.pk != absent.pk:
        require(by, "team.manage")


def _said(row) -> dict:
    return {
        "voor": str(row.absent_member), "door": str(row.acting_member), "van": row.valid_from, "tot": row.valid_to,
        "bereik": row.scope,
    }  # fmt: skip


def _check_dates(valid_from, valid_to):
    if valid_to < valid_from:
        raise RuleBroken("De einddatum ligt vóór de begindatum.", code="CRM19", field="valid_to")
    if valid_to < timezone.localdate():
        raise RuleBroken("De einddatum is al voorbij. Kies een latere einddatum.", code="ADM16", field="valid_to")
    if valid_to - valid_from >= timedelta(days=MOST_DAYS):
        raise RuleBroken("Een waarneming duurt ten hoogste twaalf maanden. Kies een eerdere einddatum.", code="ADM16", field="valid_to")


def _check_people(absent, acting, valid_to):
    text = f"Een waarnemer kan niet zichzelf of iemand met een einddatum vóór {valid_to:%d-%m-%Y} zijn."
    refused = RuleBroken(text, code="ADM04", field="acting_member")
    if absent is None or acting is None or absent.pk == acting.pk:
        raise refused
    if acting.state != MemberState.ACTIVE or (acting.ends_on and acting.ends_on < valid_to):
        raise refused


def _refuse_twice(absent, acting, valid_from, valid_to):
    both = StandIn.objects.filter(absent_member=absent, acting_member=acting)
    if both.filter(valid_from__lte=valid_to, valid_to__gte=valid_from).exists():
        raise RuleBroken(
            f"{acting} neemt in deze periode al waar voor {absent}. Beëindig die waarneming eerst.", code="ADM17", field="acting_member"
        )


def _check_narrowing(absent, scope, roles, relations):
    if scope == StandInScope.ROLES and not roles:
        raise RuleBroken(required("Rollen"), code="G01", field="roles")
    if scope != StandInScope.RELATIONS:
        return
    if not relations:
        raise RuleBroken(required("Relaties"), code="G01", field="relations")
    if len(relations) > MOST_RELATIONS:
        raise RuleBroken(f"Kies ten hoogste {MOST_RELATIONS} relaties, of neem alles waar.", code="ADM17", field="relations")
    held = set(
        TeamAssignment.objects.valid()
        .filter(member=absent, relation__in=[one.pk for one in relations])
        .values_list("relation_id", flat=True)
    )
    foreign = [one for one in relations if one.pk not in held]
    if foreign:
        raise RuleBroken(f"{absent} heeft geen rol bij {foreign[0].name}. Kies alleen relaties met een rol.", code="ADM17", field="relations")


def relations_held(absent):
    """Relations on which this colleague holds a role himself today; what a stand-in can be narrowed to."""
    rows = TeamAssignment.objects.valid().filter(member=absent).values("relation_id")
    return Relation.objects.alive().filter(pk__in=rows)
