"""The answer of a client: approve or decline exactly the bytes that were offered.

Everything is checked and written in one transaction, filing first, then request: the first that commits wins, the
other finds a closed request. Nothing here trusts what the page remembers.
"""

from django.db import transaction
from django.utils import timezone

from offices.audit import record
from offices.errors import NotHere, RuleBroken
from offices.urls_helpers import portal_url
from sbr_inbox.approval_enums import AnswerOrder, Decision, Factor, Quorum, RequestState
from sbr_inbox.entitlement import desk_of, link_for, may_answer, who_may_answer
from sbr_inbox.enums import State
from sbr_inbox.models import Approval, ApprovalAddressee, ApprovalRequest, Filing
from sbr_inbox.rules.approved import approved
from sbr_inbox.rules.asking import close_requests, end, expire_due, open_request, policy_for, seed_policies
from sbr_inbox.rules.bytes import BytesChanged, require_same_bytes
from sbr_inbox.rules.moving import move
from sbr_inbox.rules.receipts import papers_of
from sbr_inbox.sentences import day_words, sentence

__all__ = [
    "approve", "close_requests", "decline", "expire_due", "mark_seen", "open_request", "policy_for", "seed_policies",
]  # fmt: skip

REASON_LENGTH = 10
NOT_ASKED = "Deze aangifte staat niet voor u klaar. Ga naar het begin van het portaal."


def request_for(contact_id, request_id) -> ApprovalRequest:
    """The request, for somebody who was asked and may still see the filing; NotHere for everybody else."""
    asked = ApprovalAddressee.objects.filter(contact_id=contact_id, request_id=request_id)
    found = asked.select_related(
        "request__filing__relation", "request__filing__xml_file", "request__filing__pdf_file",
        "request__pdf_file", "request__policy",
    ).first()  # fmt: skip
    if found is None or not _same_relation(found.request) or link_for(contact_id, found.request.filing) is None:
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
    filing, request, contact = _lock(request_id, account)
    earlier = request.answers.filter(contact=contact).first()
    if earlier and earlier.decision == Decision.APPROVED:
        return earlier
    _guard(request, filing, contact, shown=shown)
    if request.policy.factor == Factor.STRONG and factor != Factor.STRONG:
        raise RuleBroken(
            "Voor een akkoord vragen wij een extra controle. Stel een passkey in of gebruik uw verificatie-app.",
            code="POR03",
        )
    _guard_turn(request, filing, contact)
    require_same_bytes(request.sha256, filing.xml_file or filing.pdf_file)
    if request.pdf_file_id:
        require_same_bytes(request.pdf_sha256, request.pdf_file)
    answer = _answer(request, account, contact, Decision.APPROVED, factor=factor, ip=ip, agent=agent)
    if still_needed(request, filing):
        record(account, "approval.given", filing, data={"request": str(request.pk)}, relation=filing.relation)
        return answer
    end(request, RequestState.APPROVED)
    move(filing, State.APPROVED, by=account, event="filing.approved", text=f"Akkoord van {answer.person_name}")
    approved(filing, by=account, receipt_files=papers_of(filing))
    _ring_receipts(request)
    return answer


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
        filing, request, contact = _lock(request.pk, account)
        earlier = request.answers.filter(contact=contact).first()
        if earlier and earlier.decision == Decision.DECLINED:
            return earlier
        _guard(request, filing, contact, shown=(sha256_shown, pdf_sha256_shown))
        answer = _answer(request, account, contact, Decision.DECLINED, reason=reason, factor=factor, ip=ip, agent=agent)
        end(request, RequestState.DECLINED, reason=reason)
        move(filing, State.DECLINED, by=account, event="filing.declined", text=reason, code="E17")
    return answer


def _lock(request_id, account):
    """Filing, request and contact, locked in that order. NotHere for who was not asked."""
    asked = ApprovalAddressee.objects.filter(request_id=request_id, contact_id=account.contact_id)
    known = asked.select_related("request", "contact").first()
    if known is None or not account.active:
        raise NotHere(NOT_ASKED)
    filing = Filing.objects.lock(known.request.filing_id)
    if filing.relation_id != known.request.relation_id:
        raise NotHere(NOT_ASKED)
    request = ApprovalRequest.objects.select_for_update(of=("self",)).select_related("policy", "pdf_file").get(pk=request_id)
    return filing, request, known.contact


