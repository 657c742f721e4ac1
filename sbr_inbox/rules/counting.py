"""How a request for approval stands today: who said yes, whose yes is lacking, and whose turn it is."""

from dataclasses import dataclass

from sbr_inbox.approval_enums import AnswerOrder, Decision, MandateCheck
from sbr_inbox.entitlement import Authority, Seat, own_link, partner_seats, who_may_answer
from sbr_inbox.models import Approval, ApprovalAddressee
from sbr_inbox.votes import Count, Voter, count


@dataclass(frozen=True)
class Tally:
    """A request counted: what is lacking, and who of those asked can still give it."""

    count: Count
    waiting: tuple[ApprovalAddressee, ...]
    # Even a yes of everybody who can still answer would not be enough.
    hopeless: bool = False

    @property
    def contacts(self) -> list:
        """The people who can still say yes, in order."""
        return [one.contact for one in self.waiting]


def tally(request, filing, *, day=None) -> Tally:
    """Count a request by its policy and the entitlements of the day (today when none is given).

    Who answered is counted by the authority he had that day; who did not, by the authority of today.
    """
    asked = list(request.addressees.select_related("contact", "partner_link").order_by("order", "id"))
    answers = {answer.voter_id: answer for answer in _answers(request)}
    authority = Authority(filing, day)
    seats = seats_of(filing, asked, day=day)
    voters, waiting = [], []
    for one in asked:
        answer = answers.get(one.contact_id)
        if answer is not None:
            voters.append(Voter(one.contact_id, _joint(answer, authority), one.partner_link_id is not None))
            continue
        entitlement = authority.of(seats.get(one.pk))
        if entitlement.ok:
            voters.append(Voter(one.contact_id, entitlement.partners, one.partner_link_id is not None))
            waiting.append(one)
        elif one.partner_link_id:
            # The partner of a joint return cannot be passed over: without him nothing is complete.
            voters.append(Voter(one.contact_id, partner=True))
    given = {pk for pk, answer in answers.items() if answer.decision == Decision.APPROVED}
    rule = {"quorum": request.policy.quorum, "n": request.policy.n}
    best = count(voters, given | {one.contact_id for one in waiting}, **rule)
    return Tally(count(voters, given, **rule), tuple(waiting), hopeless=not best.complete)


def seats_of(filing, addressees, *, day=None) -> dict:
    """Addressee id → the seat in which he was asked, for those who still have it on the day."""
    own = {link.contact_id: link for link in who_may_answer(filing, day=day)}
    partners = partner_seats(filing, day=day) if any(one.partner_link_id for one in addressees) else []
    beside = {(seat.contact_id, seat.link.pk): seat for seat in partners}
    found: dict = {}
    for one in addressees:
        seat: Seat | None = beside.get((one.contact_id, one.partner_link_id)) if one.partner_link_id else own.get(one.contact_id)
        if seat is not None:
            found[one.pk] = seat
    return found


def standing(request, filing) -> Tally:
    """Count a completed request as of now: only who is still entitled to what he said yes to counts."""
    asked = list(request.addressees.select_related("contact", "partner_link").order_by("order", "id"))
    authority = Authority(filing)
    seats = seats_of(filing, asked)
    answers = {answer.voter_id: answer for answer in _answers(request) if answer.decision == Decision.APPROVED}
    voters, given = [], set()
    for one in asked:
        answer, seat = answers.get(one.contact_id), seats.get(one.pk)
        if answer is not None and answer.on_behalf_of_id and seat is None and one.partner_link_id is None:
            seat = own_link(one.contact_id, filing, any_access=True)
        entitled = authority.of_person(seat) if answer and answer.on_behalf_of_id and seat else authority.of(seat)
        if entitled.ok:
            voters.append(Voter(one.contact_id, entitled.partners, one.partner_link_id is not None))
            given |= {one.contact_id} if answer else set()
        elif one.partner_link_id:
            voters.append(Voter(one.contact_id, partner=True))
    return Tally(count(voters, given, quorum=request.policy.quorum, n=request.policy.n), ())


def turn_of(request, filing) -> list[ApprovalAddressee]:
    """Whose answer is wanted now: everybody who waits, or in a fixed order the first of them."""
    waiting = list(tally(request, filing).waiting)
    return waiting[:1] if request.policy.order == AnswerOrder.FIXED else waiting


def waiting_contacts(request, filing) -> list:
    """Who may answer today and has not yet, in the order of the request."""
    return tally(request, filing).contacts


def still_needed(request, filing) -> int:
    """How many approvals are lacking, at least."""
    return tally(request, filing).count.needed


def _answers(request) -> list[Approval]:
    return list(request.answers.select_related("mandate").prefetch_related("mandate__joint_with"))


def _joint(answer: Approval, authority: Authority) -> frozenset:
    """With whom the authority of an answer was shared, by the mandate it was given under."""
    if answer.mandate is None or answer.mandate.mode != "JOINT" or authority.check == MandateCheck.OFF:
        return frozenset()
    return frozenset(one.contact_id for one in answer.mandate.joint_with.all())
