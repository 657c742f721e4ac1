"""Handing over the work of somebody who leaves: all his roles and places to another, in one plan with preview and undo."""

from datetime import timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from crm.enums import ItemResult, PlanAction, PlanKind
from crm.models import DefaultAssignment, Relation, TeamAssignment
from crm.rules.plans import Item, Outcome, PlanApplier, make_plan, plan_appliers
from crm.timeline import draft_entry, write_entries
from offices.audit import draft, record_all
from offices.enums import MemberState
from offices.errors import RuleBroken
from offices.models import ProcessTeam, ProcessTeamMember, TeamMember, TeamRole
from offices.permissions import require
from offices.registry import Registry
from offices.rules.team import lock_office

ROLES, DEFAULTS, TEAMS = "crm.relation#handover", "crm.defaultassignment#handover", "offices.processteam#handover"


hand_overs = Registry("fn(leaver, to) -> Items of a plan: what another app has on the name of who leaves")


def plan_hand_over(leaver, *, to, by, reason=""):
    """A plan that gives everything `leaver` holds to `to`: roles on relations, default roles, process teams, open work.

    Raises RuleBroken ADM24 for the same person, somebody who does not work here, or when there is nothing to give.
    """
    require(by, "team.manage")
    refused = RuleBroken(f"{to} kan dit werk niet overnemen. Kies een collega die hier werkt.", code="ADM24", field="to")
    if to.pk == leaver.pk or to.office_id != leaver.office_id or not to.works_now:
        raise refused
    items = [*_role_items(leaver, to), *_default_items(leaver, to), *_team_items(leaver, to)]
    items += [item for found in hand_overs.call(leaver, to) for item in found]
    if not items:
        raise RuleBroken(f"{leaver} heeft geen rollen of plaatsen meer om over te dragen.", code="ADM24", field="to")
    return make_plan(PlanKind.BULK, by=by, title=f"Werk van {leaver} naar {to}", items=items, reason=reason)


def _current(leaver):
    today = timezone.localdate()
    rows = TeamAssignment.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), member=leaver)
    return rows.filter(relation__deleted_at=None, relation__merged_into=None)


def _role_items(leaver, to):
    rows = _current(leaver).select_related("relation", "role").order_by("relation__sort_name", "relation_id", "role__order")
    for _, held in groupby(rows, key=lambda row: row.relation_id):
        some = list(held)
        changes = {str(row.role_id): [str(leaver.pk), str(to.pk)] for row in some}
        said = ", ".join(dict.fromkeys(row.role.name for row in some))
        yield Item(PlanAction.CHANGE, ROLES, some[0].relation_id, f"{some[0].relation.name}: {said}", None, changes)


def _default_items(leaver, to):
    for row in DefaultAssignment.objects.filter(member=leaver).select_related("role"):
        changes = {"member": [str(leaver.pk), str(to.pk)]}
        yield Item(PlanAction.CHANGE, DEFAULTS, row.pk, f"Standaardteam: {row.role.name}", row.version, changes)


def _team_items(leaver, to):
    for row in ProcessTeam.objects.filter(pk__in=leaver.process_teams.values("team")):
        changes = {"member": [str(leaver.pk), str(to.pk)]}
        yield Item(PlanAction.CHANGE, TEAMS, row.pk, f"Procesteam: {row.name}", row.version, changes)


def apply_roles(items, *, by, plan):
    """End each role of the leaver yesterday and give it to the other from today; what he holds already is enough."""
    return _exchange(items, by=by, plan=plan, forward=True)


def undo_roles(items, *, by, plan):
    """The other way round, as far as the other still holds what he was given."""
    return _exchange(items, by=by, plan=plan, forward=False)


def _exchange(items, *, by, plan, forward):
    today = timezone.localdate()
    relations = Relation.objects.select_for_update(of=("self",)).in_bulk([item.object_id for item in items])
    people = _people(items)
    roles = TeamRole.objects.in_bulk()
    running = Q(valid_to=None) | Q(valid_to__gte=today)
    held = {}
    rows = TeamAssignment.objects.filter(running, relation__in=relations, member__in=people).select_for_update(of=("self",))
    for row in rows:
        held[row.relation_id, str(row.role_id), row.member_id] = row
    outcomes, entries, lines = [], [], []
    for item in items:
        moved = 0
        for role, (leaver, to) in item.changes.items():
            giver, taker = (UUID(leaver), UUID(to)) if forward else (UUID(to), UUID(leaver))
            row = held.get((item.object_id, role, giver))
            if row is None or UUID(role) not in roles or not people[taker].works_now:
                continue
            end = row.valid_to
            if forward or row.created_at >= plan.made_at:
                # What the other held already before the plan stays his when the plan is taken back.
                _end(row, today)
            if (item.object_id, role, taker) not in held:
                TeamAssignment.objects.create(
                    relation_id=item.object_id, role_id=role, member_id=taker, valid_from=max(today, row.valid_from), valid_to=end,
                    created_by=by if isinstance(by, TeamMember) else None,
                )  # fmt: skip
            title = f"{people[taker]} is nu {roles[UUID(role)].name}, in plaats van {people[giver]}"
            entries.append(draft_entry(item.object_id, "team.assigned", by=by, title=title))
            data = {"role": roles[UUID(role)].name, "member": str(taker), "van": str(giver)}
            lines.append(draft(by, "team.assigned", relations[item.object_id], data=data))
            moved += 1
        outcomes.append(_outcome(moved, forward, people, item))
    write_entries(entries)
    record_all(lines)
    return outcomes


