"""Answering for a client, sending without approval, and a question first."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from crm.rules.mandates import end_mandate, record_mandate
from offices.errors import Forbidden, RuleBroken
from offices.files import store
from offices.models import AuditEvent, OutgoingMail
from offices.settings_registry import change_setting
from sbr_inbox.approval_enums import Decision, Factor, RequestState
from sbr_inbox.approval_settings import CHECK
from sbr_inbox.enums import State
from sbr_inbox.models import Approval, Filing, FilingEvent, Receipt, Release
from sbr_inbox.rules.approval import approve, decline
from sbr_inbox.rules.linking import link
from sbr_inbox.rules.offering import offer, withdraw
from sbr_inbox.rules.on_behalf import approve_on_behalf, decline_on_behalf
from sbr_inbox.rules.questions import ask_office, questions_of
from sbr_inbox.rules.receipts import make_receipt, release_receipt
from sbr_inbox.rules.releasing import ask_release, confirm_release, refuse_release
from sbr_inbox.rules.standing import still_approved
from tests.factories.crm import assign
from tests.factories.offices import make_account, make_member
from tests.factories.portal import (
    make_client,
    make_client_contact,
    make_client_relation,
    make_filing,
    put_before,
    shown_on,
)

pytestmark = pytest.mark.django_db
REASON = "Akkoord per e-mail van 20-11-2026."


@pytest.fixture
def case(in_alfa):
    """(request, contact, account, filing) of office alfa."""
    relation, contact, account = make_client(in_alfa)
    assign(relation, in_alfa.editor)
    filing = make_filing(relation)
    return put_before(filing, by=in_alfa.editor), contact, account, filing


def _proof():
    return store(b"%PDF-1.7 akkoord", name="akkoord.pdf", purpose="evidence")


def _for_client(request, contact, kantoor, **values):
    given = {"by": kantoor.manager, "reason": REASON, "evidence_file": _proof()} | values
    return approve_on_behalf(request, contact=contact, **given)


def _code(call, *args, **kwargs):
    with pytest.raises(RuleBroken) as broken:
        call(*args, **kwargs)
    return broken.value.code


def test_approval_on_behalf_names_member_contact_and_evidence(case, in_alfa):
    request, contact, _, filing = case
    answer = _for_client(request, contact, in_alfa)
    filing.refresh_from_db()
    assert (filing.state, answer.contact, answer.member, answer.on_behalf_of) == (State.APPROVED, None, in_alfa.manager, contact)
    assert (answer.person_name, answer.evidence_file is None) == (f"{in_alfa.manager} namens {contact}", False)
    assert FilingEvent.objects.filter(filing=filing, event="filing.approved_on_behalf").count() == 1
    assert AuditEvent.objects.filter(event="filing.approved_on_behalf").count() == 1
    assert still_approved(filing) == filing.sha256


def test_receipt_says_it_was_on_behalf(case, in_alfa):
    request, contact, _, _ = case
    receipt = make_receipt(_for_client(request, contact, in_alfa).pk)
    assert (str(contact) in receipt.json, Receipt.objects.count()) == (True, 1)


@pytest.mark.parametrize(
    ("values", "code"),
    [({"reason": "te kort"}, "POR06"), ({"evidence_file": None}, "POR18")],
)
def test_approval_on_behalf_asks_reason_and_evidence(case, in_alfa, values, code):
    request, contact, _, _ = case
    assert (_code(_for_client, request, contact, in_alfa, **values), Approval.objects.count()) == (code, 0)


def test_approval_on_behalf_asks_the_right(case, in_alfa):
    request, contact, _, _ = case
    with pytest.raises(Forbidden):
        _for_client(request, contact, in_alfa, by=in_alfa.editor)
    assert Approval.objects.count() == 0


def test_approval_on_behalf_of_somebody_not_asked_is_por18(case, in_alfa):
    request, _, _, filing = case
    other = make_client_contact(filing.relation, "anna@devries.example", name="Anna de Vries")
    assert _code(_for_client, request, other, in_alfa) == "POR18"


def test_approval_on_behalf_of_somebody_without_authority_is_por05(case, in_alfa):
    request, contact, _, filing = case
    row = record_mandate(filing.relation, contact, by=in_alfa.admin, scope=["ALL"], basis="KVK")
    end_mandate(row, by=in_alfa.admin)
    assert _code(_for_client, request, contact, in_alfa) == "POR05"
    change_setting(CHECK, "OFF", by=in_alfa.admin)
    assert _for_client(request, contact, in_alfa).decision == Decision.APPROVED


def test_client_and_member_give_one_answer_for_one_person(case, in_alfa):
    request, contact, account, _ = case
    _for_client(request, contact, in_alfa)
    assert _for_client(request, contact, in_alfa).pk == Approval.objects.get().pk
    with pytest.raises(RuleBroken) as broken:
        approve(request, account=account, factor=Factor.STRONG, **shown_on(request))
    assert (broken.value.code, Approval.objects.count()) == ("POR04", 1)


def test_declining_on_behalf_goes_back_to_the_owner(case, in_alfa):
    request, contact, _, filing = case
    decline_on_behalf(request, by=in_alfa.manager, contact=contact, reason="Belde: het bedrag klopt niet.")
    filing.refresh_from_db()
    request.refresh_from_db()
    assert (filing.state, request.state, filing.assignee) == (State.DECLINED, RequestState.DECLINED, in_alfa.editor)


def test_withdrawn_request_takes_no_answer_on_behalf(case, in_alfa):
    request, contact, _, filing = case
    withdraw(filing, by=in_alfa.editor)
    assert _code(_for_client, request, contact, in_alfa) == "POR04"


def test_expired_request_takes_no_answer_on_behalf(case, in_alfa):
    request, contact, _, _ = case
    with time_machine.travel(request.expires_at + timedelta(seconds=1), tick=False):
        assert _code(_for_client, request, contact, in_alfa) == "POR10"


# --- sending without approval ---------------------------------------------------------------------------------------


@pytest.fixture
def second(alfa):
    """Another member with the right."""
    return make_member(alfa.office, "ADMIN", "tweede@alfa.example")


WHY = "Cliënt onbereikbaar, termijn verloopt vandaag."


def test_release_is_confirmed_by_another_and_bound_to_the_bytes(in_alfa, second):
    relation, _, _ = make_client(in_alfa)
    filing = make_filing(relation)
    release = ask_release(filing, by=in_alfa.admin, reason=WHY)
    assert _code(confirm_release, release, by=in_alfa.admin) == "SBR05"
    confirm_release(release, by=second)
    filing.refresh_from_db()
    assert (filing.state, still_approved(filing)) == (State.APPROVED, filing.sha256)
    assert FilingEvent.objects.filter(filing=filing, event="filing.released").count() == 1
    assert _code(confirm_release, release, by=second) == "SBR05"
    assert release_receipt(filing).release_id == release.pk


def test_database_refuses_one_member_who_asks_and_confirms(in_alfa):
    relation, _, _ = make_client(in_alfa)
    release = ask_release(make_filing(relation), by=in_alfa.admin, reason=WHY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(confirmed_by=in_alfa.admin, confirmed_at=release.asked_at)


def test_release_asks_the_right_twice(in_alfa, second):
    relation, _, _ = make_client(in_alfa)
    filing = make_filing(relation)
    with pytest.raises(Forbidden):
        ask_release(filing, by=in_alfa.manager, reason=WHY)
    release = ask_release(filing, by=in_alfa.admin, reason=WHY)
    with pytest.raises(Forbidden):
        confirm_release(release, by=in_alfa.manager)
    filing.refresh_from_db()
    assert filing.state == State.READY


def test_release_of_an_offered_filing_tells_whoever_was_asked(case, in_alfa, second):
    request, _, account, filing = case
    confirm_release(ask_release(filing, by=in_alfa.admin, reason=WHY), by=second)
    request.refresh_from_db()
    assert (request.state, OutgoingMail.objects.filter(kind="approval.withdrawn").count()) == (RequestState.WITHDRAWN, 1)
    with pytest.raises(RuleBroken) as broken:
        approve(request, account=account, factor=Factor.STRONG, **shown_on(request))
    assert broken.value.code == "POR04"


def test_refused_release_does_nothing(in_alfa, second):
    relation, _, _ = make_client(in_alfa)
    filing = make_filing(relation)
    release = ask_release(filing, by=in_alfa.admin, reason=WHY)
    assert _code(ask_release, filing, by=second, reason=WHY) == "SBR05"
    refuse_release(release, by=second, reason="Eerst nog eens bellen.")
    filing.refresh_from_db()
    assert (filing.state, _code(confirm_release, release, by=second)) == (State.READY, "SBR05")
    assert _code(still_approved, filing) == "POR05"
    ask_release(filing, by=second, reason=WHY)


def test_what_the_client_refused_cannot_be_released(case, in_alfa):
    request, _, account, filing = case
    decline(request, account=account, reason="Dit klopt niet helemaal.", factor=Factor.STRONG, **shown_on(request))
    assert _code(ask_release, filing, by=in_alfa.admin, reason=WHY) == "SBR01"


def test_release_falls_away_when_the_filing_goes_to_another_relation(in_alfa, second):
    relation, _, _ = make_client(in_alfa)
    other = make_client_relation(name="Andere B.V.", number="2000")
    filing = make_filing(relation)
    release = ask_release(filing, by=in_alfa.admin, reason=WHY)
    link(filing, other, by=in_alfa.admin)
    Filing.objects.filter(pk=filing.pk).update(state=State.READY)
    assert _code(confirm_release, release, by=second) == "SBR05"


def test_offering_again_lets_a_release_fall_away(in_alfa, second):
    relation, _, _ = make_client(in_alfa)
    filing = make_filing(relation)
    release = ask_release(filing, by=in_alfa.admin, reason=WHY)
    offer(filing, by=in_alfa.admin)
    assert _code(confirm_release, release, by=second) == "SBR05"


# --- a question first -----------------------------------------------------------------------------------------------


def test_question_reaches_the_owner_and_changes_nothing(case, in_alfa):
    request, contact, account, filing = case
    before = request.expires_at
    ask_office(request, account=account, text="  Waarom is de voorbelasting lager?  ")
    request.refresh_from_db()
    filing.refresh_from_db()
    assert (request.state, request.expires_at, filing.state) == (RequestState.OPEN, before, State.OFFERED)
    assert [one.text for one in questions_of(request, contact.pk)] == ["Waarom is de voorbelasting lager?"]
    mail = OutgoingMail.objects.get(kind="approval.office_question")
    assert (mail.to, "voorbelasting" in mail.body) == (in_alfa.editor.user.email, False)


def test_question_of_one_is_not_shown_to_another(case, in_alfa):
    request, _, account, filing = case
    ask_office(request, account=account, text="Waarom is dit zo veel?")
    other = make_client_contact(filing.relation, "anna@devries.example", name="Anna de Vries")
    assert questions_of(request, other.pk) == []


def test_question_from_somebody_not_asked_is_refused(case, in_alfa):
    request, _, _, filing = case
    other = make_client_contact(filing.relation, "anna@devries.example", name="Anna de Vries")
    anna = make_account(in_alfa.office, other.pk, other.email)
    with pytest.raises(RuleBroken):
        ask_office(request, account=anna, text="Mag ik ook meekijken?")
    assert FilingEvent.objects.filter(event="filing.questioned").count() == 0


def test_questions_have_an_end(case):
    request, _, account, _ = case
    assert _code(ask_office, request, account=account, text=" ? ") == "G01"
    for number in range(10):
        ask_office(request, account=account, text=f"Vraag nummer {number}")
    assert _code(ask_office, request, account=account, text="En nog een vraag") == "POR19"


def test_closed_request_takes_no_question(case, in_alfa):
    request, _, account, filing = case
    withdraw(filing, by=in_alfa.editor)
    assert _code(ask_office, request, account=account, text="Waarom ingetrokken?") == "POR04"
