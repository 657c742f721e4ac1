"""Two people at once, on two real connections: the first that commits wins and the other is told so."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from crm.models import RelationContact
from offices.errors import RuleBroken
from offices.scope import office_scope
from sbr_inbox.approval_enums import Factor, RequestState
from sbr_inbox.enums import State
from sbr_inbox.models import Approval, ApprovalRequest, Filing, Receipt
from sbr_inbox.rules.approval import approve, close_requests, decline, expire_due
from sbr_inbox.rules.moving import move
from sbr_inbox.rules.receipts import make_receipt
from tests.factories.offices import make_account, make_kantoor
from tests.factories.portal import make_client, make_client_contact, make_filing, put_before, shown_on

pytestmark = pytest.mark.django_db(transaction=True)
REASON = "Dit bedrag herken ik niet."


class Case:
    """A filing before two people of one relation, in an office of its own."""

    def __init__(self):
        self.kantoor = make_kantoor("alfa")
        make_kantoor("beta")
        with self.kantoor.scope:
            self.relation, first, self.account = make_client(self.kantoor)
            second = make_client_contact(self.relation, "anna@devries.example", name="Anna de Vries")
            self.other = make_account(self.kantoor.office, second.pk, "anna@devries.example")
            self.filing = make_filing(self.relation)
            self.request = put_before(self.filing, by=self.kantoor.editor, addressees=[first, second])
            self.shown = shown_on(self.request)

    def approve(self, account):
        return approve(self.request, account=account, factor=Factor.STRONG, **self.shown)

    def decline(self, account):
        return decline(self.request, account=account, factor=Factor.STRONG, reason=REASON, **self.shown)

    def withdraw(self):
        with transaction.atomic():
            filing = Filing.objects.lock(self.filing.pk)
            if filing.state != State.OFFERED:
                raise RuleBroken("Al beantwoord.", code="SBR01")
            close_requests(filing, by=self.kantoor.editor, reason="Vervangen")
            move(filing, State.WITHDRAWN, by=self.kantoor.editor, event="filing.withdrawn")

    def together(self, *calls):
        """Run the calls at once, each on a connection of its own; gives the outcome or code of each."""
        outcomes, start = [None] * len(calls), threading.Barrier(len(calls))

        def run(place, call):
            try:
                with office_scope(self.kantoor.office.pk):
                    start.wait(timeout=20)
                    call()
                    outcomes[place] = "ok"
            except RuleBroken as fault:
                outcomes[place] = fault.code
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        return outcomes

    def end(self):
        """(request state, filing state, answers) afterwards."""
        with self.kantoor.scope:
            request = ApprovalRequest.objects.get(pk=self.request.pk)
            return request.state, Filing.objects.get(pk=self.filing.pk).state, Approval.objects.count()


@pytest.fixture
def case():
    return Case()


@pytest.mark.parametrize("again", range(3))
def test_approve_against_withdraw_has_one_winner(case, again):
    outcomes = case.together(lambda: case.approve(case.account), case.withdraw)
    assert (outcomes, case.end()) in [
        (["ok", "SBR01"], (RequestState.APPROVED, State.APPROVED, 1)),
        (["POR04", "ok"], (RequestState.WITHDRAWN, State.WITHDRAWN, 0)),
    ]


@pytest.mark.parametrize("again", range(3))
def test_two_approvers_leave_one_answer(case, again):
    outcomes = case.together(lambda: case.approve(case.account), lambda: case.approve(case.other))
    assert sorted(outcomes) == ["POR04", "ok"]
    assert case.end() == (RequestState.APPROVED, State.APPROVED, 1)


def test_one_person_in_two_windows_answers_once(case):
    outcomes = case.together(*[lambda: case.approve(case.account)] * 3)
    assert outcomes == ["ok", "ok", "ok"]
    assert case.end() == (RequestState.APPROVED, State.APPROVED, 1)


def test_approve_against_decline_has_one_winner(case):
    outcomes = case.together(lambda: case.approve(case.account), lambda: case.decline(case.other))
    assert (outcomes, case.end()) in [
        (["ok", "POR04"], (RequestState.APPROVED, State.APPROVED, 1)),
        (["POR04", "ok"], (RequestState.DECLINED, State.DECLINED, 1)),
    ]


def test_approve_against_expiry_never_approves_after_the_term(case):
    with case.kantoor.scope:
        ApprovalRequest.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    outcomes = case.together(lambda: case.approve(case.account), expire_due)
    assert outcomes == ["POR10", "ok"]
    assert case.end() == (RequestState.EXPIRED, State.EXPIRED, 0)


def test_approve_against_the_end_of_the_link_is_either_before_or_refused(case):
    yesterday = timezone.localdate() - timedelta(days=1)
    outcomes = case.together(
        lambda: case.approve(case.account),
        lambda: RelationContact.objects.filter(contact_id=case.account.contact_id).update(valid_to=yesterday),
    )
    assert (outcomes, case.end()) in [
        (["ok", "ok"], (RequestState.APPROVED, State.APPROVED, 1)),
        (["POR05", "ok"], (RequestState.OPEN, State.OFFERED, 0)),
    ]


def test_two_workers_make_one_receipt(case):
    with case.kantoor.scope:
        answer = case.approve(case.account)
    assert case.together(*[lambda: make_receipt(answer.pk)] * 2) == ["ok", "ok"]
    with case.kantoor.scope:
        assert Receipt.objects.count() == 1
        assert connection.vendor == "postgresql"
