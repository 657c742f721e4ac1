"""What this member may do about the approval of a filing now, and how its requests stand, for the page of the filing."""

from sbr_inbox.approval_enums import APPROVED_BY_CLIENT, APPROVED_BY_OFFICE, AnswerOrder, Factor
from sbr_inbox.enums import State
from sbr_inbox.issues import blocks
from sbr_inbox.rules.asking import policy_for
from sbr_inbox.rules.counting import tally
from sbr_inbox.rules.offering import OFFERABLE
from sbr_inbox.rules.releasing import RELEASABLE, live_release


def may_about_approval(filing, allowed) -> dict[str, bool]:
    """Name of an act → whether it is open; `allowed(right)` says whether the member holds a right on this filing."""
    asks_client = filing.kind not in APPROVED_BY_OFFICE
    offers = filing.state in OFFERABLE or _only_invitation_lacks(filing)
    return {
        "offer_more": offers and asks_client and allowed("filing.offer"),
        "remind": filing.state == State.OFFERED and allowed("filing.offer"),
        "on_behalf": filing.state == State.OFFERED and allowed("filing.approve_on_behalf"),
        "release": filing.state in RELEASABLE
        and filing.relation_id is not None
        and asks_client
        and allowed("filing.send_without_approval"),
    }


def _only_invitation_lacks(filing) -> bool:
    """Whether a one-time link would do: linked, of a lowered kind, and E13 is all that stands in the way."""
    if filing.state != State.MATCHED or filing.relation_id is None or filing.kind not in APPROVED_BY_CLIENT:
        return False
    stopping = {issue.code for issue in filing.issues.filter(closed_at=None) if blocks(issue.code)}
    return stopping == {"E13"} and policy_for(filing).factor == Factor.NORMAL


def stand_of(filing, requests) -> dict:
    """How the open request stands and what is decided about sending without approval."""
    running = next((one for one in requests if one.is_open), None)
    release = live_release(filing)
    if running is None:
        return {"release": release}
    counted = tally(running, filing)
    turn = counted.waiting[:1] if running.policy.order == AnswerOrder.FIXED else counted.waiting
    return {"release": release, "counted": counted, "turn": [one.contact for one in turn], "running": running}
