"""Approval that asks more than one person: quorum, order, and the rule of one relation."""

from datetime import date

import pytest

from crm.enums import FilingKind
from crm.models import RelationContact
from sbr_inbox.approval_enums import AnswerOrder, Quorum, RequestState
from sbr_inbox.models import Approval, ApprovalPolicy
from sbr_inbox.rules.asking import policy_for
from tests.factories.offices import make_account
from tests.factories.portal import (
    make_client,
    make_client_contact,
    make_filing,
    put_before,
    refusal,
    say_no,
    say_yes,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(in_alfa):
    """(request maker, first account, second account): two people who may answer."""
    relation, first, account = make_client(in_alfa)
    second = make_client_contact(relation, "anna@devries.example", name="Anna de Vries")
    other = make_account(in_alfa.office, second.pk, "anna@devries.example")
    filing = make_filing(relation)

    def offer(**policy):
        ApprovalPolicy.objects.filter(kind="OB").update(**policy)
        return put_before(filing, by=in_alfa.editor, addressees=[first, second])

    return offer, account, other


def test_all_must_answer_when_the_policy_says_so(two):
    offer, account, other = two
    request = offer(quorum=Quorum.ALL)
    say_yes(request, account)
    request.refresh_from_db()
    assert request.state == RequestState.OPEN
    say_yes(request, other)
    request.refresh_from_db()
    assert (request.state, Approval.objects.count()) == (RequestState.APPROVED, 2)


def test_all_means_all_who_are_entitled_on_the_day(two):
    offer, account, other = two
    request = offer(quorum=Quorum.ALL)
    RelationContact.objects.filter(contact_id=other.contact_id).update(valid_to=date(2020, 12, 31))
    say_yes(request, account)
    request.refresh_from_db()
    assert request.state == RequestState.APPROVED


def test_one_is_enough_and_the_other_gets_por04(two):
    offer, account, other = two
    request = offer()
    say_yes(request, account)
    assert refusal(say_yes, request, other) == "POR04"
    assert refusal(say_no, request, other) == "POR04"
    assert Approval.objects.count() == 1


def test_decline_stops_the_others(two):
    offer, account, other = two
    request = offer(quorum=Quorum.ALL)
    say_no(request, account)
    assert refusal(say_yes, request, other) == "POR04"


def test_fixed_order_keeps_the_second_waiting(two):
    offer, account, other = two
    request = offer(quorum=Quorum.ALL, order=AnswerOrder.FIXED)
    assert refusal(say_yes, request, other) == "POR11"
    say_yes(request, account)
    say_yes(request, other)
    request.refresh_from_db()
    assert request.state == RequestState.APPROVED


def test_policy_of_the_relation_goes_before_the_office(in_alfa):
    relation, _, _ = make_client(in_alfa)
    filing = make_filing(relation)
    own = ApprovalPolicy.objects.create(relation=relation, kind=FilingKind.OB, expires_after=5)
    assert policy_for(filing) == own
    request = put_before(filing, by=in_alfa.editor)
    assert (request.expires_at - request.offered_at).days == 5