def _guard(request, filing, contact, *, shown) -> None:
    """The request takes an answer, from this person, about what this person was shown."""
    link = link_for(contact.pk, filing)
    if not may_answer(link):
        raise _not_entitled(filing, contact)
    if request.state == RequestState.EXPIRED or (request.is_open and request.expires_at <= timezone.now()):
        raise RuleBroken(
            f"De termijn om te accorderen is verlopen op {day_words(timezone.localdate(request.expires_at))}. "
            f"Neem contact op met {desk_of(filing.relation).name}.",
            code="POR10",
        )
    if not request.is_open or filing.state != State.OFFERED or request.sha256 != filing.sha256:
        raise closed(request, filing, contact)
    if request.answers.filter(contact=contact).exists():
        raise closed(request, filing, contact)
    if shown != (request.sha256, request.pdf_sha256):
        raise RuleBroken(
            "Deze pagina is niet meer actueel. Bekijk de aangifte hieronder opnieuw en geef daarna uw antwoord.",
            code="POR04",
            link=portal_url("portal:approval", request.pk),
            retryable=True,
        )


def closed(request, filing, contact) -> RuleBroken:
    """Why this request takes no answer any more, with the way to what replaced it."""
    day = day_words(timezone.localdate(request.closed_at or timezone.now()))
    answer = request.answers.order_by("at").last()
    if request.state in (RequestState.APPROVED, RequestState.DECLINED) and answer:
        word = "akkoord" if answer.decision == Decision.APPROVED else "niet akkoord"
        text = f"U gaf op {day} al antwoord: {word}." if answer.contact_id == contact.pk else (
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


def _not_entitled(filing, contact) -> RuleBroken:
    ended = contact.links.filter(relation_id=filing.relation_id).order_by("-valid_from").first()
    until = f" (bevoegdheid liep tot {day_words(ended.valid_to)})" if ended and ended.valid_to else ""
    return RuleBroken(
        f"U bent voor {filing.relation} niet bevoegd om {filing.get_kind_display()} te accorderen{until}. "
        f"Bel {desk_of(filing.relation).name}.",
        code="POR05",
    )


def waiting_contacts(request, filing) -> list:
    """Who may answer today and has not yet, in the order of the request."""
    answered = set(request.answers.values_list("contact_id", flat=True))
    able = {link.contact_id for link in who_may_answer(filing)}
    asked = request.addressees.select_related("contact")
    return [one.contact for one in asked if one.contact_id in able and one.contact_id not in answered]


def still_needed(request, filing) -> int:
    """How many approvals are lacking, by the policy and the entitlements of today."""
    given = request.answers.filter(decision=Decision.APPROVED).count()
    waiting = len(waiting_contacts(request, filing))
    if request.policy.quorum == Quorum.ALL:
        return waiting
    wanted = request.policy.n if request.policy.quorum == Quorum.N_OF else 1
    return max(0, wanted - given)


def _guard_turn(request, filing, contact) -> None:
    if request.policy.order != AnswerOrder.FIXED:
        return
    first = next(iter(waiting_contacts(request, filing)), None)
    if first and first.pk != contact.pk:
        raise RuleBroken(f"Eerst geeft {first} antwoord. Daarna bent u aan de beurt.", code="POR11", retryable=True)


def _answer(request, account, contact, decision, *, factor, ip, agent, reason="") -> Approval:
    return Approval.objects.create(
        request=request,
        contact=contact,
        person_name=str(contact)[:200],
        decision=decision,
        reason=reason,
        sentence=sentence(request.sentence_template, request.sentence_values),
        at=timezone.now(),
        factor=factor,
        ip=ip,
        agent=agent[:300],
        sha256=request.sha256,
        pdf_sha256=request.pdf_sha256,
    )


def _ring_receipts(request) -> None:
    from sbr_inbox.approval_tasks import make_receipts

    make_receipts.ring(office_id=request.office_id, request_id=str(request.pk))


def mark_seen(request, *, account) -> None:
    """Note once that this person opened the page."""
    ApprovalAddressee.objects.filter(request=request, contact_id=account.contact_id, seen_at=None).update(
        seen_at=timezone.now()
    )
