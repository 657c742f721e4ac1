"""The answer of a client: approve or decline exactly the bytes that were offered.

Everything is checked and written in one transaction, filing first, then request: the first that commits wins, the
other finds a closed request. Nothing here trusts what the page remembers.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from offices.audit import record
from offices.errors import NotHere, RuleBroken
from offices.urls_helpers import portal_url
from sbr_inbox import mails
from sbr_inbox.approval_enums import AnswerOrder, Decision, Factor, RequestState
from sbr_inbox.entitlement import Authority, Entitlement, desk_of, may_answer, seat_of
from sbr_inbox.enums import State
from sbr_inbox.models import Approval, ApprovalAddressee, ApprovalRequest, Filing
from sbr_inbox.rules.approved import approved
from sbr_inbox.rules.asking import (
    ask_next,
    close_requests,
    end,
    expire_due,
    open_request,
    policy_for,
    seed_policies,
    tell_asked,
)  # fmt: skip
from sbr_inbox.rules.bytes import BytesChanged, require_same_bytes
from sbr_inbox.rules.counting import still_needed, waiting_contacts
from sbr_inbox.rules.moving import move, note
from sbr_inbox.rules.owners import tell_owner
from sbr_inbox.rules.receipts import papers_of
from sbr_inbox.sentences import day_words, sentence

__all__ = [
    "approve", "close_requests", "decline", "expire_due", "mark_seen", "open_request", "policy_for", "seed_policies",
    "still_needed", "waiting_contacts",
]  # fmt: skip

REASON_LENGTH = 10
NOT_ASKED = "Deze aangifte staat niet voor u klaar. Ga naar het begin van het portaal."


def request_for(contact_id, request_id) -> ApprovalRequest:
    """The request, for somebody who was asked and may still see the filing; NotHere for everybody else."""
    asked = ApprovalAddressee.objects.filter(contact_id=contact_id, request_id=request_id)
    found = asked.select_related(
        "request__filing__relation", "request__filing__xml_file", "request__filing__pdf_file",
        "request__pdf_file", "request__policy", "partner_link",
    ).first()  # fmt: skip
    if found is None or not _same_relation(found.request) or seat_of(found, found.request.filing) is None:
        raise NotHere(NOT_ASKED)
    return found.request


def _same_relation(request) -> bool:
    """Whether the filing still belongs to the relation it was offered to."""
    return request.relation_id == request.filing.relation_id


def approve(request, *, account, sha256_shown, pdf_sha256_shown, factor, ip=None, agent="") -> Approval:
    """Approve the filing for one person; a second click gives the answer that is there already.

    Raises NotHere (not asked), POR03 (factor), POR04 (closed or replaced), POR05 (not entitled today), POR10
    (term passed), POR13 (the bytes in the store changed).
    """
    shown = (sha256_shown, pdf_sha256_shown)
    try:
        with transaction.atomic():
            answer = _approve(request.pk, account, shown=shown, factor=factor, ip=ip, agent=agent)
    except BytesChanged:
        record(account, "approval.blocked", request.filing, data={"request": str(request.pk), "code": BytesChanged.code})
        raise
    return answer


def _approve(request_id, account, *, shown, factor, ip, agent) -> Approval:
    filing, request, asked = lock(request_id, account)
    contact = asked.contact
    earlier = request.answers.filter(contact=contact).first()
    if earlier and earlier.decision == Decision.APPROVED:
        return earlier
    authority = _guard(request, filing, asked, shown=shown)
    if not authority.ok:
        raise _not_entitled(filing, contact, authority)
    if request.policy.factor == Factor.STRONG and factor != Factor.STRONG:
        raise RuleBroken(
            "Voor een akkoord vragen wij een extra controle. Stel een passkey in of gebruik uw verificatie-app.",
            code="POR03",
        )
    guard_turn(request, filing, contact)
    require_frozen(request, filing)
    answer = write_answer(
        request, Decision.APPROVED, contact=contact, person_name=str(contact), factor=factor, ip=ip, agent=agent, mandate=authority.mandate
    )
    conclude(request, filing, answer, by=account, event="filing.approved")
    return answer


def require_frozen(request, filing) -> None:
    """Raises POR13 unless the store still holds the bytes that were offered."""
    require_same_bytes(request.sha256, filing.xml_file or filing.pdf_file)
    if request.pdf_file_id:
        require_same_bytes(request.pdf_sha256, request.pdf_file)


def conclude(request, filing, answer, *, by, event: str) -> None:
    """After a yes: the filing is approved when nobody is lacking, else the next is asked. All locked by the caller."""
    told = {
        "request": str(request.pk), "mandate": str(answer.mandate_id or ""), "evidence": str(answer.evidence_file_id or ""),
    }  # fmt: skip
    if still_needed(request, filing):
        record(by, "approval.given", filing, data=told, relation=filing.relation)
        if answer.on_behalf_of_id:
            note(filing, by=by, event=event, text=f"Akkoord namens {answer.on_behalf_of}: {answer.reason}")
        ask_next(request, filing)
        return
    end(request, RequestState.APPROVED)
    whose = f"Akkoord namens {answer.on_behalf_of}: {answer.reason}" if answer.on_behalf_of_id else f"Akkoord van {answer.person_name}"
    move(filing, State.APPROVED, by=by, event=event, text=whose, data={key: value for key, value in told.items() if value})
    _tell_others(request, filing, answer)
    approved(filing, by=by, receipt_files=papers_of(filing))
    _ring_receipts(request)


def _tell_others(request, filing, answer) -> None:
    """Who was asked and did not answer hears that nothing waits for him any more."""
    done = {one.voter_id for one in request.answers.all()}
    waiting = request.addressees.exclude(asked_at=None).exclude(contact_id__in=done)
    if waiting.exists():
        tell_asked(request, filing, mails.answered, "answered", but=done)


def decline(request, *, account, reason, sha256_shown, pdf_sha256_shown, factor, ip=None, agent="") -> Approval:
    """Decline the filing with a reason of at least ten characters; the others who were asked are done too.

    Raises POR06 for a missing reason, and what `approve` raises but POR03.
    """
    reason = reason.strip()
    if len(reason) < REASON_LENGTH:
        raise RuleBroken(
            "Schrijf kort waarom u niet akkoord gaat, zodat uw kantoor het kan aanpassen.", code="POR06", field="reason"
        )
    with transaction.atomic():
        filing, request, asked = lock(request.pk, account)
        contact = asked.contact
        earlier = request.answers.filter(contact=contact).first()
        if earlier and earlier.decision == Decision.DECLINED:
            return earlier
        _guard(request, filing, asked, shown=(sha256_shown, pdf_sha256_shown))
        answer = write_answer(
            request, Decision.DECLINED, contact=contact, person_name=str(contact), reason=reason, factor=factor, ip=ip, agent=agent
        )
        refuse(request, filing, answer, by=account, reason=reason)
    return answer


def refuse(request, filing, answer, *, by, reason) -> None:
    """After a no: the request is over for everybody and the filing goes back to its owner. All locked by the caller."""
    end(request, RequestState.DECLINED, reason=reason)
    move(filing, State.DECLINED, by=by, event="filing.declined", text=reason, code="E17")
    _tell_others(request, filing, answer)
    tell_owner(filing, request, "declined")


def lock(request_id, account):
    """Filing, request and addressee, locked in that order. NotHere for who was not asked."""
    asked = ApprovalAddressee.objects.filter(request_id=request_id, contact_id=account.contact_id)
    known = asked.select_related("request", "contact", "partner_link").first()
    if known is None or not account.active:
        raise NotHere(NOT_ASKED)
    filing, request = lock_request(known.request)
    return filing, request, known


def lock_request(request):
    """Filing and request, locked in that order. NotHere when the filing belongs to another relation by now."""
    filing = Filing.objects.lock(request.filing_id)
    if filing.relation_id != request.relation_id:
        raise NotHere(NOT_ASKED)
    return filing, ApprovalRequest.objects.select_for_update(of=("self",)).select_related("policy", "pdf_file").get(pk=request.pk)


def _guard(request, filing, asked, *, shown) -> Entitlement:
    """The request takes an answer, from this person, about what this person was shown. Gives his authority."""
    contact, seat = asked.contact, seat_of(asked, filing)
    if not may_answer(seat):
        raise _not_entitled(filing, contact)
    guard_open(request, filing, contact)
    if request.answers.filter(Q(contact=contact) | Q(on_behalf_of=contact)).exists():
        raise closed(request, filing, contact)
    if shown != (request.sha256, request.pdf_sha256):
        raise RuleBroken(
            "Deze pagina is niet meer actueel. Bekijk de aangifte hieronder opnieuw en geef daarna uw antwoord.",
            code="POR04",
            link=portal_url("portal:approval", request.pk),
            retryable=True,
        )
    return Authority(filing).of(seat)


def guard_open(request, filing, contact) -> None:
    """Raises POR10 after the term and POR04 when the request is closed or is about other bytes."""
    if request.state == RequestState.EXPIRED or (request.is_open and request.expires_at <= timezone.now()):
        raise RuleBroken(
            f"De termijn om te accorderen is verlopen op {day_words(timezone.localdate(request.expires_at))}. "
            f"Neem contact op met {desk_of(filing.relation).name}.",
            code="POR10",
        )
    if not request.is_open or filing.state != State.OFFERED or request.sha256 != filing.sha256:
        raise closed(request, filing, contact)


def closed(request, filing, contact) -> RuleBroken:
    """Why this request takes no answer any more, with the way to what replaced it."""
    day = day_words(timezone.localdate(request.closed_at or timezone.now()))
    answer = request.answers.order_by("at").last()
    if request.state in (RequestState.APPROVED, RequestState.DECLINED) and answer:
        word = "akkoord" if answer.decision == Decision.APPROVED else "niet akkoord"
        text = f"U gaf op {day} al antwoord: {word}." if answer.voter_id == contact.pk else (
            f"{answer.person_name} gaf op {day} al antwoord: {word}."
        )
        return RuleBroken(f"{text} U hoeft niets meer te doen.", code="POR04")
    newer = ApprovalAddressee.objects.filter(
        contact=contact, request__state=RequestState.OPEN, request__filing__relation_id=filing.relation_id,
        request__filing__kind=filing.kind, request__filing__period_start=filing.period_start,
        request__filing__period_end=filing.period_end,
    ).exclude(request_id=request.pk).order_by("-request__offered_at").first()  # fmt: skip
    link = portal_url("portal:approval", newer.request_id) if newer else None
    rest = f"Open de nieuwe versie: {link}." if link else "U hoeft nu niets te doen; uw kantoor laat het u weten."
    return RuleBroken(f"Deze aangifte is op {day} ingetrokken of vervangen. {rest}", code="POR04", link=link)


def _not_entitled(filing, contact, authority: Entitlement | None = None) -> RuleBroken:
    ended = contact.links.filter(relation_id=filing.relation_id).order_by("-valid_from").first()
    day = authority.until if authority and authority.until else ended.valid_to if ended else None
    until = f" (bevoegdheid liep tot {day_words(day)})" if day else ""
    return RuleBroken(
        f"U bent voor {filing.relation} niet bevoegd om {filing.get_kind_display()} te accorderen{until}. "
        f"Bel {desk_of(filing.relation).name}.",
        code="POR05",
    )


def guard_turn(request, filing, contact) -> None:
    """Raises POR11 when in a fixed order somebody else comes first."""
    if request.policy.order != AnswerOrder.FIXED:
        return
    first = next(iter(waiting_contacts(request, filing)), None)
    if first and first.pk != contact.pk:
        raise RuleBroken(f"Eerst geeft {first} antwoord. Daarna bent u aan de beurt.", code="POR11", retryable=True)


def write_answer(request, decision, *, person_name, factor, agent="", **fields) -> Approval:
    """Write one answer about the bytes and the sentence of a locked request."""
    return Approval.objects.create(
        request=request,
        decision=decision,
        person_name=person_name[:200],
        sentence=sentence(request.sentence_template, request.sentence_values),
        at=timezone.now(),
        factor=factor,
        agent=agent[:300],
        sha256=request.sha256,
        pdf_sha256=request.pdf_sha256,
        **fields,
    )


def _ring_receipts(request) -> None:
    from sbr_inbox.approval_tasks import make_receipts

    make_receipts.ring(office_id=request.office_id, request_id=str(request.pk))


def mark_seen(request, *, account) -> None:
    """Note once that this person opened the page."""
    ApprovalAddressee.objects.filter(request=request, contact_id=account.contact_id, seen_at=None).update(
        seen_at=timezone.now()
    )
