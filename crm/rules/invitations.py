"""Inviting a contact to the portal: one living invitation, a mail with a link, accepted once."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from crm.enums import InvitationState
from crm.models import Contact, Invitation
from crm.models.invitation import LIVE
from crm.registry import relation_changed
from crm.timeline import write_entry
from crm.validity import on_day
from offices.audit import SYSTEM, record
from offices.enums import LinkPurpose
from offices.errors import RuleBroken
from offices.mail import queue_mail
from offices.models import Office, PortalAccount, TeamMember
from offices.scope import require_office_id
from offices.signin.links import link_url, make_link, revoke_links

VALID_DAYS = 30
MAIL = """Beste {name},

{office} nodigt u uit voor het cliëntportaal. Daar leest u uw stukken en geeft u akkoord op uw aangiften.
{text}
Open deze link om te beginnen:
{link}

De link werkt één keer en is {days} dagen geldig. U heeft geen wachtwoord nodig.

Met vriendelijke groet,
{office}
"""


def invite(contact, *, by, text=""):
    """Invite a contact to the portal by mail; an earlier invitation stops working. Gives the invitation.

    Raises RuleBroken without an address, without a link that gives access, for somebody who is in already, and for
    a second invitation within a day.
    """
    with transaction.atomic():
        contact = Contact.objects.lock(contact.pk)
        _refuse_pointless(contact)
        now = timezone.now()
        for earlier in contact.invitations.filter(state__in=LIVE):
            earlier.state = InvitationState.REVOKED
            earlier.save(update_fields=["state", "updated_at"])
        invitation = Invitation.objects.create(
            contact=contact,
            state=InvitationState.SENT,
            email=contact.email,
            sent_at=now,
            expires_at=now + timedelta(days=VALID_DAYS),
            invited_by=by if isinstance(by, TeamMember) else None,
            created_by=by if isinstance(by, TeamMember) else None,
            text=text.strip()[:2000],
        )
        _send(invitation)
        record(by, "invitation.sent", invitation)
        _tell(invitation, "invitation.sent", by=by, title=f"{contact.name} uitgenodigd voor het portaal")
    return invitation


def _refuse_pointless(contact):
    if contact.deceased_on:
        raise RuleBroken(
            f"{contact.name} is overleden en krijgt geen uitnodiging.", code="CRM21", field="contact"
        )
    if not contact.email:
        raise RuleBroken(
            f"{contact.name} heeft nog geen e-mailadres. Vul het in bij het contact en nodig daarna uit.",
            code="CRM21",
            field="email",
        )
    if not contact.links.with_access().exists() and not contact.partner_of.filter(on_day(timezone.localdate())).exists():
        raise RuleBroken(
            f"{contact.name} heeft bij geen enkele relatie toegang tot het portaal. "
            "Kies eerst bij de koppeling Alleen lezen of Volledig.",
            code="CRM21",
            field="portal_access",
        )
    if PortalAccount.objects.filter(office_id=contact.office_id, contact_id=contact.pk, active=True).exists():
        raise RuleBroken(f"{contact.name} heeft al toegang tot het portaal.", code="CRM21", field="contact")
    since = timezone.now() - timedelta(days=1)
    if contact.invitations.filter(sent_at__gt=since, email__iexact=contact.email).exists():
        raise RuleBroken(
            f"{contact.name} is vandaag al uitgenodigd. Morgen kunt u de uitnodiging opnieuw versturen.",
            code="CRM21",
            field="contact",
        )


def _send(invitation):
    office = Office.objects.get(pk=require_office_id())
    token = make_link(
        office,
        purpose=LinkPurpose.CLIENT_INVITE,
        target_id=invitation.pk,
        email=invitation.email,
        days=VALID_DAYS,
    )
    body = MAIL.format(
        name=invitation.contact.name,
        office=office.name,
        text=f"\n{invitation.text}\n" if invitation.text else "",
        link=link_url(token),
        days=VALID_DAYS,
    )
    queue_mail(
        to=invitation.email,
        subject=f"{office.name} nodigt u uit voor het cliëntportaal",
        body=body,
        kind="crm.invitation",
        idempotency_key=f"invitation:{invitation.pk}",
        expires_at=invitation.expires_at,
    )


def revoke_invitation(invitation, *, by):
    """Withdraw an invitation that was not accepted yet; its link stops working at once."""
    with transaction.atomic():
        row = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
        if row.state not in LIVE:
            raise RuleBroken("Deze uitnodiging is niet meer in te trekken.", code="CRM21")
        row.state = InvitationState.REVOKED
        row.save(update_fields=["state", "updated_at"])
        revoke_links(row.pk)
        record(by, "invitation.revoked", row)
        _tell(row, "invitation.revoked", by=by, title=f"Uitnodiging van {row.contact.name} ingetrokken")
    return row


def accept_invitation(invitation, account):
    """Note that the invited person came in; `account` is the PortalAccount made in the same transaction."""
    with transaction.atomic():
        row = (
            Invitation.objects.select_for_update(of=("self",)).select_related("contact").get(pk=invitation.pk)
        )
        if row.state not in LIVE or row.expires_at <= timezone.now() or account.contact_id != row.contact_id:
            raise RuleBroken(
                "Deze uitnodiging is niet meer geldig. Vraag uw kantoor om een nieuwe.", code="POR07"
            )
        row.state, row.accepted_at = InvitationState.ACTIVE, timezone.now()
        row.save(update_fields=["state", "accepted_at", "updated_at"])
        record(account, "invitation.accepted", row)
        _tell(row, "invitation.accepted", by=account, title=f"{row.contact.name} gebruikt nu het portaal")
    return row


def expire_invitations():
    """Close invitations whose term is over; gives how many. Part of the sweep."""
    late = Invitation.objects.filter(state__in=LIVE, expires_at__lte=timezone.now())
    with transaction.atomic():
        rows = list(late.select_for_update(of=("self",), skip_locked=True)[:200])
        for row in rows:
            row.state = InvitationState.EXPIRED
            row.save(update_fields=["state", "updated_at"])
            record(SYSTEM, "invitation.expired", row)
    return len(rows)


def _tell(invitation, event, *, by, title):
    for link in invitation.contact.links.with_access().select_related("relation"):
        write_entry(link.relation, event, by=by, title=title, object=invitation.contact)
        relation_changed.call(link.relation, by=by)
