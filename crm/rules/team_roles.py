"""Rollen: what a member can be to a relation. A role that was held stays in the past of the relations."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from crm.models import DefaultAssignment, Relation, TeamAssignment
from crm.timeline import draft_entry, write_entries
from offices.audit import record
from offices.errors import RuleBroken
from offices.models import ProcessTeamRole, StandInRole, TeamMember, TeamRole
from offices.rules.authorisation import clean_name, save_named
from offices.rules.labels import COLORS


def save_team_role(role, *, name, who, order, by, active=True):
    """Make or change a role. Raises RuleBroken G01, G03, ADM05, ADM20; ADM02 for switching off one that is held."""
    if who not in COLORS:
        raise RuleBroken("Deze kleur hoort niet bij de kleuren die leesbaar blijven. Kies er een uit de lijst.", code="ADM05", field="who")
    with transaction.atomic():
        row = TeamRole.objects.select_for_update().get(pk=role.pk) if role else TeamRole()
        before = row.name
        if role and row.active and not active:
            _refuse_held(row, field="active")
        row.name, row.who, row.order, row.active = clean_name(name, label="Rolnaam", most=40), who, order, active
        save_named(row, f"Er is al een rol {row.name}. Kies een andere naam.")
        data = {"naam": row.name, "voorheen": before} if role and before != row.name else {"naam": row.name}
        record(by, "role.changed" if role else "role.created", row, data=data)
    return row


def use_of_roles() -> dict:
    """{role: {members, relations, without}} of the open office: who holds it, on how many, and clients without it."""
    held = TeamAssignment.objects.valid().order_by().values("role_id")
    is_client = Q(relation__status="CLIENT", relation__deleted_at=None, relation__merged_into=None)
    rows = held.annotate(
        members=Count("member_id", distinct=True),
        relations=Count("relation_id", distinct=True),
        clients=Count("relation_id", distinct=True, filter=is_client & Q(relation__type__in=("ORGANISATION", "PERSON"))),
    )
    clients = Relation.objects.alive().clients().count()
    found = {row["role_id"]: {"members": row["members"], "relations": row["relations"], "without": clients - row["clients"]} for row in rows}
    nothing = {"members": 0, "relations": 0, "without": clients}
    return {pk: found.get(pk, nothing) for pk in TeamRole.objects.values_list("pk", flat=True)}


def delete_team_role(role, *, by, replacement=None):
    """Take a role away; who holds it holds `replacement` from today. Gives on how many relations.

    Who held it before stays on record: then the role is switched off instead of erased. Raises ADM02 without a
    replacement while it is held.
    """
    with transaction.atomic():
        row = TeamRole.objects.select_for_update().get(pk=role.pk)
        if replacement is None or replacement.pk == row.pk:
            _refuse_held(row, field="replacement")
        relations = _move(row, replacement, by=by) if replacement else 0
        _move_settings(row, replacement)
        record(by, "role.deleted", row, data={"naam": row.name, "vervangen door": str(replacement or ""), "relaties": relations})
        if row.assignments.exists():
            row.active = False
            row.save(update_fields=["active"])
        else:
            row.delete()
    return relations


def _not_over():
    today = timezone.localdate()
    return Q(valid_to__isnull=True) | Q(valid_to__gte=today)


def _refuse_held(role, *, field):
    count = role.assignments.filter(_not_over()).values("relation_id").distinct().count()
    if count:
        raise RuleBroken(
            f"Rol {role.name} is nog bij {count} relaties in gebruik. Kies eerst een vervangende rol.", code="ADM02", field=field
        )


def _move(role, replacement, *, by):
    """End what runs in the old role and begin the same in the new one; gives how many relations that was."""
    today = timezone.localdate()
    rows = list(role.assignments.filter(_not_over()).select_for_update(of=("self",)))
    there = set(replacement.assignments.filter(_not_over()).values_list("relation_id", "member_id"))
    fresh = []
    for row in rows:
        if (row.relation_id, row.member_id) not in there:
            there.add((row.relation_id, row.member_id))
            begin = max(row.valid_from, today)
            fresh.append(
                TeamAssignment(
                    relation_id=row.relation_id, member_id=row.member_id, role=replacement, valid_from=begin, valid_to=row.valid_to,
                    created_by=by if isinstance(by, TeamMember) else None,
                )
            )  # fmt: skip
    begun = [row for row in rows if row.valid_from < today]
    for row in begun:
        row.valid_to, row.version = today - timedelta(days=1), row.version + 1
    TeamAssignment.objects.bulk_update(begun, ["valid_to", "version"], batch_size=1000)
    role.assignments.filter(pk__in=[row.pk for row in rows if row.valid_from >= today]).delete()
    TeamAssignment.objects.bulk_create(fresh, batch_size=1000)
    relations = {row.relation_id for row in rows}
    title = f"Rol {role.name} is nu {replacement.name}"
    write_entries([draft_entry(pk, "team.assigned", by=by, title=title) for pk in relations])
    return len(relations)


def _move_settings(role, replacement):
    """Default roles, process teams and stand-ins follow; without a replacement they lose the role."""
    if replacement is None:
        return
    DefaultAssignment.objects.filter(role=role).update(role=replacement)
    for model, owner in ((ProcessTeamRole, "team"), (StandInRole, "stand_in")):
        there = model.objects.filter(role=replacement).values(owner)
        model.objects.filter(role=role).exclude(**{f"{owner}__in": there}).update(role=replacement)