def _outcome(moved, forward, people, item):
    if moved:
        return Outcome(ItemResult.DONE if forward else ItemResult.UNDONE)
    if not forward:
        return Outcome(ItemResult.KEPT, "Intussen aan iemand anders gegeven, of de collega werkt hier niet meer.")
    takers = {UUID(to) for _, to in item.changes.values()}
    if any(not people[pk].works_now for pk in takers):
        return Outcome(ItemResult.FAILED, "Wie dit overneemt, werkt hier niet meer.")
    return Outcome(ItemResult.SAME)


def _end(row, today):
    if row.valid_from >= today:
        row.delete()
        return
    row.valid_to, row.version = today - timedelta(days=1), row.version + 1
    row.save(update_fields=["valid_to", "version", "updated_at"])


def _people(items):
    keys = {UUID(value) for item in items for pair in item.changes.values() for value in pair}
    return TeamMember.objects.select_related("user", "office").in_bulk(keys)


def apply_defaults(items, *, by, plan):
    """Put the other on the lines of the standard team."""
    return _replace(items, by=by, forward=True, swap=_swap_default, event="role.changed")


def undo_defaults(items, *, by, plan):
    """Put the leaver back on the lines of the standard team."""
    return _replace(items, by=by, forward=False, swap=_swap_default, event="role.changed")


def apply_teams(items, *, by, plan):
    """Put the other in the process teams of the leaver, also as their lead."""
    return _replace(items, by=by, forward=True, swap=_swap_team, event="process_team.changed")


def undo_teams(items, *, by, plan):
    """Put the leaver back in his process teams."""
    return _replace(items, by=by, forward=False, swap=_swap_team, event="process_team.changed")


def _replace(items, *, by, forward, swap, event):
    people, outcomes, lines = _people(items), [], []
    for item in items:
        leaver, to = (people[UUID(value)] for value in item.changes["member"])
        giver, taker = (leaver, to) if forward else (to, leaver)
        if taker.state == MemberState.ENDED:
            outcomes.append(Outcome(ItemResult.FAILED if forward else ItemResult.STUCK, f"{taker} werkt hier niet meer."))
            continue
        row = swap(item, giver, taker)
        if row is None:
            outcomes.append(Outcome(ItemResult.SAME if forward else ItemResult.KEPT))
            continue
        lines.append(draft(by, event, row, data={"van": str(giver), "naar": str(taker), "wat": item.label}))
        outcomes.append(Outcome(ItemResult.DONE if forward else ItemResult.UNDONE, "", row.version))
    record_all(lines)
    return outcomes


def _swap_default(item, giver, taker):
    row = DefaultAssignment.objects.filter(pk=item.object_id, member=giver).select_for_update(of=("self",)).first()
    if row is None:
        return None
    row.member, row.version = taker, row.version + 1
    row.save(update_fields=["member", "version", "updated_at"])
    return row


def _swap_team(item, giver, taker):
    row = ProcessTeam.objects.filter(pk=item.object_id).select_for_update(of=("self",)).first()
    if row is None or not row.members.filter(member=giver).exists():
        return None
    lock_office(giver.office)
    row.members.filter(member=giver).delete()
    if not row.members.filter(member=taker).exists():
        ProcessTeamMember.objects.create(team=row, member=taker)
    if row.lead_id == giver.pk:
        row.lead = taker
    row.version += 1
    row.save(update_fields=["lead", "version", "updated_at"])
    return row


plan_appliers.register(PlanApplier(PlanKind.BULK, ROLES, apply_roles, undo_roles))
plan_appliers.register(PlanApplier(PlanKind.BULK, DEFAULTS, apply_defaults, undo_defaults))
plan_appliers.register(PlanApplier(PlanKind.BULK, TEAMS, apply_teams, undo_teams))
