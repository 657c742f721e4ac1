"""Counting approvals: pure, so that each rule of P11 can be tried without a database."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from itertools import combinations, islice

from sbr_inbox.approval_enums import Quorum

# Enough for every choice among a dozen people; beyond that the figure may be too high, what is complete never.
MOST_TRIES = 1_000


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
    known = {voter.id for voter in voters}
    said = {pk for pk in given if pk in known}
    waiting = tuple(voter.id for voter in voters if voter.id not in said)
    for more in range(len(waiting) + 1):
        if _some(waiting, more, lambda extra: _complete(voters, said.union(extra), quorum, n)):
            return Count(more, waiting)
    return Count(max(len(waiting), 1), waiting)


def _some(waiting: tuple, more: int, enough: Callable[[tuple], bool]) -> bool:
    """Whether some `more` of these would be enough; of very many people only the first ones asked are tried."""
    return any(enough(extra) for extra in islice(combinations(waiting, more), MOST_TRIES))


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
