"""Colleagues: roles and ending. Whoever gives a right holds it, and an office keeps an admin."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from offices.audit import record
from offices.enums import MemberKind, MemberState, Scope, ShippedRole
from offices.errors import Forbidden, NotHere, RuleBroken
from offices.models import (
    ApiToken,
    AuthorisationRole,
    MemberLabel,
    Office,
    PortalAccount,
    RoleGrant,
    TeamMember,
)
from offices.signin import factors, sessions
from offices.signin.links import revoke_links
from offices.signin.places import is_staff_somewhere

REACH = {Scope.LINKED.value: 1, Scope.ALL.value: 2}


def admins(office) -> list[TeamMember]:
    """Members who work now and hold the shipped admin role."""
    rows = TeamMember.objects.filter(office=office, role__shipped=ShippedRole.ADMIN).select_related(
        "user", "office"
    )
    return [member for member in rows if member.works_now]


def role_grants(role: AuthorisationRole) -> dict[str, str]:
    """Permission key -> scope of a role."""
    return dict(RoleGrant.objects.filter(role=role).values_list("permission", "scope"))


def check_may_give(by, role: AuthorisationRole) -> None:
    """A member gives only roles he covers himself. Raises RuleBroken ADM08."""
    if not isinstance(by, TeamMember):
        return
    own = by.grants
    beyond = [
        key for key, scope in role_grants(role).items() if REACH[scope] > REACH.get(own.get(key, ""), 0)
    ]
    if beyond:
        raise RuleBroken("U kunt geen recht geven dat u zelf niet heeft.", code="ADM08", field="role")


def check_not_last_admin(member: TeamMember) -> None:
    """The office keeps an admin; call it with the office locked. Raises RuleBroken ADM03."""
    if [admin.pk for admin in admins(member.office)] == [member.pk]:
        raise RuleBroken(
            "U bent de laatste beheerder. Maak eerst een ander beheerder.", code="ADM03", field="role"
        )


def check_dates(kind: str, starts_on: date, ends_on: date | None) -> None:
    """Somebody temporary has an end, and an end is not before the begin. Raises RuleBroken."""
    if kind == MemberKind.TEMPORARY and ends_on is None:
        raise RuleBroken(
            "Vul de einddatum in. Die is verplicht voor een tijdelijk teamlid.", code="G01", field="ends_on"
        )
    if ends_on and ends_on < starts_on:
        raise RuleBroken(
            "De einddatum ligt vóór de begindatum. Kies een latere einddatum.", code="ADM16", field="ends_on"
        )


def lock_office(office) -> Office:
    """Changes in who works in an office happen one after the other."""
    return Office.objects.select_for_update().get(pk=office.pk)


def change_member(member: TeamMember, *, by, role=None, labels=None, **values) -> TeamMember:
    """Change role, work data or labels of a colleague; works on their next request.

    Raises RuleBroken ADM03, ADM08 or on dates that do not fit.
    """
    with transaction.atomic():
        office = lock_office(member.office)
        row = (
            TeamMember.objects.select_for_update(of=("self",))
            .select_related("user", "office", "role")
            .get(pk=member.pk, office=office)
        )
        before = row.role
        if role is not None and role.pk != before.pk:
            check_may_give(by, role)
            check_may_give(by, before)
            if role.shipped != ShippedRole.ADMIN:
                check_not_last_admin(row)
            row.role = role
        for field in ("kind", "starts_on", "ends_on", "function", "phone", "extension"):
            if field in values:
                setattr(row, field, values[field])
        check_dates(row.kind, row.starts_on, row.ends_on)
        if row.ends_on and row.ends_on < timezone.localdate():
            check_not_last_admin(row)
        row.save()
        if labels is not None:
            _set_labels(row, labels)
        if before.pk != row.role.pk:
            record(by, "role.changed", row, data={"van": before.name, "naar": row.role.name})
        record(by, "member.changed", row, data={"velden": sorted(values)})
    return row


def _set_labels(member: TeamMember, labels) -> None:
    wanted = {label.pk for label in labels}
    now = set(MemberLabel.objects.filter(member=member).values_list("label_id", flat=True))
    MemberLabel.objects.filter(member=member, label__in=now - wanted).delete()
    MemberLabel.objects.bulk_create(MemberLabel(member=member, label_id=pk) for pk in wanted - now)


def end_member(member: TeamMember, *, by) -> TeamMember:
    """End a membership now: links and tokens stop at once, pages on the next request.

    Raises RuleBroken ADM03 for the last admin, ADM08 for somebody with more rights than `by`.
    """
    with transaction.atomic():
        office = lock_office(member.office)
        row = (
            TeamMember.objects.select_for_update(of=("self",))
            .select_related("user", "office", "role")
            .get(pk=member.pk, office=office)
        )
        if row.state == MemberState.ENDED:
            return row
        check_may_give(by, row.role)
        check_not_last_admin(row)
        row.state, row.ends_on = MemberState.ENDED, row.ends_on or timezone.localdate()
        row.save(update_fields=["state", "ends_on"])
        revoke_links(row.pk)
        stopped = ApiToken.objects.filter(member=row, revoked_at=None).update(revoked_at=timezone.now())
        record(by, "member.ended", row, data={"tokens": stopped})
    return row


def own_member(office, pk) -> TeamMember:
    """A member of this office by id. Raises NotHere for any other id."""
    member = TeamMember.objects.filter(office=office, pk=pk).select_related("user", "office", "role").first()
    if member is None:
        raise NotHere("Dit teamlid bestaat niet. Kies iemand uit de lijst.")
    return member


def reset_factors(account: PortalAccount, *, by) -> int:
    """Wipe the second factors of a client who lost them, sign him out everywhere and tell him.

    Refused for somebody who also works in an office: his factors guard more than this office. Gives how many factors.
    """
    if is_staff_somewhere(account.user):
        raise Forbidden(
            "Deze persoon werkt zelf in een kantoor. Alleen hij kan zijn extra controle wijzigen."
        )
    with transaction.atomic():
        count = factors.remove_all(account.user)
        sessions.end_all(account.user, reason="extra controle gewist door het kantoor")
        record(by, "second_factor.reset", account)
    return count
