"""Counting approvals, without a database: quorum, joint authority and the partner of a joint return."""

import itertools

import pytest

from sbr_inbox.votes import Voter, count, reachable

A, B, C = Voter("a"), Voter("b"), Voter("c")
A_WITH_B = Voter("a", frozenset({"b"}))
B_WITH_A = Voter("b", frozenset({"a"}))
PARTNER = Voter("p", partner=True)


@pytest.mark.parametrize(
    ("voters", "given", "quorum", "n", "needed"),
    [
        ([A], "", "ANY_ONE", 1, 1),
        ([A], "a", "ANY_ONE", 1, 0),
        ([A, B], "b", "ANY_ONE", 1, 0),
        ([A, B], "a", "ALL", 1, 1),
        ([A, B], "ab", "ALL", 1, 0),
        ([A, B, C], "", "N_OF", 2, 2),
        ([A, B, C], "c", "N_OF", 2, 1),
        ([A, B, C], "ca", "N_OF", 2, 0),
        # Jointly is two different people, whatever the quorum says.
        ([A_WITH_B, B], "a", "ANY_ONE", 1, 1),
        ([A_WITH_B, B], "b", "ANY_ONE", 1, 0),
        ([A_WITH_B, B_WITH_A], "b", "ANY_ONE", 1, 1),
        ([A_WITH_B, B_WITH_A], "ab", "ANY_ONE", 1, 0),
        ([A_WITH_B, B_WITH_A], "", "ANY_ONE", 1, 2),
        ([A_WITH_B, B, C], "ac", "N_OF", 2, 1),
        ([A_WITH_B, B, C], "acb", "N_OF", 2, 0),
        # The one he is joint with was not asked: nothing he says is enough.
        ([A_WITH_B], "a", "ANY_ONE", 1, 1),
        ([A_WITH_B], "a", "ALL", 1, 1),
        # A partner says yes beside, never instead of.
        ([A, PARTNER], "a", "ANY_ONE", 1, 1),
        ([A, PARTNER], "p", "ANY_ONE", 1, 1),
        ([A, PARTNER], "ap", "ANY_ONE", 1, 0),
        ([A, PARTNER], "", "ANY_ONE", 1, 2),
        # Somebody who is no voter counts for nothing.
        ([A], "z", "ANY_ONE", 1, 1),
        ([], "", "ANY_ONE", 1, 1),
        ([PARTNER], "p", "ANY_ONE", 1, 1),
    ],
)
def test_count_says_how_many_are_lacking(voters, given, quorum, n, needed):
    assert count(voters, set(given), quorum=quorum, n=n).needed == needed


def test_count_names_those_who_can_still_answer_in_order():
    assert count([B, A, C], {"a"}, quorum="ALL").waiting == ("b", "c")


def test_reachable_refuses_what_can_never_be_complete():
    assert reachable([A_WITH_B, B], quorum="ANY_ONE") is True
    assert reachable([A_WITH_B], quorum="ANY_ONE") is False
    assert reachable([A, B], quorum="N_OF", n=3) is False
    assert reachable([PARTNER], quorum="ANY_ONE") is False


def _people():
    ids = "abc"
    joints = [frozenset(), frozenset({"a"}), frozenset({"b"})]
    for chosen in itertools.product(joints, repeat=3):
        voters = [Voter(pk, joint - {pk}) for pk, joint in zip(ids, chosen, strict=True)]
        yield voters
        yield [*voters, PARTNER]


@pytest.mark.parametrize(("quorum", "n"), [("ANY_ONE", 1), ("N_OF", 2), ("ALL", 1)])
def test_count_is_the_least_number_of_answers_that_completes_it(quorum, n):
    for voters in _people():
        ids = [voter.id for voter in voters]
        if not reachable(voters, quorum=quorum, n=n):
            continue
        for size in range(len(ids) + 1):
            for given in itertools.combinations(ids, size):
                told = count(voters, set(given), quorum=quorum, n=n)
                rest = [pk for pk in ids if pk not in given]
                least = next(
                    more
                    for more in range(len(rest) + 1)
                    for extra in itertools.combinations(rest, more)
                    if count(voters, {*given, *extra}, quorum=quorum, n=n).complete
                )
                assert (told.needed, voters, given) == (least, voters, given)


def test_another_yes_never_makes_it_worse():
    for voters in _people():
        ids = [voter.id for voter in voters]
        for quorum, n in (("ANY_ONE", 1), ("N_OF", 2), ("ALL", 1)):
            for size in range(len(ids)):
                for given in itertools.combinations(ids, size):
                    before = count(voters, set(given), quorum=quorum, n=n).complete
                    after = [count(voters, {*given, pk}, quorum=quorum, n=n).complete for pk in ids if pk not in given]
                    assert not before or all(after)
