"""Who comes in: session, person and place in one question, as they are at this request."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from offices.enums import MemberState
from offices.ids import uuid7
from offices.models import LoginSession, Office, RoleGrant, TeamMember
from offices.signin import arrival
from offices.signin.arrival import arrive
from tests.conftest import desk_client_for, portal_client_for
from tests.factories.offices import make_account

pytestmark = pytest.mark.django_db


def session_of(member) -> str:
    """The hash of a living session of this member."""
    desk_client_for(member)
    return LoginSession.objects.filter(user=member.user).latest("started_at").session_hash


def test_arrival_brings_person_place_office_and_rights(offices):
    admin = offices.alfa.admin
    found = arrive(session_of(admin), slug="alfa")
    assert (found.login.user, found.place, found.place.office) == (admin.user, admin, offices.alfa.office)
    assert found.place.grants == TeamMember.objects.get(pk=admin.pk).grants
    assert found.place.grants["team.manage"] == "A"


def test_arrival_has_no_place_in_another_office(offices):
    own = session_of(offices.alfa.admin)
    assert arrive(own, slug="beta").place is None
    assert arrive(own, door="p", slug="alfa").place is None
    assert arrive(own, slug="bestaat-niet").place is None
    assert arrive("0" * 64, slug="alfa") is None


def test_arrival_ends_with_the_session(offices):
    own = session_of(offices.alfa.admin)
    LoginSession.objects.filter(session_hash=own).update(
        ended_at=LoginSession.objects.get(session_hash=own).started_at
    )
    assert arrive(own, slug="alfa") is None


def test_arrival_reads_a_right_taken_away(offices):
    own, admin = session_of(offices.alfa.admin), offices.alfa.admin
    assert "team.manage" in arrive(own, slug="alfa").place.grants
    with offices.alfa.scope:
        RoleGrant.objects.filter(role_id=admin.role_id, permission="team.manage").delete()
    assert "team.manage" not in arrive(own, slug="alfa").place.grants


def test_arrival_follows_an_address_that_changed_hands(offices):
    own = session_of(offices.alfa.admin)
    other = session_of(offices.beta.admin)
    assert arrive(own, slug="alfa").place == offices.alfa.admin
    Office.objects.filter(pk=offices.alfa.office.pk).update(slug="weg")
    Office.objects.filter(pk=offices.beta.office.pk).update(slug="alfa")
    assert arrive(own, slug="alfa").place is None
    assert arrive(other, slug="alfa").place == offices.beta.admin
    assert arrive(own, slug="weg").place == offices.alfa.admin


def test_arrival_at_the_door_of_clients(offices):
    account = make_account(offices.alfa.office, uuid7(), "klant@arrival.example")
    portal_client_for(account)
    own = LoginSession.objects.filter(user=account.user).latest("started_at").session_hash
    assert arrive(own, door="p", slug="alfa").place == account
    assert (arrive(own, door="p", slug="beta").place, arrive(own, slug="alfa").place) == (None, None)


def test_member_who_left_is_refused_at_the_next_request(alfa):
    client = desk_client_for(alfa.editor)
    assert client.get("/k/alfa/").status_code == 200
    with alfa.scope:
        TeamMember.objects.filter(pk=alfa.editor.pk).update(state=MemberState.ENDED)
    assert client.get("/k/alfa/").status_code == 404


def test_arrival_costs_one_question(offices):
    own = session_of(offices.alfa.admin)
    arrive(own, slug="alfa")
    with CaptureQueriesContext(connection) as asked:
        arrive(own, slug="alfa")
    assert (len(asked), arrival._offices["alfa"]) == (1, offices.alfa.office.pk)
