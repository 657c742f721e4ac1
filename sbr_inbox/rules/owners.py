"""Telling the member of the office who looks after a filing that the client said something, or said nothing."""

from django.conf import settings

from offices.mail import queue_mail
from offices.models import Office, TeamMember
from offices.urls_helpers import desk_url
from sbr_inbox import mails
from sbr_inbox.entitlement import manager_of


def owner_of(filing) -> TeamMember | None:
    """Who looks after this filing: its handler, else the manager of the relation."""
    if filing.assignee_id:
        return filing.assignee
    return manager_of(filing.relation) if filing.relation_id else None


def tell_owner(filing, request, moment: str, *, text: str = "", key: str = "") -> TeamMember | None:
    """Make the owner the handler of the filing and mail him; the client's words stay in the portal, not in the mail.

    `moment` is declined, expired, silent, stuck or question. Gives who was told; None when nobody looks after the relation:
    the dashboard of everybody with the right shows it all the same.
    """
    owner = owner_of(filing)
    if owner is None:
        return None
    if filing.assignee_id is None:
        filing.assignee = owner
        filing.save(update_fields=["assignee"])
    office = Office.objects.get(pk=filing.office_id)
    address = settings.KANTOOR_BASE_URL.rstrip("/") + desk_url("sbr_inbox:filing", filing.pk, office=office)
    subject, body = mails.to_owner(office, owner, moment, address)
    queue_mail(
        to=owner.user.email, subject=subject, body=body, kind=f"approval.office_{moment}",
        idempotency_key=f"approval.office_{moment}:{request.pk}{f':{key}' if key else ''}",
    )  # fmt: skip
    return owner
