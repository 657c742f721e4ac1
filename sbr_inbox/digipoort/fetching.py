"""The Ophaalservice: messages that lie ready for the office, such as assessments (SBA) and prefilled returns (VIA)."""

from dataclasses import dataclass, field
from datetime import datetime

from sbr_inbox.digipoort import answers, requests
from sbr_inbox.digipoort.client import Line, ask
from sbr_inbox.digipoort.names import MESSAGE_LIST, MESSAGES_OF, NEW_MESSAGE_LIST


@dataclass(frozen=True)
class Message:
    """One message that was fetched; `answer` is the signed answer in which it came."""

    kenmerk: str
    berichtsoort: str
    number: str = field(repr=False)
    name: str
    mime_type: str
    body: bytes = field(repr=False)
    at: datetime
    answer: bytes = field(default=b"", repr=False)


def list_messages(
    line: Line, *, berichtsoort: str = "", since: datetime | None = None, only_new: bool = False
) -> tuple[answers.Listed, ...]:
    """What lies ready. Raises CannotSend and CallFailed.

    `only_new` asks what was not listed before; Digipoort then marks it as seen, so a lost answer loses it from that list.
    """
    operation = NEW_MESSAGE_LIST if only_new else MESSAGE_LIST
    reply = ask(operation, requests.message_list(operation, berichtsoort=berichtsoort, since=since), line)
    return answers.listed(reply.payload)


def get_messages(line: Line, kenmerk: str) -> tuple[Message, ...]:
    """The messages under one kenmerk, with their files. Raises CannotSend, CallFailed and BadMessage."""
    reply = ask(MESSAGES_OF, requests.for_process(MESSAGES_OF, kenmerk), line)
    return tuple(
        Message(row.kenmerk, row.berichtsoort, row.number, row.name, row.mime_type, row.body, row.at, reply.data)
        for row in answers.messages(reply.payload)
        if row.kenmerk == kenmerk
    )


def fetch_messages(
    line: Line, *, known: frozenset[str] = frozenset(), berichtsoort: str = "", since: datetime | None = None
) -> tuple[Message, ...]:
    """List what lies ready and get each message whose kenmerk is not in `known`; a file twice under one kenmerk comes once."""
    listed = list_messages(line, berichtsoort=berichtsoort, since=since)
    wanted = [kenmerk for kenmerk in dict.fromkeys(row.kenmerk for row in listed) if kenmerk not in known]
    return tuple(message for kenmerk in wanted for message in get_messages(line, kenmerk))
