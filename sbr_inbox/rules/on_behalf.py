"""An answer given by a member for a client who said it otherwise: with a reason, and with what shows it."""

from django.db import transaction

from offices.errors import RuleBroken
from sbr_inbox.access import require_on_filing
from sbr_inbox.approval_enums import Decision, Factor
from sbr_inbox.entitlement import Authority, own_link, seat_of
from sbr_inbox.models import Approval
from sbr_inbox.rules.approval import (
    REASON_LENGTH,
    closed,
    conclude,
    guard_open,
    guard_turn,
    lock_request,
    refuse,
    require_frozen,
    write_answer,
)

RIGHT = "filing.approve_on_behalf"


def approve_on_behalf(request, *, by, contact, reason, evidence_file) -> Approval:
    """Approve for a contact who was asked, in his name. A second time gives the answer that is there already.

    Raises POR06 for a reason under ten characters, POR18 without evidence or for somebody who was not asked, POR05
    when the contact may not bind the relation today, and POR04, POR10, POR11 and POR13 as for the client himself.
    """
    reason = _reason(reason)
    if evidence_file is None:
        raise RuleBroken(
            "Voeg het bewijs toe waaruit het akkoord van de cliënt blijkt, bijvoorbeeld zijn e-mail of een getekende brief.",
            code="POR18",
            field="evidence",
        )
    require_on_filing(by, RIGHT, request.filing)
    with transaction.atomic():
        filing, request, asked = _lock(request, contact)
        earlier = request.answers.filter(on_behalf_of=contact, decision=Decision.APPROVED).first()
        if earlier:
            return earlier
        _guard(request, filing, contact)
        authority = _authority(filing, asked)
        if not authority.ok:
            raise RuleBroken(
                f"{contact} is voor {filing.relation} niet bevoegd om {filing.get_kind_display()} te accorderen: "
                f"{authority.reason}. Leg de bevoegdheid vast of vraag akkoord aan een ander.",
                code="POR05",
                field="contact",
            )
        guard_turn(request, filing, contact)
        require_frozen(request, filing)
        answer = _write(request, Decision.APPROVED, by, contact, reason, evidence_file, mandate=authority.mandate)
        conclude(request, filing, answer, by=by, event="filing.approved_on_behalf")
    return answer


def decline_on_behalf(request, *, by, contact, reason, evidence_file=None) -> Approval:
    """Decline for a contact who was asked; the filing goes back to its owner. Raises as approve_on_behalf."""
    reason = _reason(reason)
    require_on_filing(by, RIGHT, request.filing)
    with transaction.atomic():
        filing, request, _ = _lock(request, contact)
        _guard(request, filing, contact)
        answer = _write(request, Decision.DECLINED, by, contact, reason, evidence_file)
        refuse(request, filing, answer, by=by, reason=f"Namens {contact}: {reason}")
    return answer


def _reason(reason: str) -> str:
    reason = reason.strip()
    if len(reason) < REASON_LENGTH:
        raise RuleBroken(
            "Schrijf in minstens 10 tekens hoe en wanneer de cliënt dit liet weten.", code="POR06", field="reason"
        )
    return reason[:2000]


def _lock(request, contact):
    filing, request = lock_request(request)
    asked = request.addressees.filter(contact=contact).select_related("contact", "partner_link").first()
    if asked is None:
        raise RuleBroken(
            f"{contact} is voor deze aangifte niet om akkoord gevraagd. Kies iemand die is gevraagd.", code="POR18", field="contact"
        )
    return filing, request, asked


def _guard(request, filing, contact) -> None:
    guard_open(request, filing, contact)
    answered = request.answers.filter(contact=contact) | request.answers.filter(on_behalf_of=contact)
    if answered.exists():
        raise closed(request, filing, contact)


def _authority(filing, asked):
    """The authority of the contact himself; access to the portal is not asked of somebody who answers on paper."""
    seat = seat_of(asked, filing)
    if seat is None and asked.partner_link_id is None:
        seat = own_link(asked.contact_id, filing, any_access=True)
    authority = Authority(filing)
    return authority.of(None) if seat is None else authority.of_person(seat)


def _write(request, decision, by, contact, reason, evidence_file, mandate=None) -> Approval:
    return write_answer(
        request, decision, member=by, on_behalf_of=contact, person_name=f"{by} namens {contact}", reason=reason,
        evidence_file=evidence_file, mandate=mandate, factor=Factor.STRONG,
    )  # fmt: skip
