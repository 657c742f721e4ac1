"""Authorisation roles: what a role may. Whoever gives a right holds it himself, and somebody can always give rights."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from offices.audit import record
from offices.enums import MemberState, ShippedRole
from offices.errors import NotHere, RuleBroken, StaleForm
from offices.models import AuthorisationRole, RoleGrant, TeamMember
from offices.permissions import all_permissions, permission
from offices.rules.team import REACH, check_may_give, lock_office, role_grants
from offices.texts import required, too_long

REACH_NAMES = {"": "nee", "L": "eigen relaties", "A": "heel kantoor"}
# Without these nobody could repair the rights of an office any more.
KEPT_BY_ADMIN = ("access.grant", "team.manage", "team.view", "settings.general")


@dataclass(frozen=True)
class Change:
    """A right of a role that goes from one reach to another; «» is no right at all."""

    role: UUID
    key: str
    before: str
    after: str


def find_changes(wanted: dict[tuple[UUID, str], str]) -> list[Change]:
    """What differs from now in {(role, permission): reach}, by role and in order of declaration."""
    now = {(row.role_id, row.permission): row.scope for row in RoleGrant.objects.all()}
    order = {right.key: place for place, right in enumerate(all_permissions())}
    found = [
        Change(role, key, now.get((role, key), ""), after)
        for (role, key), after in wanted.items()
        if key in order and after in REACH_NAMES and now.get((role, key), "") != after
    ]
    return sorted(found, key=lambda change: (change.role, order[change.key]))


def change_grants(office, changes: Iterable[Change], *, by) -> int:
    """Do exactly these changes to the rights of roles; gives how many.

    Raises RuleBroken ADM08 for a right that `by` lacks, ADM03 when nobody could give rights any more, ADM18 for a
    right that is given by name only; StaleForm when a right is no longer what was shown.
    """
    changes = list(changes)
    with transaction.atomic():
        office = lock_office(office)
        roles = AuthorisationRole.objects.select_for_update().in_bulk([change.role for change in changes])
        grants = {pk: role_grants(role) for pk, role in roles.items()}
        for role in roles.values():
            check_may_give(by, role)
        for change in changes:
            _check(change, roles, grants, by)
            _do(change, roles[change.role])
            grants[change.role][change.key] = change.after
        for pk, role in roles.items():
            own = [change for change in changes if change.role == pk]
            said = {change.key: f"{REACH_NAMES[change.before]} > {REACH_NAMES[change.after]}" for change in own}
            record(by, "grant.changed", role, data={"rechten": said})
    return len(changes)


def _check(change: Change, roles, grants, by) -> None:
    role = roles.get(change.role)
    if role is None or change.after not in REACH_NAMES:
        raise NotHere("Deze rol bestaat niet. Kies een rol uit de tabel.")
    if permission(change.key).by_name:
        raise RuleBroken(f"'{permission(change.key).label}' geeft u aan een persoon, niet aan een rol.", code="ADM18")
    if grants[change.role].get(change.key, "") != change.before:
        raise StaleForm("Een collega heeft dit recht intussen gewijzigd. Bekijk de tabel opnieuw.", code="G02")
    if isinstance(by, TeamMember) and REACH.get(change.after, 0) > REACH.get(by.grants.get(change.key, ""), 0):
        raise RuleBroken(f"U kunt geen recht geven dat u zelf niet heeft: '{permission(change.key).label}'.", code="ADM08")
    if role.shipped == ShippedRole.ADMIN and change.key in KEPT_BY_ADMIN and change.after != "A":
        raise RuleBroken(
            f"De rol {role.name} houdt '{permission(change.key).label}'. Anders kan niemand de rechten nog herstellen.", code="ADM03"
        )


def _do(change: Change, role: AuthorisationRole) -> None:
    if not change.after:
        RoleGrant.objects.filter(role=role, permission=change.key).delete()
        return
    RoleGrant.objects.update_or_create(role=role, permission=change.key, defaults={"scope": change.after})


def copy_role(source: AuthorisationRole, *, name: str, by) -> AuthorisationRole:
    """A new role with the rights of another. Raises ADM08 when that one may more than `by`."""
    check_may_give(by, source)
    role = _save(AuthorisationRole(name=clean_name(name)))
    with transaction.atomic():
        grants = [RoleGrant(role=role, permission=key, scope=scope) for key, scope in role_grants(source).items()]
        RoleGrant.objects.bulk_create(grants)
        record(by, "role.created", role, data={"naam": role.name, "kopie van": source.name})
    return role


def rename_role(role: AuthorisationRole, *, name: str, by) -> AuthorisationRole:
    """Another name; also for the roles that came with the product."""
    with transaction.atomic():
        row = AuthorisationRole.objects.select_for_update().get(pk=role.pk)
        before, row.name = row.name, clean_name(name)
        if row.name != before:
            _save(row)
            record(by, "role.changed", row, data={"van": before, "naar": row.name})
    return row


def delete_role(office, role: AuthorisationRole, *, by, replacement: AuthorisationRole | None = None) -> int:
    """Take a role away; who holds it gets `replacement`. Gives how many colleagues moved.

    Raises ADM02 when it is held and no replacement is given, ADM19 for a role that came with the product.
    """
    with transaction.atomic():
        office = lock_office(office)
        row = AuthorisationRole.objects.select_for_update().get(pk=role.pk)
        if row.shipped:
            raise RuleBroken(f"De rol {row.name} hoort bij het product. U kunt haar wel een andere naam geven.", code="ADM19")
        check_may_give(by, row)
        members = TeamMember.objects.filter(office=office, role=row)
        count = members.exclude(state=MemberState.ENDED).count()
        if members.exists():
            if replacement is None or replacement.pk == row.pk:
                raise RuleBroken(
                    f"Rol {row.name} is nog bij {members.count()} teamleden in gebruik. Kies eerst een vervangende rol.",
                    code="ADM02", field="replacement",
                )  # fmt: skip
            check_may_give(by, replacement)
            members.update(role=replacement)
        record(by, "role.deleted", row, data={"naam": row.name, "vervangen door": str(replacement or "")})
        row.delete()
    return count


def clean_name(name: str, *, label: str = "Naam", most: int = 60) -> str:
    """The name of something an office makes itself. Raises G01, G03."""
    name = " ".join(name.split())
    if not name:
        raise RuleBroken(required(label), code="G01", field="name")
    if len(name) > most:
        raise RuleBroken(too_long(label, most, len(name)), code="G03", field="name")
    return name


def _save(role: AuthorisationRole) -> AuthorisationRole:
    return save_named(role, f"Er is al een rol met de naam {role.name}. Kies een andere naam.")


def save_named(row, taken: str):
    """Save a row whose name is unique in the office. Raises ADM20 with this sentence when the name is taken."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise RuleBroken(taken, code="ADM20", field="name") from None
    return row
