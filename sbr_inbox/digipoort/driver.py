"""The route DIGIPOORT: sending a filing, asking after it, and finding one whose answer was lost."""

from datetime import datetime, timedelta

from sbr_inbox.delivery import CannotSend, Order, Sent, Statuses, StatusRow
from sbr_inbox.delivery_enums import DeliveryOutcome, Service
from sbr_inbox.digipoort import answers, requests
from sbr_inbox.digipoort.client import BAD_ANSWER, CallFailed, Line, ask
from sbr_inbox.digipoort.names import DELIVER, MESSAGE_KINDS, PROCESS_STATUSES, PROCESSES
from sbr_inbox.digipoort.parsing import BadMessage
from sbr_inbox.enums import Route

# Clocks of two machines may differ this much.
CLOCKS = timedelta(minutes=2)
# Processes of one subject and kind that are asked after when an answer was lost.
MOST_PROCESSES = 50


class DigipoortDriver:
    """WUS 2.0 v1.2; see `sbr_inbox.delivery.RouteDriver`."""

    key = Route.DIGIPOORT

    def send(self, order: Order) -> Sent:
        """Hand the filing over once. Raises CannotSend when nothing left."""
        _check(order)
        try:
            reply = ask(DELIVER, requests.deliver(order), line_of(order, Service.DELIVER))
        except CallFailed as failed:
            return Sent(failed.outcome, foutcode=failed.foutcode, text=failed.text, answer=failed.answer)
        try:
            taken = answers.delivered(reply.payload)
        except BadMessage as error:
            return Sent(DeliveryOutcome.UNKNOWN, foutcode=BAD_ANSWER, text=str(error), answer=reply.data)
        if wrong := _not_ours(order, taken):
            return Sent(DeliveryOutcome.UNKNOWN, foutcode=BAD_ANSWER, text=wrong, answer=reply.data)
        return Sent(DeliveryOutcome.SENT, kenmerk=taken.kenmerk, at=taken.at, answer=reply.data, statuses=taken.statuses)

    def statuses(self, order: Order, *, kenmerk: str, since: datetime | None = None) -> Statuses:
        """All statuses of this filing.

        Without `kenmerk` our filing is searched for, and `since` must be the start of the first attempt. No answer of the
        interface carries our aanleverkenmerk, so it is found by elimination: the processes of this subject and kind,
        without those of other filings (`other_kenmerken`) and without those that began before `since`. One left is ours;
        none means that it never arrived; more than one is for a person to decide.
        """
        line = line_of(order, Service.STATUS)
        try:
            if kenmerk:
                rows, data = _process(line, kenmerk)
                return Statuses(known=bool(rows), rows=rows, kenmerk=kenmerk, answer=data)
            return _search(order, line, since)
        except CallFailed as failed:
            return _no_statuses(failed)
        except BadMessage as error:
            return Statuses(known=None, text=f"{BAD_ANSWER}: {error}")


def line_of(order: Order, service: str) -> Line:
    """How this order reaches a service. Raises CannotSend when the office has no certificate."""
    if order.certificate is None:
        raise CannotSend("Uw kantoor heeft geen certificaat voor deze omgeving. Voeg er een toe bij Beheer > SBR > Certificaten.")
    return Line(
        url=order.addresses.get(service, ""),
        environment=order.environment,
        pair=order.certificate,
        trust=order.trust,
        algorithm=order.signature_algorithm,
    )


def message_kinds(order: Order) -> tuple[str, ...]:
    """Which berichtsoorten Digipoort names for this subject. Raises CannotSend and CallFailed."""
    payload = requests.message_kinds(requests.Subject(order.identity_number, order.identity_type))
    return answers.kinds(ask(MESSAGE_KINDS, payload, line_of(order, Service.STATUS)).payload)


def _check(order: Order) -> None:
    if not order.berichtsoort:
        raise CannotSend(f"Voor {order.kind} is nog geen berichtsoort ingesteld. Vul die in bij Beheer > SBR.")
    if not order.identity_type or not order.role:
        raise CannotSend(f"Voor {order.kind} is de soort identiteit of de rol niet ingevuld. Vul die in bij Beheer > SBR.")


def _not_ours(order: Order, taken: answers.Delivered) -> str:
    """Why this answer is about another filing; empty when it is about ours."""
    if taken.aanleverkenmerk and taken.aanleverkenmerk != order.aanleverkenmerk:
        return "Het antwoord noemt een ander aanleverkenmerk dan wij stuurden."
    if taken.number.upper() != order.identity_number.upper():
        return "Het antwoord noemt een ander nummer dan wij stuurden."
    if not taken.kenmerk or taken.kenmerk in order.other_kenmerken:
        return "Het antwoord noemt het kenmerk van een andere aangifte."
    return ""


def _process(line: Line, kenmerk: str) -> tuple[tuple[StatusRow, ...], bytes]:
    reply = ask(PROCESS_STATUSES, requests.for_process(PROCESS_STATUSES, kenmerk), line)
    rows = answers.statuses(reply.payload)
    if any(row.kenmerk != kenmerk for row in rows):
        raise CallFailed(
            DeliveryOutcome.UNKNOWN, "Het antwoord gaat over een andere aangifte.", foutcode=BAD_ANSWER, answer=reply.data
        )
    return rows, reply.data


def _search(order: Order, line: Line, since: datetime | None) -> Statuses:
    subject = requests.Subject(order.identity_number, order.identity_type)
    reply = ask(PROCESSES, requests.for_subject(PROCESSES, subject, berichtsoort=order.berichtsoort), line)
    taken = set(order.other_kenmerken)
    candidates = [
        row.kenmerk
        for row in answers.processes(reply.payload)
        if row.kenmerk not in taken and row.berichtsoort == order.berichtsoort and row.number.upper() == order.identity_number.upper()
    ]
    if len(candidates) > MOST_PROCESSES:
        text = f"Digipoort noemt {len(candidates)} processen voor dit nummer; welke van u is, moet iemand nakijken."
        return Statuses(known=None, text=text, answer=reply.data)
    found = [one for one in (_begun(line, kenmerk, since) for kenmerk in dict.fromkeys(candidates)) if one]
    if not found:
        return Statuses(known=False, answer=reply.data)
    if since is None:
        return Statuses(known=None, text="Zonder begintijd is niet te zeggen welke aanlevering de uwe is.", answer=reply.data)
    if len(found) > 1:
        text = f"Digipoort noemt {len(found)} aanleveringen die de uwe kunnen zijn; welke het is, moet iemand nakijken."
        return Statuses(known=None, text=text, answer=reply.data)
    return found[0]


def _begun(line: Line, kenmerk: str, since: datetime | None) -> Statuses | None:
    """The statuses of a process that began at or after `since`; None for an older one."""
    rows, data = _process(line, kenmerk)
    if not rows:
        return Statuses(known=None, text="Digipoort kent een aanlevering zonder statussen; vraag het later opnieuw.", answer=data)
    if since and min(row.at for row in rows) < since - CLOCKS:
        return None
    return Statuses(known=True, rows=rows, kenmerk=kenmerk, answer=data)


def _no_statuses(failed: CallFailed) -> Statuses:
    mark = f"{BAD_ANSWER}: " if failed.foutcode == BAD_ANSWER else ""
    return Statuses(known=None, text=f"{mark}{failed.text}", answer=failed.answer)
