"""Inviting colleagues: a place that waits, a link that works once, and the moment somebody comes in."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from offices.audit import record
from offices.enums import LinkPurpose, MemberKind, MemberState
from offices.errors import NotHere, RuleBroken
from offices.models import AuthorisationRole, TeamMember, User
from offices.registry import link_openers
from offices.rules.team import check_dates, check_may_give, lock_office
from offices.signin import mail
from offices.signin.factors import has_factor
from offices.signin.links import Invitee, LinkOpener, link_url, make_link, revoke_links
from offices.texts import bad_email

INVITE_DAYS = 7


def invite_member(
    office, *, email: str, name: str, role: AuthorisationRole, by, kind: str = MemberKind.EMPLOYEE,
    starts_on: date | None = None, ends_on: date | None = None, function: str = "", send: bool = True,
) -> TeamMember:  # fmt: skip
    """Invite a colleague: the place waits until the link of the mail was used, for seven days.

    Without `send` no mail goes out; the caller hands the link over himself.

    Raises RuleBroken G05, ADM01 (already a member), ADM08, or on dates that do not fit. The office is open.
    """
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise RuleBroken(bad_email(email), code="G05", field="email") from None
    starts_on = starts_on or timezone.localdate()
    check_dates(kind, starts_on, ends_on)
    check_may_give(by, role)
    with transaction.atomic():
        office = lock_office(office)
        user = User.objects.filter(email__iexact=email).first() or User.objects.create_user(
            email, name=name.strip()
        )
        member = TeamMember.objects.filter(office=office, user=user).first()
        if member is not None and member.state != MemberState.ENDED:
            raise RuleBroken(
                "Dit e-mailadres is al teamlid. Pas het bestaande teamlid aan.", code="ADM01", field="email"
            )
        values = {
            "role": role, "kind": kind, "state": MemberState.INVITED,
            "starts_on": starts_on, "ends_on": ends_on, "function": function,
        }  # fmt: skip
        if member is None:
            member = TeamMember.objects.create(office=office, user=user, number=next_number(office), **values)
        else:
            for field, value in values.items():
                setattr(member, field, value)
            member.save()
        if send:
            _send_invitation(member, by)
        record(by, "member.invited", member, data={"rol": role.name})
    return member


def next_number(office) -> int:
    """The next free number of a team member; call it with the office locked."""
    return (TeamMember.objects.filter(office=office).aggregate(most=Max("number"))["most"] or 0) + 1


def invite_again(member: TeamMember, *, by) -> TeamMember:
    """A new link to somebody who has not come yet; the old one stops working."""
    with transaction.atomic():
        row = (
            TeamMember.objects.select_for_update(of=("self",))
            .select_related("user", "office")
            .get(pk=member.pk)
        )
        if row.state != MemberState.INVITED:
            raise RuleBroken(f"{row} is al teamlid en heeft geen uitnodiging nodig.", code="ADM01")
        _send_invitation(row, by)
        record(by, "member.invited", row, data={"opnieuw": True})
    return row


def invitation_link(member: TeamMember) -> str:
    """A new one-time address for a member who waits."""
    token = make_link(
        member.office,
        purpose=LinkPurpose.STAFF_INVITE,
        target_id=member.pk,
        email=member.user.email,
        days=INVITE_DAYS,
    )
    return link_url(token)


def _send_invitation(member: TeamMember, by) -> None:
    mail.staff_invitation(member, invitation_link(member), getattr(by, "name", None) or str(by))


def activate(member: TeamMember, *, password: str, by) -> TeamMember:
    """Let an invited member in by a first password; the second factor is asked at the first sign-in.

    Only for somebody who has neither password nor factor yet: an existing login is never taken over.
    """
    with transaction.atomic():
        row = (
            TeamMember.objects.select_for_update(of=("self",))
            .select_related("user", "office")
            .get(pk=member.pk)
        )
        row.state = MemberState.ACTIVE
        row.save(update_fields=["state"])
        revoke_links(row.pk)
        if not row.user.has_usable_password() and not has_factor(row.user):
            row.user.set_password(password)
            row.user.save(update_fields=["password"])
        record(by, "member.joined", row)
    return row


def join(link, user: User) -> TeamMember:
    """An invited colleague came: the place is his from now."""
    row = (
        TeamMember.objects.select_for_update(of=("self",))
        .select_related("user", "office")
        .get(pk=link.target_id)
    )
    if row.user_id != user.pk or row.state != MemberState.INVITED:
        raise NotHere("Deze uitnodiging is ingetrokken. Vraag uw kantoor om een nieuwe.")
    row.state = MemberState.ACTIVE
    row.save(update_fields=["state"])
    record(row, "member.joined", row)
    return row


def invitee(link) -> Invitee | None:
    """Who a staff invitation is for, while it waits in the office of the link."""
    rows = TeamMember.objects.filter(pk=link.target_id, office_id=link.office_id, state=MemberState.INVITED)
    member = rows.select_related("user").first()
    return Invitee(member.user.email, member.user.name) if member else None


link_openers.register(LinkOpener(purpose=LinkPurpose.STAFF_INVITE, invitee=invitee, accepted=join))
