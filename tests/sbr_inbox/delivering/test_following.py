"""Following until the verdict: every status kept once, a state never backward, and nobody waits for ever."""

from datetime import timedelta

import pytest
from django.utils import timezone

from offices.models import OutgoingMail
from sbr_inbox.delivery import Sent, Statuses
from sbr_inbox.delivery_enums import DeliveryOutcome, DeliveryState
from sbr_inbox.enums import State
from sbr_inbox.models import Delivery, DigipoortStatus, KindSetting
from tests.factories.delivery import approved_filing, run, status, tells
from tests.factories.sbr import codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(sending, receiver):
    filing = approved_filing(sending)
    run()
    filing.refresh_from_db()
    assert filing.state == State.SENT
    return filing


def hear(filing, receiver, *answers) -> str:
    """Ask once per answer; the state it leads to."""
    receiver.told = list(answers)
    for _ in answers:
        run()
    filing.refresh_from_db()
    return filing.state


@pytest.mark.parametrize(
    ("told", "state", "issue"),
    [
        (("105", "110", "301", "405", "500"), State.ACCEPTED, None),
        (("105", "210"), State.REJECTED_DIGIPOORT, "E19"),
        (("105", "230"), State.REJECTED_DIGIPOORT, "E19"),
        (("105", "311"), State.REJECTED_DIGIPOORT, "E19"),
        (("105", "301", "410"), State.REJECTED_DIGIPOORT, "E19"),
        (("105", "301", "405", "510"), State.REJECTED_RECEIVER, "E20"),
        (("105", "420"), State.DELIVERY_TROUBLE, None),
        (("105", "321"), State.DELIVERY_TROUBLE, None),
        (("105", "420", "405"), State.IN_PROGRESS, None),
        (("105", "301", "301"), State.IN_PROGRESS, None),
        (("105", "999"), State.IN_PROGRESS, None),
    ],
)
def test_codes_lead_to_their_state(sent, receiver, told, state, issue):
    assert hear(sent, receiver, tells(sent.digipoort_kenmerk, *told)) == state
    assert [code for code in codes(sent) if code in ("E15", "E19", "E20")] == ([issue] if issue else [])
    assert DigipoortStatus.objects.count() == len(told)


def test_any_fault_code_is_a_failure(sent, receiver):
    rows = (status(sent.digipoort_kenmerk, "301", foutcode="VAS500", said="Onjuist bedrag."),)
    assert hear(sent, receiver, Statuses(True, rows, kenmerk=sent.digipoort_kenmerk)) == State.REJECTED_DIGIPOORT
    assert sent.issues.get(code="E19", closed_at=None).values["said"] == "Onjuist bedrag"


def test_same_statuses_twice_are_kept_once_and_say_nothing_new(sent, receiver):
    told = tells(sent.digipoort_kenmerk, "105", "301")
    hear(sent, receiver, told, told)
    assert DigipoortStatus.objects.count() == 2
    assert sent.events.filter(event="filing.in_progress").count() == 1


def test_second_301_later_changes_nothing(sent, receiver):
    first = tells(sent.digipoort_kenmerk, "105", "301", "405")
    again = Statuses(True, (*first.rows, status(sent.digipoort_kenmerk, "301", minutes=9)), kenmerk=sent.digipoort_kenmerk)
    assert hear(sent, receiver, first, again) == State.IN_PROGRESS
    assert (DigipoortStatus.objects.count(), sent.events.filter(event="filing.in_progress").count()) == (4, 1)


def test_status_that_runs_backward_is_kept_and_moves_nothing(sent, receiver):
    done = tells(sent.digipoort_kenmerk, "105", "301", "405", "500")
    assert hear(sent, receiver, done) == State.ACCEPTED
    Delivery.objects.update(state=DeliveryState.SENT, due_at=timezone.now())
    back = Statuses(True, (*done.rows, status(sent.digipoort_kenmerk, "301", minutes=30), status(sent.digipoort_kenmerk, "510", minutes=31)))
    assert hear(sent, receiver, back) == State.ACCEPTED
    assert DigipoortStatus.objects.count() == 6


def test_unknown_code_is_kept_verbatim_and_told_to_the_admin_once(sent, receiver):
    rows = (status(sent.digipoort_kenmerk, "777", text="Nieuwe status"),)
    told = Statuses(True, rows, kenmerk=sent.digipoort_kenmerk)
    assert hear(sent, receiver, told, told) == State.IN_PROGRESS
    assert DigipoortStatus.objects.get().text == "Nieuwe status"
    mail = OutgoingMail.objects.get(kind="sbr.unknown_code")
    assert "777" in mail.subject
    assert Delivery.objects.get().due_at is not None


def test_codes_of_the_kind_overrule_the_table(sent, receiver):
    KindSetting.objects.filter(kind="OB").update(accepted_codes=["400"], rejected_codes=["500"])
    assert hear(sent, receiver, tells(sent.digipoort_kenmerk, "105", "400")) == State.ACCEPTED


def test_questions_come_after_1_2_5_15_30_60_minutes_and_then_hourly(sent, receiver):
    waits = [round((Delivery.objects.get().due_at - timezone.now()).total_seconds() / 60)]
    for _ in range(7):
        run()
        waits.append(round((Delivery.objects.get().due_at - timezone.now()).total_seconds() / 60))
    assert waits == [1, 2, 5, 15, 30, 60, 60, 60]


def test_after_72_hours_without_verdict_a_person_looks(sent, receiver):
    Delivery.objects.update(sent_at=timezone.now() - timedelta(hours=73))
    assert hear(sent, receiver, tells(sent.digipoort_kenmerk, "105")) == State.IN_PROGRESS
    assert (Delivery.objects.get().due_at, "E19" in codes(sent)) == (None, True)
    assert sent.digipoort_kenmerk in sent.issues.get(code="E19", closed_at=None).values["text"]


def test_no_answer_leaves_it_as_it_was_and_asks_again(sent, receiver):
    assert hear(sent, receiver, Statuses(None, text="Geen antwoord.")) == State.SENT
    assert Delivery.objects.get().due_at > timezone.now()


def test_signed_answers_are_kept_only_when_they_bring_news(sent, receiver):
    told = tells(sent.digipoort_kenmerk, "105", "301", answer=b"<one/>")
    hear(sent, receiver, told, told, tells(sent.digipoort_kenmerk, "105"))
    assert DigipoortStatus.objects.values("answer").distinct().count() == 1


def test_statuses_that_come_with_the_answer_are_kept(sending, receiver):
    filing = approved_filing(sending)
    receiver.answers = [
        Sent(DeliveryOutcome.SENT, kenmerk="K5", at=timezone.now(), answer=b"<a/>", statuses=(status("K5", "105"),))
    ]
    run()
    filing.refresh_from_db()
    assert (filing.state, DigipoortStatus.objects.get().code) == (State.IN_PROGRESS, "105")
