"""Writing down what became of one call: outcome, state of the ledger, state of the filing, issues."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from offices.audit import SYSTEM, record
from offices.files import store
from sbr_inbox import states
from sbr_inbox.delivery import Sent
from sbr_inbox.delivery_enums import DeliveryOutcome, DeliveryState
from sbr_inbox.enums import Route, State
from sbr_inbox.models import Delivery, DeliveryAttempt, FaultText, Filing
from sbr_inbox.rules.delivering.waits import MINUTE, MOST_TRIES, paced, until_poll, until_recheck, until_retry
from sbr_inbox.rules.issues import close_issues, open_issue
from sbr_inbox.rules.moving import move

BAD_ANSWER = "BAD_ANSWER"
Out, D = DeliveryOutcome, DeliveryState
_BETWEEN = (State.QUEUED, State.SENT, State.IN_PROGRESS)
_QUIET = {State.QUEUED: "filing.resumed", State.SENT: "filing.sent", State.IN_PROGRESS: "filing.in_progress"}


@dataclass(frozen=True)
class Locked:
    """A filing with its delivery, both locked, the filing first."""

    filing: Filing
    delivery: Delivery


def lock_both(delivery_id) -> Locked:
    """Filing and delivery, locked in the order in which every rule locks them."""
    known = Delivery.objects.only("filing_id").get(pk=delivery_id)
    filing = Filing.objects.lock(known.filing_id)
    return Locked(filing, Delivery.objects.select_for_update(of=("self",)).get(pk=delivery_id))


def bring(filing: Filing, to: str, *, event: str, text: str = "", code: str = "", by=SYSTEM) -> bool:
    """Move a locked filing there, by way of a state in between where the table asks it; never backward.

    False when the filing is past it already: a verdict stands, and what comes later is kept but moves nothing.
    """
    if filing.state == to or filing.state in (*states.FINAL, *states.BROKEN_OFF):
        return False
    if not states.may_move(filing.state, to):
        between = next(s for s in _BETWEEN if states.may_move(filing.state, s) and states.may_move(s, to))
        move(filing, between, by=by, event=_QUIET[between])
    move(filing, to, by=by, event=event, text=text, code=code)
    return True


def finish(attempt_id, sent: Sent) -> None:
    """Write the outcome of a call, in one transaction. A call whose outcome was written meanwhile adds only good news."""
    with transaction.atomic():
        known = DeliveryAttempt.objects.only("delivery_id").get(pk=attempt_id)
        both = lock_both(known.delivery_id)
        attempt = DeliveryAttempt.objects.select_for_update(of=("self",)).get(pk=attempt_id)
        late = bool(attempt.outcome)
        if late and not (sent.outcome == Out.SENT and both.delivery.state == D.UNKNOWN and not both.delivery.kenmerk):
            return
        _end(attempt, sent)
        {Out.SENT: _sent, Out.REFUSED: _refused, Out.TROUBLE: _trouble, Out.UNKNOWN: _unknown}[sent.outcome](both, attempt, sent)
        both.delivery.lease_until = None
        both.delivery.version += 1
        both.delivery.save()


def _end(attempt, sent: Sent) -> None:
    attempt.outcome, attempt.ended_at = sent.outcome, timezone.now()
    attempt.foutcode, attempt.text = sent.foutcode[:20], sent.text
    if sent.answer:
        attempt.answer = store(sent.answer, name="antwoord.xml", purpose="digipoort", mime="application/xml")
    attempt.save()


def _sent(both: Locked, attempt, sent: Sent) -> None:
    arrived(both, kenmerk=sent.kenmerk, at=sent.at, rows=sent.statuses, answer=attempt.answer)


def arrived(both: Locked, *, kenmerk: str, at, rows=(), answer=None) -> None:
    """The receiver has it: note its reference and begin to follow. Saved by the caller."""
    from sbr_inbox.rules.delivering.following import take_rows

    filing, delivery = both.filing, both.delivery
    delivery.kenmerk, delivery.sent_at, delivery.held = kenmerk[:40], at or timezone.now(), False
    if delivery.route == Route.SOURCE_PACKAGE:
        delivery.state, delivery.settled_at, delivery.due_at = D.DONE, timezone.now(), timezone.now()
        bring(filing, State.HANDED_BACK, event="filing.handed_back", text=f"Teruggekoppeld aan {filing.get_source_display()}.")
    else:
        delivery.state, delivery.polls, delivery.due_at = D.SENT, 0, timezone.now() + until_poll(0)
        filing.digipoort_kenmerk = delivery.kenmerk
        bring(filing, State.SENT, event="filing.sent", text=f"Kenmerk {delivery.kenmerk}.")
    close_issues(filing, "E15", "E19", "E21", by=SYSTEM)
    delivery.save()
    take_rows(both, rows, answer)


def _refused(both: Locked, attempt, sent: Sent) -> None:
    """Refused at the door. After a try of which nobody knows how it ended, a refusal may mean «I have it already»."""
    filing, delivery = both.filing, both.delivery
    earlier = delivery.attempts.filter(aanleverkenmerk=delivery.aanleverkenmerk, outcome=Out.UNKNOWN).exclude(pk=attempt.pk)
    if earlier.exists():
        _unknown(both, attempt, sent)
        return
    delivery.state, delivery.settled_at, delivery.due_at = D.REFUSED, timezone.now(), timezone.now()
    bring(filing, State.REJECTED_DIGIPOORT, event="filing.rejected_digipoort", text=sent.text, code=sent.foutcode[:10])
    open_refusal(filing, sent.foutcode, sent.text)


def open_refusal(filing, foutcode: str, text: str) -> None:
    """E19 with the words of Digipoort and the explanation of the office beside them."""
    known = FaultText.objects.filter(code=foutcode).first() if foutcode else None
    explained = " ".join(part for part in (known.meaning, known.note) if part) if known else ""
    open_issue(filing, "E19", field="verdict", values={"code": foutcode, "said": text.rstrip("."), "explained": explained})


def _trouble(both: Locked, attempt, sent: Sent) -> None:
    """It certainly did not arrive: later again, at most ten times."""
    filing, delivery = both.filing, both.delivery
    if delivery.tries >= MOST_TRIES:
        delivery.state, delivery.settled_at, delivery.due_at = D.FAILED, timezone.now(), None
        text = f"Na {delivery.tries} pogingen niet aangekomen. {sent.text}".strip()
        if filing.state == State.QUEUED:
            bring(filing, State.DELIVERY_TROUBLE, event="filing.delivery_trouble", text=sent.text)
        bring(filing, State.DELIVERY_FAILED, event="filing.delivery_failed", text=text)
        open_issue(filing, "E19", field="send", values={"text": f"{text} Kies Opnieuw verzenden zodra de oorzaak is opgelost."})
        return
    if delivery.route == Route.SOURCE_PACKAGE:
        open_issue(filing, "E21", field="send", values={"source": filing.package_name or filing.get_source_display()})
    delivery.state, delivery.due_at = D.TROUBLE, timezone.now() + until_retry(delivery.tries)
    bring(filing, State.DELIVERY_TROUBLE, event="filing.delivery_trouble", text=sent.text)


def _unknown(both: Locked, attempt, sent: Sent) -> None:
    """Nobody knows whether it arrived: the receiver is asked, and nothing is sent again by itself."""
    filing, delivery = both.filing, both.delivery
    delivery.state, delivery.polls, delivery.last_polled_at = D.UNKNOWN, 0, None
    delivery.due_at = timezone.now() + paced(MINUTE / 4)
    bring(filing, State.DELIVERY_UNKNOWN, event="filing.delivery_unknown", text=sent.text)
    if sent.foutcode == BAD_ANSWER:
        tell_distrusted(both, sent.text)


def tell_distrusted(both: Locked, why: str) -> None:
    """An answer that may not be believed (unsigned, tampered, about another): an event of its own in the activity log."""
    record(SYSTEM, "delivery.answer_distrusted", both.delivery, data={"why": why[:300]}, relation=both.filing.relation)


def stopped(both: Locked, fault) -> None:
    """The gate stopped it before anything left: the office has to change something, and it goes by itself then."""
    filing, delivery = both.filing, both.delivery
    delivery.due_at, delivery.lease_until = timezone.now() + until_recheck(), None
    delivery.save()
    seen = filing.issues.filter(code=fault.code, field="send", closed_at=None, values={"text": fault.text}).exists()
    open_issue(filing, fault.code, field="send", values={"text": fault.text})
    if not seen:
        record(SYSTEM, "filing.send_stopped", filing, data={"code": fault.code, "text": fault.text}, relation=filing.relation)


def ended(both: Locked, fault) -> None:
    """This filing cannot leave any more: what was approved is not what lies here, or nobody stands behind it."""
    filing, delivery = both.filing, both.delivery
    delivery.state, delivery.settled_at, delivery.due_at, delivery.lease_until = D.FAILED, timezone.now(), None, None
    delivery.save()
    bring(filing, State.DELIVERY_FAILED, event="filing.delivery_failed", text=fault.text, code=fault.code)
    open_issue(filing, fault.code if fault.code in ("E15", "E19") else "E19", field="send", values={"text": fault.text})
