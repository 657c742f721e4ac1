"""Closing the portal for a contact: at once, on every device."""

from django.utils import timezone

from crm.enums import InvitationState
from crm.models.invitation import LIVE
from offices.audit import record
from offices.models import LoginSession, PortalAccount
from offices.signin.links import revoke_links


def close_portal(contact, *, by):
    """Take the portal away from a contact: the account is switched off, sessions end, invitations are withdrawn.

    Runs in the caller's transaction. Links with relations stay; a new invitation opens the portal again.
    """
    for invitation in contact.invitations.filter(state__in=LIVE):
        invitation.state = InvitationState.REVOKED
        invitation.save(update_fields=["state", "updated_at"])
        revoke_links(invitation.pk)
        record(by, "invitation.revoked", invitation)
    account = PortalAccount.objects.filter(
        office_id=contact.office_id, contact_id=contact.pk, active=True
    ).first()
    if account is None:
        return
    PortalAccount.objects.filter(pk=account.pk).update(active=False)
    sessions = LoginSession.objects.filter(user_id=account.user_id, audience="PORTAL", ended_at=None)
    sessions.update(ended_at=timezone.now())
