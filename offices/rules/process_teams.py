"""Procesteams: groups of colleagues of whom any may take a phase of work."""

from django.db import transaction

from offices.audit import record
from offices.errors import RuleBroken
from offices.models import ProcessTeam, ProcessTeamMember, ProcessTeamRole, TeamMember
from offices.rules.authorisation import clean_name, save_named
from offices.texts import required


def save_process_team(team: ProcessTeam | None, *, name: str, members, by, lead=None, roles=(), open_to_clients: bool = False) -> ProcessTeam:
    """Make or change a team with its members, lead and the roles it can hold.

    Raises RuleBroken G01 without a name or member, ADM20 for a name that is taken, ADM21 for a lead outside the team.
    """
    members, roles = list(members), list(roles)
    if not members:
        raise RuleBroken(required("Leden"), code="G01", field="members")
    if lead is not None and lead.pk not in {member.pk for member in members}:
        raise RuleBroken(f"{lead} zit niet in dit team. Kies het aanspreekpunt uit de leden.", code="ADM21", field="lead")
    with transaction.atomic():
        row = ProcessTeam.objects.select_for_update(of=("self",)).get(pk=team.pk) if team else ProcessTeam(created_by=by if isinstance(by, TeamMember) else None)
        row.name = clean_name(name, label="Teamnaam")
        row.lead, row.open_to_clients = lead, open_to_clients
        row.version += 1 if team else 0
        save_named(row, f"Er is al een procesteam {row.name}. Kies een andere naam.")
        row.members.all().delete()
        row.roles.all().delete()
        ProcessTeamMember.objects.bulk_create(ProcessTeamMember(team=row, member=member) for member in members)
        ProcessTeamRole.objects.bulk_create(ProcessTeamRole(team=row, role=role) for role in roles)
        data = {"naam": row.name, "leden": [str(member) for member in members], "rollen": [role.name for role in roles]}
        record(by, "process_team.changed" if team else "process_team.created", row, data=data)
    return row


def delete_process_team(team: ProcessTeam, *, by) -> None:
    """Take a team away; its members keep everything else."""
    with transaction.atomic():
        row = ProcessTeam.objects.select_for_update(of=("self",)).get(pk=team.pk)
        record(by, "process_team.deleted", row, data={"naam": row.name})
        row.delete()
