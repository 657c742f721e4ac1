"""Following a filing at the receiver until its verdict: ask, keep every status, move on, never back."""

from django.db import transaction
from django.utils import timezone

from offices.audit import SYSTEM, record
from offices.files import store
from sbr_inbox.delivery import CannotSend, Statuses, StatusRow, route_driver
from sbr_inbox.delivery_enums import DeliveryState, StatusPhase
from sbr_inbox.enums import State
from sbr_inbox.models import DigipoortStatus
from sbr_inbox.rules.delivering.gate import make_order
from sbr_inbox.rules.delivering.meanings import VERDICTS, meanings
from sbr_inbox.rules.delivering.plan import plan_for
from sbr_inbox.rules.delivering.settling import (
    BAD_ANSWER,
    Locked,
    bring,
    lock_both,
    open_refusal,
    stopped,
    tell_distrusted,
)
from sbr_inbox.rules.delivering.unknown_codes import tell_admins
from sbr_inbox.rules.delivering.waits import LEASE, follow_for, until_poll
from sbr_inbox.rules.issues import close_issues, open_issue

D, P = DeliveryState, StatusPhase
_VERDICT = {
    P.ACCEPTED: (State.ACCEPTED, "filing.accepted", D.DONE),
    P.REJECTED_DIGIPOORT: (State.REJECTED_DIGIPOORT, "filing.rejected_digipoort", D.REFUSED),
    P.REJECTED_RECEIVER: (State.REJECTED_RECEIVER, "filing.rejected_receiver", D.REFUSED),
}


def poll(pk) -> bool:
    """Ask the receiver for the statuses of one delivery that was claimed; whether it answered."""
    with transaction.atomic():
        both = lock_both(pk)
        delivery = both.delivery
        if delivery.state != D.SENT:
            return False
        try:
            order = make_order(both.filing, delivery, plan_for(both.filing), b"")
            driver = route_driver(delivery.route)
        except CannotSend as fault:
            stopped(both, fault)
            return False
        delivery.lease_until = timezone.now() + LEASE
        delivery.save()
    answer = driver.statuses(order, kenmerk=delivery.kenmerk)
    with transaction.atomic():
        _answered(lock_both(pk), answer)
    return answer.known is True


def _answered(both: Locked, answer: Statuses) -> None:
    delivery, now = both.delivery, timezone.now()
    if delivery.state != D.SENT:
        return
    if answer.text.startswith(BAD_ANSWER):
        tell_distrusted(both, answer.text)
    delivery.polls, delivery.last_polled_at, delivery.lease_until = delivery.polls + 1, now, None
    delivery.due_at = now + until_poll(delivery.polls)
    delivery.save()
    take_rows(both, answer.rows, keep_answer(answer) if _news(delivery, answer.rows) else None)
    if delivery.state == D.SENT and delivery.sent_at and now - delivery.sent_at > follow_for():
        delivery.due_at = None
        delivery.save()
        text = (
            f"Digipoort gaf na 72 uur nog geen eindoordeel (kenmerk {delivery.kenmerk}). Bel de helpdesk van Digipoort met dit "
            "kenmerk, en kies daarna Vraag status nu."
        )
        open_issue(both.filing, "E19", field="send", values={"text": text})


def take_rows(both: Locked, rows: tuple[StatusRow, ...], answer) -> None:
    """Keep statuses that are new and let the filing follow them. Called with both locked; the delivery is saved."""
    filing, delivery = both.filing, both.delivery
    known = meanings(filing.kind)
    fresh = [row for row in rows if _key(row) not in _kept(delivery)]
    DigipoortStatus.objects.bulk_create(
        [
            DigipoortStatus(
                delivery=delivery,
                kenmerk=row.kenmerk[:40],
                code=row.code[:20],
                text=row.text,
                at=row.at,
                foutcode=row.foutcode[:20],
                foutbeschrijving=row.foutbeschrijving,
                details=row.details,
                phase=known.phase(row),
                answer=answer,
            )
            for row in _once(fresh)
        ],
        ignore_conflicts=True,
    )
    if delivery.state == D.SENT and fresh:
        _follow(both, known)
    for row in fresh:
        if known.phase(row) == P.UNKNOWN:
            tell_admins(filing, row)


def keep_answer(answer: Statuses):
    """The signed answer, byte for byte, as a stored file; None when there was none."""
    if not answer.answer:
        return None
    return store(answer.answer, name="statussen.xml", purpose="digipoort", mime="application/xml")


def _follow(both: Locked, known) -> None:
    """Where the filing stands by all statuses of this reference: the first verdict in time, else the latest phase."""
    rows = list(both.delivery.statuses.filter(kenmerk=both.delivery.kenmerk).order_by("at", "id"))
    verdict = next((row for row in rows if known.phase(row) in VERDICTS), None)
    if verdict:
        _end(both, known.phase(verdict), verdict)
        return
    latest = known.phase(rows[-1]) if rows else P.PROGRESS
    if latest == P.TROUBLE:
        said = f"{rows[-1].code} {rows[-1].text}"
        bring(both.filing, State.DELIVERY_TROUBLE, event="filing.delivery_trouble", text=said, code=rows[-1].code[:10])
    elif both.filing.state == State.DELIVERY_TROUBLE:
        bring(both.filing, State.IN_PROGRESS, event="filing.resumed")
    else:
        bring(both.filing, State.IN_PROGRESS, event="filing.in_progress")


def _end(both: Locked, phase: str, row) -> None:
    filing, delivery = both.filing, both.delivery
    state, event, settled = _VERDICT[StatusPhase(phase)]
    delivery.state, delivery.settled_at, delivery.due_at = settled, timezone.now(), timezone.now()
    delivery.save()
    code = row.foutcode or row.code
    said = row.foutbeschrijving or row.text
    if not bring(filing, state, event=event, text=f"{row.code} {row.text.rstrip('.')}. {row.foutbeschrijving}".strip(), code=code[:10]):
        return
    record(SYSTEM, "delivery.decided", delivery, data={"code": row.code, "kenmerk": row.kenmerk}, relation=filing.relation)
    close_issues(filing, "E15", "E19", "E21", by=SYSTEM)
    if phase == P.REJECTED_DIGIPOORT:
        open_refusal(filing, code, said)
    elif phase == P.REJECTED_RECEIVER:
        values = {"code": code, "said": said.rstrip("."), "package": filing.package_name, "receiver": "De ontvanger"}
        open_issue(filing, "E20", field="verdict", values=values)


def _key(row) -> tuple:
    return row.kenmerk[:40], row.code[:20], row.at


def _once(rows) -> list:
    return list({_key(row): row for row in rows}.values())


def _kept(delivery) -> set[tuple]:
    return {(row.kenmerk, row.code, row.at) for row in delivery.statuses.all()}


def _news(delivery, rows) -> bool:
    kept = _kept(delivery)
    return any(_key(row) not in kept for row in rows)
