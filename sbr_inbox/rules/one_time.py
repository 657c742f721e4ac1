"""The one-time approval link: a way to one filing for one address, only for kinds the office lowered to NORMAL."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from offices.audit import Program
from offices.enums import LinkPurpose
from offices.errors import NotHere
from offices.signin.errors import link_used
from offices.signin.links import Invitee, link_url, make_link
from sbr_inbox import mails
from sbr_inbox.approval_enums import Channel, Factor, RequestState
from sbr_inbox.entitlement import may_answer, seat_of
from sbr_inbox.models import ApprovalAddressee

# How long the page stays open in the browser in which the code was typed, and where the session keeps that.
VISIT = timedelta(minutes=30)
KEPT = "one_time_approvals"


@dataclass(frozen=True)
class LinkGuest(Program):
    """Somebody who came in by a one-time link and has no account; stands in for one where an answer is given."""

    contact_id: UUID | None = None
    active: bool = True


def approval_link(office, addressee, email: str, request) -> str:
    """A fresh link for one person who was asked; earlier ones to him stop working. Gives the whole address."""
    days = max((request.expires_at - timezone.now()).days, 1)
    return link_url(make_link(office, purpose=LinkPurpose.APPROVE_ONE, target_id=addressee.pk, email=email, days=days))


def invitee(link) -> Invitee | None:
    """Who the link is for, while his answer is still asked and the office still accepts a mailed code alone."""
    addressee = _addressee(link.target_id)
    if addressee is None:
        return None
    seat = seat_of(addressee, addressee.request.filing)
    if not may_answer(seat) or not mails.address_of(seat):
        return None
    return Invitee(email=mails.address_of(seat), name=addressee.contact.name, contact_id=addressee.contact_id)


def land(link, request) -> str:
    """Let this browser open the one filing for half an hour; gives its address."""
    kept = request.session.get(KEPT, {})
    until = (timezone.now() + VISIT).timestamp()
    request.session[KEPT] = kept | {str(link.target_id): {"office": link.office_id, "until": until}}
    return reverse("one_time:approval", args=[link.target_id])


def office_of(request, addressee_id) -> int:
    """The office of a filing this browser may open. Raises LinkUsed (POR07) for any other."""
    kept = request.session.get(KEPT, {}).get(str(addressee_id))
    if kept is None or kept["until"] < timezone.now().timestamp():
        raise link_used()
    return kept["office"]


def guest_of(addressee_id):
    """(addressee, guest) behind a link that was opened in this browser. Raises LinkUsed (POR07) when it is over."""
    addressee = _addressee(addressee_id, open_only=False)
    if addressee is None or addressee.request.channel != Channel.LINK:
        raise link_used()
    name = f"{addressee.contact.name} (eenmalige link)"
    if seat_of(addressee, addressee.request.filing) is None:
        raise NotHere("Deze aangifte staat niet meer voor u klaar. Neem contact op met uw kantoor.")
    return addressee, LinkGuest(name, contact_id=addressee.contact_id)


def _addressee(pk, *, open_only=True) -> ApprovalAddressee | None:
    rows = ApprovalAddressee.objects.select_related(
        "contact", "partner_link", "request__policy", "request__pdf_file", "request__filing__relation",
        "request__filing__xml_file", "request__filing__pdf_file",
    ).filter(pk=pk, request__channel=Channel.LINK)  # fmt: skip
    if open_only:
        rows = rows.filter(
            request__state=RequestState.OPEN, request__expires_at__gt=timezone.now(), request__policy__factor=Factor.NORMAL
        )
    return rows.first()


def opened(link, user) -> None:
    """The code was right: the link is used, and whoever typed it is led to the page of the one filing."""
    addressee = _addressee(link.target_id)
    if addressee is None:
        raise link_used()
    addressee.seen_at = addressee.seen_at or timezone.now()
    addressee.save(update_fields=["seen_at"])
