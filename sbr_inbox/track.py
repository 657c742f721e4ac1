"""The life of a filing as a line of steps, each with who and when."""

from dataclasses import dataclass
from datetime import datetime

from sbr_inbox.enums import State

_STEPS = (
    ("Ontvangen", ("filing.received",)),
    ("Gelezen", ("filing.read", "filing.unreadable")),
    ("Gekoppeld", ("filing.matched", "filing.linked", "filing.relinked")),
    ("Klaar", ("filing.ready", "filing.reviewed")),
    ("Aangeboden", ("filing.offered",)),
    ("Akkoord", ("filing.approved", "filing.approved_on_behalf", "filing.released")),
    ("Verzonden", ("filing.sent",)),
    ("Geaccepteerd", ("filing.accepted",)),
)
_REACHED = {
    State.RECEIVED: 0, State.UNREADABLE: 1, State.PARSED: 1, State.UNMATCHED: 1, State.AMBIGUOUS: 1, State.MATCHED: 2,
    State.IN_REVIEW: 2, State.READY: 3, State.OFFERED: 4, State.DECLINED: 4, State.EXPIRED: 4, State.APPROVED: 5,
    State.QUEUED: 5, State.SENT: 6, State.IN_PROGRESS: 6, State.ACCEPTED: 7,
}  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """One step: done, now or next, and the last time it was taken."""

    label: str
    stage: str
    at: datetime | None = None
    who: str = ""


def track(filing, events) -> list[Mark]:
    """The steps of a filing from its events; a filing that ended gets its end as the last step."""
    last = {event.event: event for event in events}
    ended = filing.state not in _REACHED
    reached = max((n for n, (_, names) in enumerate(_STEPS) if any(name in last for name in names)), default=0)
    here = reached if ended else _REACHED[State(filing.state)]
    marks = []
    for position, (label, names) in enumerate(_STEPS):
        event = next((last[name] for name in reversed(names) if name in last), None)
        if ended and position > here:
            break
        over = ended or filing.state == State.ACCEPTED
        stage = "next" if position > here else "now" if position == here and not over else "done"
        told = event if stage != "next" else None
        marks.append(Mark(label, stage, told.at if told else None, told.actor if told else ""))
    if ended:
        marks.append(Mark(State(filing.state).label, "now", filing.final_at or filing.state_at))
    return marks
