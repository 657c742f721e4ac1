"""The client, the office and a colleague at once, each in a process of its own: one of them wins, the others are told."""

import pytest

from tests.crash.story import Story
from tests.crash.test_kills import ready, summed_up

pytestmark = pytest.mark.crash
ROUNDS = 6


def raced(house, told: Story, other: Story) -> dict[str, int]:
    """Approve, withdraw and relink the same filing at the same moment; the status each got."""
    begun = {
        "approve": house.begin("approve", account=told.case["account"], filing=told.filing),
        "withdraw": house.begin("withdraw", token=told.token, filing=told.filing),
        "relink": house.begin("relink", token=told.token, filing=told.filing, relation=other.case["relation"]),
    }
    return {name: house.answer(*act)["status"] for name, act in begun.items()}


def test_approval_races_with_withdrawing_and_relinking(story, installation):
    installation.start_worker()
    seen, faults = set(), []
    other = story()
    for _ in range(ROUNDS):
        told = story()
        told.upload()
        told.until(lambda told=told: ready(told))
        told.offer()
        told.until(lambda told=told: summed_up(told))
        statuses = raced(installation, told, other)
        told.until(told.rest)
        facts = told.facts()
        ((state, relation),) = told.ask("SELECT state, relation_id::text FROM sbr_inbox_filing WHERE id = %s")
        (approvals,) = told.ask("SELECT count(*) FROM sbr_inbox_approval a JOIN sbr_inbox_approvalrequest q ON q.id = a.request_id WHERE q.filing_id = %s")[0]
        said_yes = state == "APPROVED"
        whole = (approvals, len(facts["items"]) > 0, relation == told.case["relation"]) if said_yes else (approvals, facts["items"], facts["receipts"])
        if max(statuses.values()) >= 500 or whole != ((1, True, True) if said_yes else (0, [], [])) or facts["chain"]:
            faults.append((statuses, state, approvals, facts))
        seen.add(state)
    assert faults == []
    assert seen
