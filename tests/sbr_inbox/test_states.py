"""The table of moves: every move that is not in it is refused, for every pair of states."""

from itertools import product

import pytest

from offices.models import AuditEvent
from sbr_inbox import states
from sbr_inbox.enums import State
from sbr_inbox.models import FilingEvent
from sbr_inbox.rules.moving import WrongState, move
from tests.factories.sbr import ob_file, received

pytestmark = pytest.mark.django_db
FORBIDDEN = [(a, b) for a, b in product(State, State) if b not in states.MOVES[a]]


def test_every_state_has_its_row():
    assert set(states.MOVES) == set(State)


def test_final_states_lead_nowhere():
    assert {state for state in State if not states.MOVES[state]} == set(states.FINAL) - {State.HANDED_BACK}


def test_every_state_but_the_first_is_reached():
    assert set(State) - {State.RECEIVED} == set().union(*states.MOVES.values())


def test_nothing_is_sent_without_approval():
    assert [state for state in State if State.QUEUED in states.MOVES[state] and state not in (
        State.APPROVED, State.DELIVERY_TROUBLE, State.DELIVERY_UNKNOWN, State.DELIVERY_FAILED, State.REJECTED_DIGIPOORT,
        State.REJECTED_RECEIVER,
    )] == []  # fmt: skip


def test_approval_comes_only_from_an_offer_or_the_office():
    assert {state for state in State if State.APPROVED in states.MOVES[state]} == {State.OFFERED, State.READY, State.EXPIRED}


def test_every_forbidden_move_is_refused_and_changes_nothing(in_alfa):
    filing = received(ob_file("001234560B01"))
    events, lines = FilingEvent.objects.count(), AuditEvent.objects.count()
    for before, after in FORBIDDEN:
        filing.state = before
        with pytest.raises(WrongState):
            move(filing, after, by=in_alfa.editor, event="filing.test")
        assert filing.state == before
    assert (FilingEvent.objects.count(), AuditEvent.objects.count()) == (events, lines)


def test_move_tells_event_log_and_timeline(in_alfa):
    from tests.factories.sbr import ready_filing

    filing = ready_filing()
    move(filing, State.MATCHED, by=in_alfa.editor, event="filing.relinked", text="Waarom")
    event = FilingEvent.objects.filter(filing=filing).last()
    assert (event.before, event.after, event.actor, event.text) == ("READY", "MATCHED", str(in_alfa.editor), "Waarom")
    line = AuditEvent.objects.get(event="filing.relinked")
    assert (line.subject_id, line.data) == (str(filing.pk), {"from": "READY", "to": "MATCHED"})
    entry = filing.relation.timeline.get(event="filing.relinked")
    assert (entry.object_id, entry.visible_to_client) == (filing.pk, False)


def test_event_is_never_changed(in_alfa):
    from django.db import DatabaseError, transaction

    filing = received(ob_file("001234560B01"))
    with pytest.raises(DatabaseError), transaction.atomic():
        FilingEvent.objects.filter(filing=filing).update(text="anders")
