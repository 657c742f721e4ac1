"""Fetching what lies ready at Digipoort for the office (assessments, pre-filled returns) into the inbox."""

from django.db import transaction

from offices.audit import Program, record
from offices.errors import RuleBroken
from offices.models import Office
from offices.permissions import require
from offices.scope import require_office_id
from sbr_inbox.delivery_enums import Service
from sbr_inbox.digipoort.client import CallFailed
from sbr_inbox.digipoort.fetching import fetch_messages
from sbr_inbox.enums import Channel, Source
from sbr_inbox.models import Filing
from sbr_inbox.rules.intake import IntakeResult, take_in
from sbr_inbox.rules.lines import line_for

RIGHT = "filing.upload"
# In front of the kenmerk of a message, so that it cannot be taken for a number of a source package.
MARK = "digipoort:"
PROGRAM = Program("Ophalen bij Digipoort")


class FetchFault(RuleBroken):
    """The other side could not be asked; nothing was taken in."""

    code = "E21"
    retryable = True


def fetch_incoming(*, by) -> list[IntakeResult]:
    """Take in every message that lies ready and was not fetched before; doing it again fetches nothing twice.

    The call runs outside any transaction. Raises CannotSend with what is missing, and FetchFault when the other side
    fails; messages that came in before a fault stay.
    """
    require(by, RIGHT)
    line = line_for(Service.FETCH)
    known = Filing.objects.filter(source=Source.API, source_ref__startswith=MARK).values_list("source_ref", flat=True)
    try:
        messages = fetch_messages(line, known=frozenset(ref.removeprefix(MARK) for ref in known))
    except CallFailed as fault:
        raise FetchFault(f"Ophalen bij Digipoort lukte niet ({fault.text}). Probeer het over een kwartier opnieuw.") from fault
    results = [
        take_in(message.body, name=message.name or f"{message.kenmerk}.xbrl", channel=Channel.CONNECTOR, by=PROGRAM,
                source=Source.API, source_ref=f"{MARK}{message.kenmerk}"[:100])
        for message in messages
    ]  # fmt: skip
    with transaction.atomic():
        record(by, "filing.fetched", Office.objects.get(pk=require_office_id()), data={"messages": len(results)})
    return results
