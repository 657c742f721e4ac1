"""The state machine of a filing as a table: which move is allowed, and which states mean what."""

from sbr_inbox.enums import State

S = State

MOVES: dict[str, frozenset[str]] = {
    S.RECEIVED: frozenset({S.PARSED, S.UNREADABLE, S.SUPERSEDED}),
    S.UNREADABLE: frozenset({S.SUPERSEDED, S.DISCARDED}),
    S.PARSED: frozenset({S.MATCHED, S.UNMATCHED, S.AMBIGUOUS, S.SUPERSEDED}),
    S.UNMATCHED: frozenset({S.MATCHED, S.AMBIGUOUS, S.DISCARDED, S.SUPERSEDED}),
    S.AMBIGUOUS: frozenset({S.MATCHED, S.UNMATCHED, S.DISCARDED, S.SUPERSEDED}),
    S.MATCHED: frozenset(
        {S.IN_REVIEW, S.READY, S.DOSSIER_ONLY, S.FILED_ELSEWHERE, S.UNMATCHED, S.AMBIGUOUS, S.DISCARDED, S.SUPERSEDED}
    ),
    S.IN_REVIEW: frozenset({S.READY, S.MATCHED, S.SUPERSEDED}),
    S.READY: frozenset(
        {S.OFFERED, S.MATCHED, S.APPROVED, S.IN_REVIEW, S.DOSSIER_ONLY, S.FILED_ELSEWHERE, S.DISCARDED, S.SUPERSEDED}
    ),
    S.OFFERED: frozenset({S.APPROVED, S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.SUPERSEDED, S.MATCHED}),
    S.DECLINED: frozenset({S.OFFERED, S.SUPERSEDED, S.MATCHED, S.WITHDRAWN}),
    S.EXPIRED: frozenset({S.OFFERED, S.APPROVED, S.WITHDRAWN, S.SUPERSEDED, S.MATCHED}),
    S.APPROVED: frozenset({S.QUEUED, S.HANDED_BACK, S.FILED_ELSEWHERE}),
    # Refused at the door, taken by the source package, or stopped before anything left: all without being sent.
    S.QUEUED: frozenset(
        {S.SENT, S.DELIVERY_TROUBLE, S.DELIVERY_UNKNOWN, S.REJECTED_DIGIPOORT, S.HANDED_BACK, S.DELIVERY_FAILED}
    ),
    S.SENT: frozenset({S.IN_PROGRESS, S.REJECTED_DIGIPOORT}),
    S.IN_PROGRESS: frozenset({S.ACCEPTED, S.REJECTED_DIGIPOORT, S.REJECTED_RECEIVER, S.DELIVERY_TROUBLE}),
    # Trouble before it arrived goes back to the queue, trouble at the receiver back to where it was.
    S.DELIVERY_TROUBLE: frozenset({S.QUEUED, S.DELIVERY_FAILED, S.IN_PROGRESS}),
    S.DELIVERY_UNKNOWN: frozenset({S.SENT, S.QUEUED, S.DELIVERY_FAILED}),
    S.DELIVERY_FAILED: frozenset({S.QUEUED, S.WITHDRAWN}),
    S.REJECTED_DIGIPOORT: frozenset({S.SUPERSEDED, S.QUEUED}),
    S.REJECTED_RECEIVER: frozenset({S.SUPERSEDED, S.QUEUED}),
    S.ACCEPTED: frozenset(),
    S.HANDED_BACK: frozenset({S.ACCEPTED}),
    S.WITHDRAWN: frozenset(),
    S.SUPERSEDED: frozenset(),
    S.FILED_ELSEWHERE: frozenset(),
    S.DOSSIER_ONLY: frozenset(),
    S.DISCARDED: frozenset(),
}

# The bytes of these filings may come in again as a new filing.
GONE = (S.UNREADABLE, S.WITHDRAWN, S.SUPERSEDED, S.DISCARDED)

