"""Who works in an office, who is its client, and what they may do."""

from functools import cached_property

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from offices.enums import MemberKind, MemberState, OfficeState, Scope
from offices.history import history
from offices.ids import uuid7
from offices.models.base import OfficeOwned, belongs_to
from offices.scope import office_scope
from offices.walls import OfficeKey, SameOffice


@history()
class AuthorisationRole(OfficeOwned):
    """What its members may do. `shipped` holds VIEWER … ADMIN for the four that come with the product."""

    name = models.CharField("naam", max_length=60)
    shipped = models.CharField("meegeleverd als", max_length=10, blank=True, editable=False)
    active = models.BooleanField("actief", default=True)

    class Meta(OfficeOwned.Meta):
        verbose_name, verbose_name_plural = "autorisatierol", "autorisatierollen"
        constraints = [
            *OfficeOwned.Meta.constraints,
            models.UniqueConstraint("office", Lower("name"), name="offices_role_name"),
        ]

    def __str__(self):
        return self.name


@history("role")
class RoleGrant(OfficeOwned):
    """A right inside a role, with its reach."""

    role = belongs_to(AuthorisationRole, models.CASCADE, related_name="role_grants")
    permission = models.CharField("recht", max_length=60)
    scope = models.CharField("bereik", max_length=1, choices=Scope.choices)

    class Meta(OfficeOwned.Meta):
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("role"),
            models.UniqueConstraint(fields=["office", "role", "permission"], name="offices_rolegrant_once"),
            models.CheckConstraint(condition=~models.Q(permission="wwft.fiu"), name="offices_rolegrant_no_fiu"),
        ]

    def __str__(self):
        return f"{self.role_id}: {self.permission} {self.scope}"


@history(exclude=("last_seen",))
class TeamMember(models.Model):
    """A user who works in an office. Outside the wall, so that signing in can find the offices of a person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey("offices.Office", models.PROTECT, db_index=False, related_name="members")
    user = models.ForeignKey("offices.User", models.PROTECT, related_name="memberships")
    role = belongs_to(AuthorisationRole, models.PROTECT, related_name="members")
    number = models.PositiveIntegerField("nummer")
    kind = models.CharField("dienstverband", max_length=10, choices=MemberKind.choices, default=MemberKind.EMPLOYEE)
    state = models.CharField("status", max_length=8, choices=MemberState.choices, default=MemberState.ACTIVE)
    starts_on = models.DateField("begindatum")
    ends_on = models.DateField("einddatum", null=True, blank=True)
    phone = models.CharField("telefoon", max_length=20, blank=True)
    extension = models.CharField("toestel", max_length=10, blank=True)
    function = models.CharField("functie", max_length=60, blank=True)
    last_seen = models.DateTimeField("laatst gezien", null=True, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = "teamlid", "teamleden"
        constraints = [
            OfficeKey(name="offices_teammember_key"),
            SameOffice("role"),
            models.UniqueConstraint(fields=["office", "user"], name="offices_teammember_user"),
            models.UniqueConstraint(fields=["office", "number"], name="offices_teammember_number"),
            models.CheckConstraint(
                condition=~models.Q(kind="TEMPORARY") | models.Q(ends_on__isnull=False), name="offices_teammember_ends"
            ),
        ]
        indexes = [models.Index(fields=["office", "role"], name="offices_teammember_role")]

    def __str__(self):
        return str(self.user)

    @property
    def works_now(self) -> bool:
        """Whether this person may do anything in the office today."""
        today = timezone.localdate()
        return (
            self.state == MemberState.ACTIVE
            and self.user.is_active
            and self.office.state == OfficeState.ACTIVE
            and self.starts_on <= today
            and (self.ends_on is None or self.ends_on >= today)
        )

    @cached_property
    def grants(self) -> dict[str, str]:
        """Permission key -> «A» or «L», of the role and by name; read once per loaded member."""
        return self.standing.grants

    @cached_property
    def stands_in(self):
        """For which colleagues this member stands in today, as offices.standing.StoodIn."""
        return self.standing.stands_in

    @cached_property
    def standing(self):
        """Rights and stand-ins of today, in one question."""
        from offices.standing import standing_of

        with office_scope(self.office_id):
            return standing_of(self)


class PortalAccount(models.Model):
    """A user who is a contact in an office. Outside the wall; `contact` points to crm.Contact without a key."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey("offices.Office", models.PROTECT, db_index=False, related_name="portal_accounts")
    user = models.ForeignKey("offices.User", models.PROTECT, related_name="portal_accounts")
    contact_id = models.UUIDField("contact", editable=False)
    active = models.BooleanField("actief", default=True)
    last_seen = models.DateTimeField("laatst gezien", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("aangemaakt op", auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = "portaalaccount", "portaalaccounts"
        constraints = [
            OfficeKey(name="offices_portalaccount_key"),
            models.UniqueConstraint(fields=["office", "user"], name="offices_portalaccount_user"),
            models.UniqueConstraint(fields=["office", "contact_id"], name="offices_portalaccount_contact"),
        ]

    def __str__(self):
        return str(self.user)


@history()
class TeamRole(OfficeOwned):
    """A role a member can hold on a relation."""

    code = models.CharField("code", max_length=30, blank=True)
    name = models.CharField("rolnaam", max_length=40)
    who = models.PositiveSmallIntegerField("kleur", default=1)
    order = models.PositiveSmallIntegerField("volgorde", default=0)
    active = models.BooleanField("actief", default=True)

    class Meta(OfficeOwned.Meta):
        verbose_name, verbose_name_plural = "rol", "rollen"
        ordering = ["order", "name"]
        constraints = [
            *OfficeOwned.Meta.constraints,
            models.UniqueConstraint("office", Lower("name"), name="offices_teamrole_name"),
        ]

    def __str__(self):
        return self.name
