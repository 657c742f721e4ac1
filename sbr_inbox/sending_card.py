"""The card *Verzending* of a filing: where it is on its way, every status in the receiver's words and in ours."""

from dataclasses import dataclass, field

from django.utils import timezone

from sbr_inbox import states
from sbr_inbox.access import may_on_filing
from sbr_inbox.delivery import CannotSend
from sbr_inbox.delivery_enums import DeliveryState, StatusPhase
from sbr_inbox.digipoort.details import read_details
from sbr_inbox.enums import Route, State
from sbr_inbox.models import Delivery, DigipoortStatus, FaultText, Filing, StatusCode
from sbr_inbox.rules.delivering.doubt import unsure_beside
from sbr_inbox.rules.delivering.holding import hold
from sbr_inbox.rules.delivering.plan import DELIVERED, kind_setting, plan_for, sends_by_itself
from sbr_inbox.rules.delivering.queueing import REFUSED, SEND, same_file_may_go

_TONES = {
    StatusPhase.PROGRESS: ("info", "arrow-right"),
    StatusPhase.TROUBLE: ("warn", "triangle-alert"),
    StatusPhase.REJECTED_DIGIPOORT: ("bad", "circle-x"),
    StatusPhase.REJECTED_RECEIVER: ("bad", "circle-x"),
    StatusPhase.ACCEPTED: ("ok", "circle-check"),
    StatusPhase.UNKNOWN: ("warn", "circle-help"),
}
_AGAIN = (State.DELIVERY_FAILED, State.DELIVERY_UNKNOWN, *REFUSED)
_WAITING = (DeliveryState.READY, DeliveryState.TROUBLE, DeliveryState.UNKNOWN)


@dataclass(frozen=True)
class StatusLine:
    """One status: the row as it came, what it means to us, and the parts of its details."""

    row: DigipoortStatus
    tone: str
    icon: str
    meaning: str
    explained: str
    details: tuple


@dataclass(frozen=True)
class SendingCard:
    """What the card shows; `may` holds what this member can do now."""

    filing: Filing
    delivery: Delivery | None = None
    lines: list[StatusLine] = field(default_factory=list)
    attempts: list = field(default_factory=list)
    cannot: str = ""
    held: str = ""
    behind: Filing | None = None
    by_itself: bool = False
    may: dict = field(default_factory=dict)

    @property
    def is_waiting(self) -> bool:
        """Whether it is approved and nothing was sent yet."""
        return self.delivery is None


def sending_card(filing: Filing, member) -> SendingCard | None:
    """The card of a filing, or None before it is approved and for what never leaves from here."""
    delivery = Delivery.objects.filter(filing=filing).first() if filing.approved_at else None
    if delivery is None:
        return _before(filing, member) if filing.state == State.APPROVED else None
    rows = list(delivery.statuses.order_by("at", "id"))
    tries = list(delivery.attempts.select_related("certificate").order_by("number"))
    held = hold() if delivery.state in _WAITING else None
    sends = may_on_filing(member, SEND, filing)
    may = {
        "ask": sends and delivery.state in (DeliveryState.SENT, DeliveryState.UNKNOWN),
        "again": sends and filing.state in _AGAIN and (filing.state not in REFUSED or same_file_may_go(delivery)),
        "break_off": sends and delivery.state in _WAITING and filing.state in states.UNDER_WAY,
    }
    return SendingCard(
        filing,
        delivery,
        lines_of(rows, tries),
        _explained_tries(tries),
        held=held.text if held else "",
        behind=_behind(filing, delivery, member),
        may=may,
    )


def _behind(filing: Filing, delivery: Delivery, member) -> Filing | None:
    """The filing of the same number and kind that must be found first, as far as this member may see it."""
    if delivery.state not in (DeliveryState.READY, DeliveryState.TROUBLE):
        return None
    unsure = unsure_beside(filing, delivery).values("filing_id")
    return Filing.objects.visible_to(member).filter(pk__in=unsure).first()


def lines_of(rows: list, tries=()) -> list[StatusLine]:
    """Statuses as people read them; the fault code explained with the note of the office. Two queries."""
    meanings = dict(StatusCode.objects.filter(code__in={row.code for row in rows}).values_list("code", "meaning"))
    faults = _faults({row.foutcode for row in rows})
    return [
        StatusLine(
            row,
            *_TONES[StatusPhase(row.phase)],
            meanings.get(row.code, "") or ("" if row.code in meanings else "Deze code kennen wij niet; de tekst is van de ontvanger."),
            faults.get(row.foutcode, ""),
            read_details(row.details).specifications if row.details else (),
        )
        for row in rows
    ]


def _explained_tries(tries: list) -> list:
    faults = _faults({attempt.foutcode for attempt in tries})
    return [(attempt, faults.get(attempt.foutcode, "")) for attempt in tries]


def _faults(codes: set[str]) -> dict[str, str]:
    wanted = codes - {""}
    rows = FaultText.objects.filter(code__in=wanted) if wanted else ()
    return {row.code: " ".join(part for part in (row.meaning, row.note) if part) for row in rows}


def _before(filing: Filing, member) -> SendingCard | None:
    kind = kind_setting(filing)
    if kind is None or kind.route == Route.NONE:
        return None
    cannot = ""
    try:
        plan_for(filing)
    except CannotSend as fault:
        cannot = fault.text
    may = {"send": not cannot and kind.route in DELIVERED and may_on_filing(member, SEND, filing)}
    return SendingCard(filing, cannot=cannot, by_itself=sends_by_itself(kind), may=may)


def minutes_behind() -> int:
    """How many minutes sending of the open office lags behind: the age of the oldest delivery that should have gone."""
    due = Delivery.objects.filter(due_at__lte=timezone.now()).order_by("due_at").values_list("due_at", flat=True).first()
    return int((timezone.now() - due).total_seconds() // 60) if due else 0
