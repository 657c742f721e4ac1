"""What becomes of a call: refused, not arrived, or nobody knows. Never twice, never lost."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from offices.errors import RuleBroken
from sbr_inbox.delivery import Sent, Statuses
from sbr_inbox.delivery_enums import DeliveryOutcome, DeliveryState, Environment
from sbr_inbox.enums import State
from sbr_inbox.models import Certificate, Delivery, DeliveryAttempt, FaultText, Filing
from sbr_inbox.rules.delivering.queueing import break_off, queue, send_again
from tests.factories.delivery import approved_filing, run, tells
from tests.factories.sbr import codes, make_taxpayer, ob_number

pytestmark = pytest.mark.django_db
TROUBLE = Sent(DeliveryOutcome.TROUBLE, text="Geen verbinding.")
UNKNOWN = Sent(DeliveryOutcome.UNKNOWN, text="Geen antwoord.")


@pytest.fixture
def filing(sending, receiver):
    return approved_filing(sending)


def now_state(filing):
    filing.refresh_from_db()
    return filing.state, Delivery.objects.get(filing=filing).state


def later(minutes):
    """As if the attempts were made so long ago."""
    DeliveryAttempt.objects.update(started_at=timezone.now() - timedelta(minutes=minutes))


def test_refusal_ends_it_with_the_words_of_digipoort(filing, receiver):
    FaultText.objects.update_or_create(code="ALS100", defaults={"meaning": "Ons bericht klopt niet.", "note": "Bel Piet."})
    receiver.answers = [Sent(DeliveryOutcome.REFUSED, foutcode="ALS100", text="Aanvraag voldoet niet.")]
    run()
    assert now_state(filing) == (State.REJECTED_DIGIPOORT, DeliveryState.REFUSED)
    issue = filing.issues.get(code="E19", closed_at=None)
    assert issue.values == {"code": "ALS100", "said": "Aanvraag voldoet niet", "explained": "Ons bericht klopt niet. Bel Piet."}


def test_trouble_is_tried_again_and_then_goes(filing, receiver):
    receiver.answers = [TROUBLE, TROUBLE]
    run()
    assert now_state(filing) == (State.DELIVERY_TROUBLE, DeliveryState.TROUBLE)
    run()
    run()
    assert now_state(filing) == (State.SENT, DeliveryState.SENT)
    assert [attempt.outcome for attempt in DeliveryAttempt.objects.all()] == ["TROUBLE", "TROUBLE", "SENT"]
    assert {order.aanleverkenmerk for order in receiver.received} == {f"{filing.pk.hex}-1"}


def test_ten_tries_are_the_end(filing, receiver):
    receiver.answers = [TROUBLE] * 12
    for _ in range(12):
        run()
    assert now_state(filing) == (State.DELIVERY_FAILED, DeliveryState.FAILED)
    assert (len(receiver.received), codes(filing).count("E19")) == (10, 1)


def test_wait_grows_between_tries(filing, receiver):
    receiver.answers = [TROUBLE] * 3
    waits = []
    for _ in range(3):
        run()
        waits.append(round((Delivery.objects.get().due_at - timezone.now()).total_seconds() / 60))
    assert waits == [1, 2, 5]


def test_unknown_outcome_asks_first_and_finds_it(filing, receiver):
    receiver.answers = [UNKNOWN]
    run()
    assert now_state(filing) == (State.DELIVERY_UNKNOWN, DeliveryState.UNKNOWN)
    receiver.told = [tells("K9", "105", "110")]
    run()
    assert now_state(filing) == (State.IN_PROGRESS, DeliveryState.SENT)
    assert (Delivery.objects.get().kenmerk, len(receiver.received)) == ("K9", 1)
    (kenmerk, since) = receiver.asked[0]
    assert kenmerk == "" and since <= DeliveryAttempt.objects.get().started_at


def test_unknown_is_never_sent_again_by_itself(filing, receiver):
    receiver.answers = [UNKNOWN]
    receiver.told = [Statuses(False)] * 20
    run()
    for minutes in (1, 5, 14):
        later(minutes)
        run()
    assert "E19" not in codes(filing)
    later(16)
    run()
    assert now_state(filing) == (State.DELIVERY_UNKNOWN, DeliveryState.UNKNOWN)
    assert (len(receiver.received), "E19" in codes(filing)) == (1, True)
    assert "kent ons kenmerk niet" in filing.issues.get(code="E19", closed_at=None).values["text"]


def test_person_sends_again_what_nobody_found_under_the_same_reference(filing, receiver, sending):
    receiver.answers, receiver.told = [UNKNOWN], [Statuses(False)]
    run()
    filing.refresh_from_db()
    send_again(filing, by=sending.manager)
    assert now_state(filing) == (State.QUEUED, DeliveryState.READY)
    run()
    assert now_state(filing) == (State.SENT, DeliveryState.SENT)
    assert {order.aanleverkenmerk for order in receiver.received} == {f"{filing.pk.hex}-1"}


def test_refusal_after_an_unknown_try_may_mean_it_arrived(filing, receiver, sending):
    receiver.answers = [UNKNOWN, Sent(DeliveryOutcome.REFUSED, foutcode="ALS160", text="Kenmerk al gebruikt.")]
    receiver.told = [tells("K7", "105", "500")]
    run()
    filing.refresh_from_db()
    send_again(filing, by=sending.manager)
    run()
    assert now_state(filing) == (State.DELIVERY_UNKNOWN, DeliveryState.UNKNOWN)
    run()
    assert now_state(filing) == (State.ACCEPTED, DeliveryState.DONE)


def test_reference_of_another_filing_is_never_adopted(filing, receiver, sending):
    run()
    other = approved_filing(sending)
    taken = Delivery.objects.get(filing=filing).kenmerk
    receiver.answers, receiver.told = [UNKNOWN], [tells(taken, "105", "500")]
    Delivery.objects.filter(filing=filing).update(due_at=None)
    run()
    run()
    assert now_state(other) == (State.DELIVERY_UNKNOWN, DeliveryState.UNKNOWN)
    assert now_state(filing)[0] == State.SENT


def test_shared_certificate_never_adopts_what_it_finds(filing, receiver):
    Certificate.objects.update(pooled=True)
    receiver.answers, receiver.told = [UNKNOWN], [tells("K1", "105", "500")]
    run()
    run()
    assert now_state(filing) == (State.DELIVERY_UNKNOWN, DeliveryState.UNKNOWN)


def test_second_filing_of_the_same_number_waits_while_the_first_is_in_doubt(sending, receiver):
    relation = make_taxpayer("OB", ob=True)
    first = approved_filing(sending, relation)
    receiver.answers = [UNKNOWN]
    receiver.told = [Statuses(None)]
    run()
    second = approved_filing(sending, relation, start=date(2026, 9, 1), end=date(2026, 9, 30))
    assert ob_number(relation) == first.key_value
    run()
    assert now_state(second) == (State.QUEUED, DeliveryState.READY)
    receiver.told = [tells("K1", "105")]
    run()
    run()
    assert (now_state(first)[0], now_state(second)[0], len(receiver.received)) == (State.IN_PROGRESS, State.SENT, 2)
    assert receiver.received[1].other_kenmerken == ("K1",)


def test_fault_of_ours_while_calling_is_an_unknown_outcome(filing, receiver):
    receiver.answers = [RuntimeError("a fault of ours")]
    run()
    assert now_state(filing) == (State.DELIVERY_UNKNOWN, DeliveryState.UNKNOWN)


def test_failed_filing_goes_again_under_a_new_reference(filing, receiver, sending):
    receiver.answers = [TROUBLE] * 10
    for _ in range(10):
        run()
    filing.refresh_from_db()
    send_again(filing, by=sending.manager)
    run()
    assert now_state(filing) == (State.SENT, DeliveryState.SENT)
    order = receiver.received[-1]
    assert (order.aanleverkenmerk, order.previous_aanleverkenmerk) == (f"{filing.pk.hex}-2", f"{filing.pk.hex}-1")
    assert "E19" not in codes(filing)


@pytest.mark.parametrize("same_file", [True, False])
def test_refused_filing_goes_again_only_when_the_file_is_not_the_cause(filing, receiver, sending, same_file):
    FaultText.objects.update_or_create(code="ALS400", defaults={"same_file": same_file})
    receiver.answers = [Sent(DeliveryOutcome.REFUSED, foutcode="ALS400", text="Technisch.")]
    run()
    filing.refresh_from_db()
    if same_file:
        send_again(filing, by=sending.manager)
        run()
        assert now_state(filing) == (State.SENT, DeliveryState.SENT)
    else:
        with pytest.raises(RuleBroken) as broken:
            send_again(filing, by=sending.manager)
        assert (broken.value.code, now_state(filing)[0]) == ("SBR04", State.REJECTED_DIGIPOORT)


def test_breaking_off_asks_a_reason_and_stops_it(filing, receiver, sending):
    with pytest.raises(RuleBroken):
        break_off(filing, by=sending.manager, reason=" ")
    break_off(filing, by=sending.manager, reason="Cliënt belde: toch niet.")
    assert now_state(filing) == (State.DELIVERY_FAILED, DeliveryState.FAILED)
    assert run() == 0 and receiver.received == []


def test_what_is_sent_cannot_be_broken_off_or_sent_again(filing, receiver, sending):
    run()
    filing.refresh_from_db()
    for act in (lambda: send_again(filing, by=sending.manager), lambda: break_off(filing, by=sending.manager, reason="Te laat.")):
        with pytest.raises(RuleBroken) as broken:
            act()
        assert broken.value.code == "SBR01"


def test_viewer_may_not_send(filing, sending):
    for act in (queue, send_again):
        with pytest.raises(RuleBroken) as broken:
            act(filing, by=sending.viewer)
        assert broken.value.code == "RECHT"


def test_what_was_approved_in_the_simulation_is_not_sent_again_elsewhere(filing, sending, receiver):
    run()
    Filing.objects.filter(pk=filing.pk).update(state=State.DELIVERY_FAILED)
    Delivery.objects.update(environment=Environment.SIMULATION)
    filing.refresh_from_db()
    with pytest.raises(RuleBroken) as broken:
        send_again(filing, by=sending.manager)
    assert (broken.value.code, len(receiver.received)) == ("SBR04", 1)
    assert Filing.objects.get(pk=filing.pk).state == State.DELIVERY_FAILED
