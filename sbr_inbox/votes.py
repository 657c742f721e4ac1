"""Counting approvals: pure, so that each rule of P11 can be tried without a database."""

from collections.abc import Hashable
from dataclasses import dataclass

from sbr_inbox.approval_enums import Quorum


@dataclass(frozen=True)
class Voter:
    """Somebody who was asked and may answer today. `joint` holds those of whom one must say yes beside him."""

    id: Hashable
    joint: frozenset = frozenset()
    partner: bool = False


@dataclass(frozen=True)
class Count:
    """How it stands: approvals lacking (at least), and by whom they can be given, in the order they were asked."""

    needed: int
    waiting: tuple = ()

    @property
    def complete(self) -> bool:
        """Nothing is lacking."""
        return self.needed == 0


def count(voters: list[Voter], given: set, *, quorum: str, n: int = 1) -> Count:
    """Count the approvals `given` (ids) of these voters; an approval of somebody who is no voter counts for nothing.

    A joint approval counts only beside one of those it is joint with. A fiscal partner in a joint return says yes for
    himself: his is needed beside, and never instead of, those of the relation.
    """
    known = {voter.id: voter for voter in voters}
    said = {pk for pk in given if pk in known}
    waiting = [voter for voter in voters if voter.id not in said]
    lacking = 0
    # The cheapest way to the end: each step takes the yes that brings most, the first asked among equals.
    while not _complete(voters, said, quorum, n):
        rest = [voter for voter in waiting if voter.id not in said]
        if not rest:
            return Count(max(lacking, 1), tuple(voter.id for voter in waiting))
        best = max(rest, key=lambda voter: (_gain(voters, said, voter, quorum, n), -voters.index(voter)))
        said.add(best.id)
        lacking += 1
    return Count(lacking, tuple(voter.id for voter in waiting))


def reachable(voters: list[Voter], *, quorum: str, n: int = 1) -> bool:
    """Whether a yes of everybody would be enough."""
    return _complete(voters, {voter.id for voter in voters}, quorum, n)


def _binding(voters: list[Voter], said: set) -> list[Voter]:
    """Approvals for the relation that count: alone, or beside one of those they are joint with."""
    own = [voter for voter in voters if voter.id in said and not voter.partner]
    return [voter for voter in own if not voter.joint or voter.joint & (said - {voter.id})]


def _complete(voters: list[Voter], said: set, quorum: str, n: int) -> bool:
    if any(voter.partner and voter.id not in said for voter in voters):
        return False
    binding = _binding(voters, said)
    if quorum == Quorum.ALL:
        return bool(binding) and all(voter.id in said for voter in voters) and len(binding) == len(_own(voters))
    return len(binding) >= (n if quorum == Quorum.N_OF else 1)


def _own(voters: list[Voter]) -> list[Voter]:
    return [voter for voter in voters if not voter.partner]


def _gain(voters: list[Voter], said: set, voter: Voter, quorum: str, n: int) -> tuple:
    after = said | {voter.id}
    # Among those who bring nothing at once, first whoever can be completed by somebody else.
    hope = bool(voter.joint & {one.id for one in voters})
    return _complete(voters, after, quorum, n), voter.partner, len(_binding(voters, after)), hope
