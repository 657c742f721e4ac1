"""A filing is driven from intake to dossier while its processes are killed: nothing lost, nothing doubled."""

import os

import pytest

from tests.crash.installation import Killed, wait_until
from tests.crash.story import RECEIPT, Story

pytestmark = pytest.mark.crash
# How many of the crash points one run visits; KANTOOR_STORM=1 visits them all.
VISITS = 14
ITEMS = ["json sealed True", "pdf sealed True", "pdf sealed True", "xbrl sealed True"]


@pytest.fixture(scope="module")
def calm(installation):
    """What a story without faults leaves, and how many steps it has."""
    told = Story(installation)
    installation.stop_at(0)
    installation.start_worker()
    try:
        told.tell()
        return installation.steps(), told.facts()
    finally:
        installation.kill_worker()
        installation.empty_broker()


def test_story_without_faults_leaves_one_of_each(calm):
    steps, facts = calm
    assert facts["filings"] == ["APPROVED"] and facts["requests"] == ["APPROVED"]
    assert facts["approvals"] == 1 and facts["receipts"] == [True]
    assert facts["items"] == ITEMS
    assert facts["chain"] == [] and facts["broken files"] == []
    assert steps > 40


def chosen(steps: int) -> list[int]:
    """The crash points of this run: all, or as many as a run has time for, spread evenly."""
    if os.environ.get("KANTOOR_STORM"):
        return list(range(1, steps + 1))
    return [1 + round(place * (steps - 1) / (VISITS - 1)) for place in range(VISITS)]


def test_kill_at_a_step_loses_and_doubles_nothing(calm, story, installation):
    steps, expected = calm
    faults = []
    for step in chosen(steps):
        told = story()
        installation.stop_at(step)
        if not installation.worker:
            installation.start_worker()
        told.tell()
        installation.stop_at(0)
        facts = told.facts()
        differs = {key: (facts[key], expected[key]) for key in expected if facts[key] != expected[key]}
        if differs:
            faults.append((step, told.killed, differs))
    assert faults == []
    # With a day ahead the file a worker is just keeping counts as an orphan too.
    installation.kill_worker()
    installation.act("clear_orphans", hours=25)
    assert told.facts() == facts
    assert installation.act("clear_orphans", hours=25) == {"gone": 0}


def test_intake_killed_between_bytes_and_row_leaves_only_an_orphan(story, installation):
    told = story()
    installation.act("clear_orphans", hours=25)
    before = installation.sql("SELECT count(*) FROM sbr_inbox_filing")
    installation.stop_at(1)
    with pytest.raises(Killed):
        installation.act("upload", token=told.token, file=told.case["file"])
    assert installation.sql("SELECT count(*) FROM sbr_inbox_filing") == before
    assert installation.act("clear_orphans", hours=23) == {"gone": 0}
    assert installation.act("clear_orphans", hours=25)["gone"] == 1
    assert told.again("upload", (201,), token=told.token, file=told.case["file"])["state"] == "RECEIVED"


def ready(told):
    """Whether the filing can be offered."""
    return told.ask("SELECT 1 FROM sbr_inbox_filing WHERE id = %s AND state = 'READY'")


def summed_up(told):
    """Whether the client has something to look at."""
    return told.ask("SELECT 1 FROM sbr_inbox_approvalrequest WHERE filing_id = %s AND pdf_sha256 <> ''")


def proven(told):
    """Whether the proof lies in the dossier and nothing is due."""
    return told.ask(RECEIPT) and told.rest()


def test_emptied_broker_is_made_good_by_the_sweeper_alone(calm, story, installation):
    told = story()
    for do, done in ((told.upload, ready), (told.offer, summed_up), (told.approve, proven)):
        do()
        installation.empty_broker()
        installation.start_worker()
        installation.time_passes()
        installation.act("sweep")
        told.until(lambda done=done: done(told))
        installation.kill_worker()
    assert told.facts() == calm[1]


def test_killed_child_of_the_pool_is_replaced(calm, story, installation):
    told = story()
    installation.start_worker("--pool=prefork", "--concurrency=1")
    told.upload()
    installation.stop_at(1)
    wait_until(installation.at_gate)
    installation.kill_child()
    installation.time_passes()
    installation.act("sweep")
    told.until(lambda: ready(told))
    told.offer()
    told.until(lambda: summed_up(told))
    told.approve()
    told.until(lambda: proven(told))
    assert told.facts() == calm[1]


def test_restarted_database_is_found_again(calm, story, installation):
    told = story()
    installation.start_worker()
    for do, done in ((told.upload, ready), (told.offer, summed_up), (told.approve, proven)):
        do()
        installation.restart_database()
        installation.time_passes()
        installation.act("sweep")
        told.until(lambda done=done: done(told))
    assert told.facts() == calm[1]
