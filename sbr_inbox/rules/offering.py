"""Putting a filing before the client, and taking it back."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from offices.errors import RuleBroken
from sbr_inbox.access import require_on_filing
from sbr_inbox.approval_enums import APPROVED_BY_CLIENT, Channel
from sbr_inbox.enums import State
from sbr_inbox.issues import blocks
from sbr_inbox.models import Filing
from sbr_inbox.rules.asking import open_request
from sbr_inbox.rules.issues import open_codes
from sbr_inbox.rules.moving import WrongState, move
from sbr_inbox.rules.refreshing import void_request
from sbr_inbox.rules.voiding import void_release

OFFERABLE = (State.READY, State.DECLINED, State.EXPIRED)
_ANSWERED = ("E17", "E18")


@dataclass(frozen=True)
class RowResult:
    """What became of one row of a bulk action."""

    filing: Filing
    ok: bool
    text: str
    code: str = ""


class Blocked(RuleBroken):
    """Something on the list of preconditions keeps the filing from being offered."""

    code = "SBR03"


def offer(
    filing: Filing, *, by, message: str = "", addressees=None, channel: str = Channel.PORTAL, reminders: int | None = None
) -> Filing:
    """Put a filing that is ready before the client, or again after a refusal or an expiry.

    By one-time link also a filing of which only the invitation is lacking (E13). Raises WrongState, Blocked (with the
    code of the open issue), and what the request for approval raises.
    """
    require_on_filing(by, "filing.offer", filing)
    with transaction.atomic():
        filing = Filing.objects.lock(filing.pk)
        by_link = channel == Channel.LINK
        if filing.state not in OFFERABLE and not (by_link and filing.state == State.MATCHED and filing.relation_id):
            raise WrongState(filing, "Aanbieden")
        passed = (*_ANSWERED, "E13") if by_link else _ANSWERED
        blocking = [issue for issue in open_codes(filing) if blocks(issue.code) and issue.code not in passed]
        if blocking:
            causes = ", ".join(f"{issue.code} {issue.cause.lower()}" for issue in blocking)
            raise Blocked(f"Aanbieden kan nog niet: {causes}. Los dit eerst op.", code=blocking[0].code)
        if filing.state == State.MATCHED:
            if filing.kind not in APPROVED_BY_CLIENT:
                raise WrongState(filing, "Aanbieden")
            move(filing, State.READY, by=by, event="filing.ready")
        void_release(filing, by=by, reason="De aangifte is aan de cliënt aangeboden.")
        open_request(filing, by=by, addressees=addressees, message=message, channel=channel, reminders=reminders)
        move(filing, State.OFFERED, by=by, event="filing.offered", text=message)
    return filing


def offer_many(filings, *, by, message: str = "") -> list[RowResult]:
    """Offer several filings that are ready, each in its own transaction; one that cannot be offered stops no other.

    What was declined or expired is not offered again in bulk: that asks a word to the client.
    """
    return [_one(filing, by=by, message=message) for filing in filings]


def withdraw(filing: Filing, *, by, reason: str = "") -> Filing:
    """Take an offer back for good. Whoever was asked is told; the same file may come in again as a new filing."""
    require_on_filing(by, "filing.withdraw", filing)
    with transaction.atomic():
        filing = Filing.objects.lock(filing.pk)
        if filing.state not in (State.OFFERED, State.DECLINED, State.EXPIRED):
            raise WrongState(filing, "Intrekken")
        void_request(filing, by=by, reason=reason or "Uw kantoor trok de aangifte in.")
        move(filing, State.WITHDRAWN, by=by, event="filing.withdrawn", text=reason)
    return filing


def _one(filing: Filing, *, by, message: str) -> RowResult:
    try:
        if filing.state != State.READY:
            raise WrongState(filing, "Aanbieden")
        done = offer(filing, by=by, message=message)
    except RuleBroken as fault:
        return RowResult(filing, False, fault.text, fault.code)
    except IntegrityError:
        return RowResult(filing, False, "Iemand anders was u net voor. Ververs de lijst.", "SBR01")
    return RowResult(done, True, "Aangeboden.")