# At most one of these per relation, number, kind, period and sequence.
LIVE = (
    S.READY, S.OFFERED, S.DECLINED, S.EXPIRED, S.APPROVED, S.QUEUED, S.SENT, S.IN_PROGRESS, S.DELIVERY_TROUBLE,
    S.DELIVERY_UNKNOWN, S.DELIVERY_FAILED, S.REJECTED_DIGIPOORT, S.REJECTED_RECEIVER, S.ACCEPTED, S.HANDED_BACK,
    S.FILED_ELSEWHERE,
)  # fmt: skip

FINAL = (
    S.ACCEPTED, S.HANDED_BACK, S.WITHDRAWN, S.SUPERSEDED, S.FILED_ELSEWHERE, S.DOSSIER_ONLY, S.DISCARDED,
)  # fmt: skip

# The machine itself is at work on these; the sweeper looks after them.
WORKING = (S.RECEIVED, S.PARSED)

# Approved, and now between the queue and the verdict of the receiver.
UNDER_WAY = (S.QUEUED, S.SENT, S.IN_PROGRESS, S.DELIVERY_TROUBLE, S.DELIVERY_UNKNOWN)
# The way out ended badly and the office has to do something.
BROKEN_OFF = (S.DELIVERY_FAILED, S.REJECTED_DIGIPOORT, S.REJECTED_RECEIVER)

# A person still has to say which relation it is.
WITHOUT_RELATION = (S.RECEIVED, S.UNREADABLE, S.PARSED, S.UNMATCHED, S.AMBIGUOUS)

# What may be linked to another relation; from OFFERED on that voids the offer.
LINKABLE = (S.UNMATCHED, S.AMBIGUOUS, S.MATCHED, S.IN_REVIEW, S.READY, S.OFFERED, S.DECLINED, S.EXPIRED)

# From the first of these on the bytes never change.
FROZEN = tuple(state for state in LIVE if state is not S.READY)

MARKS: dict[str, tuple[str, str]] = {
    S.RECEIVED: ("info", "inbox"),
    S.UNREADABLE: ("bad", "circle-x"),
    S.PARSED: ("info", "file-text"),
    S.UNMATCHED: ("bad", "unlink"),
    S.AMBIGUOUS: ("warn", "git-fork"),
    S.MATCHED: ("warn", "link"),
    S.IN_REVIEW: ("info", "eye"),
    S.READY: ("info", "circle-dot"),
    S.OFFERED: ("wait", "hourglass"),
    S.DECLINED: ("bad", "circle-x"),
    S.EXPIRED: ("warn", "clock"),
    S.APPROVED: ("ok", "check"),
    S.QUEUED: ("wait", "clock"),
    S.SENT: ("info", "send"),
    S.IN_PROGRESS: ("wait", "hourglass"),
    S.ACCEPTED: ("ok", "circle-check"),
    S.HANDED_BACK: ("ok", "undo-2"),
    S.FILED_ELSEWHERE: ("mute", "send"),
    S.DOSSIER_ONLY: ("mute", "folder"),
    S.WITHDRAWN: ("mute", "undo-2"),
    S.SUPERSEDED: ("mute", "copy"),
    S.DISCARDED: ("mute", "trash-2"),
    S.DELIVERY_TROUBLE: ("warn", "triangle-alert"),
    S.DELIVERY_UNKNOWN: ("warn", "circle-help"),
    S.DELIVERY_FAILED: ("bad", "circle-x"),
    S.REJECTED_DIGIPOORT: ("bad", "triangle-alert"),
    S.REJECTED_RECEIVER: ("bad", "triangle-alert"),
}


def may_move(before: str, after: str) -> bool:
    """Whether the table allows this move."""
    return State(after) in MOVES[State(before)]


def mark(state: str) -> tuple[str, str]:
    """Tone and icon with which a state is shown."""
    return MARKS.get(State(state), ("info", "send"))
