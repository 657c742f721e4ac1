"""What a platform admin may decide: entering an office, stopping an office, blocking a login."""

from django.db import transaction

from offices.audit import record
from offices.enums import OfficeState
from offices.errors import Forbidden, RuleBroken
from offices.models import Office, User
from offices.rules.team import admins
from offices.scope import office_scope
from offices.signin import mail, sessions

STATE_EVENTS = {
    OfficeState.ACTIVE: "office.reopened",
    OfficeState.SUSPENDED: "office.suspended",
    OfficeState.CLOSED: "office.closed",
}
MIN_REASON = 10


def enter_office(office: Office, *, by: User, reason: str, minutes: int) -> Office:
    """Write in the office's own log that the platform enters it, and tell its admins.

    Raises Forbidden for somebody who is no platform admin, RuleBroken for a missing reason.
    """
    if not by.is_staff:
        raise Forbidden("Alleen platformbeheer kan een kantoor openen.")
    reason = reason.strip()
    if len(reason) < MIN_REASON:
        raise RuleBroken(
            "Schrijf in minstens 10 tekens waarom u dit kantoor opent.", code="ADM17", field="reason"
        )
    with transaction.atomic(), office_scope(office.pk):
        record(by, "platform.entered", office, data={"reden": reason[:500], "minuten": minutes})
        mail.platform_entered(office, admins(office), by.get_full_name(), reason[:500], minutes)
    return office


def set_office_state(office: Office, *, state: str, by: User) -> Office:
    """Suspend, close or reopen an office; its people notice on the next request."""
    with transaction.atomic():
        row = Office.objects.select_for_update().get(pk=office.pk)
        if row.state != state:
            before, row.state = row.state, state
            row.save(update_fields=["state"])
            with office_scope(row.pk):
                record(by, STATE_EVENTS[OfficeState(state)], row, data={"van": before, "naar": state})
    return row


def set_login(user: User, *, active: bool, by: User) -> User:
    """Block or free a login; blocking ends every session at once. Nobody blocks himself."""
    if user.pk == by.pk and not active:
        raise RuleBroken(
            "U kunt uw eigen login niet blokkeren. Vraag een andere platformbeheerder.", code="ADM18"
        )
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        row.is_active = active
        row.save(update_fields=["is_active"])
        if not active:
            sessions.end_all(row, reason="login geblokkeerd")
    return row
