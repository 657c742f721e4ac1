"""Rights by name: given to a person, by a person, from a day; no role holds them."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from offices.audit import record
from offices.errors import RuleBroken
from offices.models import PersonalGrant, TeamMember
from offices.permissions import permission
from offices.rules.team import lock_office


def give_by_name(member: TeamMember, key: str, *, by, valid_from: date | None = None, valid_to: date | None = None) -> PersonalGrant:
    """Give a right that goes by name only. Never to oneself.

    Raises RuleBroken ADM18 for any other right, for oneself, or when it is held in that time already; ADM16 on dates.
    """
    valid_from = valid_from or timezone.localdate()
    right = permission(key)
    if not right.by_name:
        raise RuleBroken(f"'{right.label}' hoort bij een rol. Wijzig de rol van {member}.", code="ADM18", field="permission")
    if isinstance(by, TeamMember) and by.pk == member.pk:
        raise RuleBroken("Dit recht geeft u niet aan uzelf. Vraag een andere beheerder.", code="ADM18", field="member")
    if valid_to and valid_to < valid_from:
        raise RuleBroken("De einddatum ligt vóór de begindatum. Kies een latere einddatum.", code="ADM16", field="valid_to")
    with transaction.atomic():
        lock_office(member.office)
        for row in PersonalGrant.objects.filter(member=member, permission=key):
            if row.valid_from <= (valid_to or date.max) and valid_from <= (row.valid_to or date.max):
                raise RuleBroken(f"{member} heeft dit recht in die tijd al.", code="ADM18", field="member")
        row = PersonalGrant.objects.create(
            member=member, permission=key, granted_by=by, valid_from=valid_from, valid_to=valid_to
        )
        record(by, "grant.given", member, data={"recht": right.label, "van": valid_from, "tot": valid_to})
    return row


def withdraw_by_name(row: PersonalGrant, *, by) -> None:
    """Take it back at once: yesterday was the last day; one that began today or later disappears."""
    with transaction.atomic():
        row = PersonalGrant.objects.select_for_update(of=("self",)).select_related("member__user").get(pk=row.pk)
        today = timezone.localdate()
        if row.valid_to and row.valid_to < today:
            return
        record(by, "grant.withdrawn", row.member, data={"recht": permission(row.permission).label})
        if row.valid_from >= today:
            row.delete()
        else:
            row.valid_to = today - timedelta(days=1)
            row.save(update_fields=["valid_to"])
