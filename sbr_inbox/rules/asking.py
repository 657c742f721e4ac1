"""Asking for approval: who is asked, for which bytes, until when; and ending a request without an answer."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from offices.audit import SYSTEM, record
from offices.errors import RuleBroken
from offices.mail import queue_mail
from offices.models import Office, TeamMember
from offices.registry import office_created
from offices.signin.links import revoke_links
from offices.urls_helpers import portal_url
from sbr_inbox import mails
from sbr_inbox.approval_enums import APPROVED_BY_CLIENT, AnswerOrder, Channel, Factor, RequestState
from sbr_inbox.entitlement import PartnerSeat, seat_of
from sbr_inbox.enums import State
from sbr_inbox.models import ApprovalAddressee, ApprovalPolicy, ApprovalRequest, Filing
from sbr_inbox.rules.bytes import require_same_bytes
from sbr_inbox.rules.moving import move
from sbr_inbox.rules.one_time import approval_link
from sbr_inbox.rules.owners import tell_owner
from sbr_inbox.rules.reminding_plan import plan_first
from sbr_inbox.rules.whom import note_unrecorded, whom_to_ask
from sbr_inbox.sentences import AGREED, sentence_values


@office_created.register
def seed_policies(office, *, by=SYSTEM) -> None:
    """The default of a new office: one yes is enough, strong factor, 21 days, for each kind a client approves."""
    ApprovalPolicy.objects.bulk_create(
        [ApprovalPolicy(kind=kind) for kind in APPROVED_BY_CLIENT], ignore_conflicts=True
    )


def policy_for(filing) -> ApprovalPolicy:
    """The rule of the relation for this kind, else the default of the office."""
    policies = ApprovalPolicy.objects.filter(kind=filing.kind)
    own = policies.filter(relation_id=filing.relation_id).first()
    policy = own or policies.filter(relation=None).first()
    if policy is None:
        raise RuleBroken(
            f"Voor {filing.get_kind_display()} is niet ingesteld wie akkoord geeft. Laat uw beheerder dat instellen.",
            code="POR12",
        )
    return policy


def open_request(filing, *, by, addressees=None, message="", channel=Channel.PORTAL, reminders=None) -> ApprovalRequest:
    """Ask for approval of the bytes that lie in the store now; called by the offer rule with the filing locked.

    Freezes the hashes and the sentence, writes who is asked and queues their mail, which holds a link only. In a
    fixed order only the first is mailed. Raises E12 when nobody may answer, E16 when nobody's yes would bind, E06
    while an earlier request is open, POR14 for a one-time link where a strong factor is asked.
    """
    with transaction.atomic():
        if ApprovalRequest.objects.filter(filing=filing, state=RequestState.OPEN).exists():
            raise RuleBroken("Voor deze aangifte loopt al een verzoek om akkoord. Trek dat eerst in.", code="E06")
        policy = policy_for(filing)
        if channel == Channel.LINK and policy.factor != Factor.NORMAL:
            raise RuleBroken(
                f"Voor {filing.get_kind_display()} vraagt uw kantoor een sterke controle; dat kan niet met een eenmalige "
                "link. Bied aan via het portaal.",
                code="POR14",
                field="channel",
            )
        asked = whom_to_ask(filing, policy, addressees)
        require_same_bytes(filing.sha256, filing.xml_file or filing.pdf_file)
        now = timezone.now()
        pdf = filing.pdf_file or _earlier_summary(filing)
        request = ApprovalRequest.objects.create(
            filing=filing,
            relation=filing.relation,
            policy=policy,
            created_by=by if isinstance(by, TeamMember) else None,
            sha256=filing.sha256,
            pdf_file=pdf,
            pdf_sha256=pdf.sha256 if pdf else "",
            pdf_due_at=None if pdf else now,
            sentence_template=AGREED,
            sentence_values=sentence_values(filing, str(filing.relation)),
            offered_at=now,
            expires_at=now + timedelta(days=policy.expires_after),
            message=message.strip(),
            channel=channel,
            reminders=policy.reminders if reminders is None else reminders,
        )
        plan_first(request)
        ApprovalAddressee.objects.bulk_create(
            ApprovalAddressee(
                request=request, contact=one.contact, order=place, partner_link=one.link if isinstance(one, PartnerSeat) else None
            )
            for place, one in enumerate(asked.seats, start=1)
        )
        ask_next(request, filing)
        note_unrecorded(filing, asked)
        if pdf is None:
            _ring_summary(request)
    return request


def ask_next(request, filing) -> None:
    """Mail whoever has to answer now and was not asked yet: everybody, or in a fixed order the first who waits."""
    order = list(request.addressees.select_related("contact", "partner_link").order_by("order", "id"))
    if request.policy.order == AnswerOrder.FIXED:
        answered = {answer.voter_id for answer in request.answers.all()}
        order = [one for one in order if one.contact_id not in answered][:1]
    office = Office.objects.get(pk=request.office_id)
    for one in order:
        if one.asked_at is None:
            one.asked_at = timezone.now()
            one.save(update_fields=["asked_at"])
            send_question(request, filing, one, office=office)


def send_question(request, filing, addressee, *, office, moment="asked", number=0) -> bool:
    """Queue the mail with the way in for one person; False when he cannot be reached any more."""
    link = seat_of(addressee, filing)
    if link is None or not mails.address_of(link):
        return False
    if request.channel == Channel.LINK and addressee.partner_link_id is None:
        address = approval_link(office, addressee, mails.address_of(link), request)
    else:
        address = settings.KANTOOR_BASE_URL.rstrip("/") + portal_url("portal:approval", request.pk, office=office)
    text = mails.asked if moment == "asked" else mails.reminded
    _send(request, link, text(office, link, address, by_link=request.channel == Channel.LINK), moment, number)
    return True


def _earlier_summary(filing):
    """The summary made for an earlier offer of this same filing to the same relation: shown again from the store.

    After linking to another relation it is made anew: the old one names the other client.
    """
    values = sentence_values(filing, str(filing.relation))
    earlier = ApprovalRequest.objects.filter(
        filing=filing, relation_id=filing.relation_id, sha256=filing.sha256, sentence_values=values
    ).exclude(pdf_file=None)
    request = earlier.select_related("pdf_file").order_by("-offered_at").first()
    return request.pdf_file if request else None


def _ring_summary(request) -> None:
    from sbr_inbox.approval_tasks import make_summary

    make_summary.ring(office_id=request.office_id, request_id=str(request.pk))


def _send(request, link, text, moment, number=0) -> None:
    subject, body = text
    which = f":{number}" if number else ""
    queue_mail(
        to=mails.address_of(link),
        subject=subject,
        body=body,
        kind=f"approval.{moment}",
        idempotency_key=f"approval.{moment}:{request.pk}:{link.contact_id}{which}",
    )


def end(request, state, *, reason="") -> None:
    """Close a locked request with the state; no answer is taken any more."""
    request.state, request.closed_at, request.closed_reason = state, timezone.now(), reason.strip()
    request.pdf_due_at = request.remind_due_at = None
    request.version += 1
    request.save(
        update_fields=["state", "closed_at", "closed_reason", "pdf_due_at", "remind_due_at", "version", "updated_at"]
    )
    if request.channel == Channel.LINK:
        for pk in request.addressees.values_list("pk", flat=True):
            revoke_links(pk)


def close_requests(filing, *, by, reason) -> int:
    """Void the open request of a filing that is withdrawn, relinked or replaced; called with the filing locked.

    Everybody who was asked gets a mail that nothing waits for them any more. Returns how many were closed.
    """
    with transaction.atomic():
        requests = ApprovalRequest.objects.select_for_update(of=("self",)).filter(filing=filing, state=RequestState.OPEN)
        closed = list(requests)
        for request in closed:
            end(request, RequestState.WITHDRAWN, reason=reason)
            record(by, "approval.voided", filing, data={"request": str(request.pk)}, relation=filing.relation)
            office = Office.objects.get(pk=request.office_id)
            tell_asked(request, filing, mails.withdrawn, "withdrawn", office=office)
    return len(closed)


def tell_asked(request, filing, text, moment, *, office=None, but=()) -> None:
    """Mail everybody who was asked that nothing waits for them any more, but those who know."""
    office = office or Office.objects.get(pk=request.office_id)
    for addressee in request.addressees.exclude(asked_at=None).select_related("contact", "partner_link"):
        link = seat_of(addressee, filing)
        if addressee.contact_id not in but and link and mails.address_of(link):
            _send(request, link, text(office, link), moment)


def expire(request_id) -> bool:
    """Let one request expire when its term has passed; the filing waits for the office again."""
    with transaction.atomic():
        known = ApprovalRequest.objects.filter(pk=request_id).only("filing_id").first()
        if known is None:
            return False
        filing = Filing.objects.lock(known.filing_id)
        request = ApprovalRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
        if request.state != RequestState.OPEN or request.expires_at > timezone.now():
            return False
        end(request, RequestState.EXPIRED)
        if filing.state == State.OFFERED:
            move(filing, State.EXPIRED, by=SYSTEM, event="filing.expired", code="E18")
            tell_owner(filing, request, "expired")
    return True


def expire_due() -> int:
    """Let every request of the open office expire whose term has passed."""
    due = ApprovalRequest.objects.filter(state=RequestState.OPEN, expires_at__lte=timezone.now())
    ids = list(due.order_by("expires_at").values_list("pk", flat=True)[:200])
    return sum(expire(pk) for pk in ids)
