"""API tokens: shown once, hashed, never more than their owner, and stopped with whatever carries them."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from offices.errors import Forbidden, RuleBroken
from offices.models import ApiToken, AuditEvent, Office, TeamMember
from offices.rules import team, tokens

pytestmark = pytest.mark.django_db
LIST = "/k/alfa/beheer/api-tokens/"


@pytest.fixture
def made(in_alfa):
    """A token of the editor of alfa: the row and the token."""
    return tokens.make_token(in_alfa.editor, name="Kassa", by=in_alfa.admin)


def test_token_is_long_random_and_kept_as_a_hash(made):
    row, raw = made
    assert raw.startswith("knt_") and len(raw) == 47
    values = [str(getattr(row, field.attname)) for field in row._meta.fields]
    assert [value for value in values if raw in value] == []
    assert row.prefix == raw[:10]
    assert tokens.token_owner(raw) == row


def test_making_and_revoking_are_logged_without_the_token(made, in_alfa):
    row, raw = made
    tokens.revoke_token(row, by=in_alfa.admin)
    tokens.revoke_token(row, by=in_alfa.admin)
    events = list(AuditEvent.objects.filter(event__startswith="token.").order_by("id"))
    assert [event.event for event in events] == ["token.made", "token.revoked"]
    assert [event for event in events if raw in str(event.data) or row.token_hash in str(event.data)] == []


@pytest.mark.parametrize("raw", ["", "knt_", "knt_" + "a" * 43, "Bearer x", "knt_" + "a" * 5000])
def test_made_up_tokens_are_nobody(db, raw):
    assert tokens.token_owner(raw) is None


def test_revoked_token_stops(made, in_alfa):
    tokens.revoke_token(made[0], by=in_alfa.admin)
    assert tokens.token_owner(made[1]) is None


def test_token_lives_a_year_at_most(in_alfa, made):
    with time_machine.travel(timezone.now() + timedelta(days=365, seconds=1)):
        assert tokens.token_owner(made[1]) is None
    for days in (0, 366, -1):
        with pytest.raises(RuleBroken) as caught:
            tokens.make_token(in_alfa.editor, name="x", by=in_alfa.admin, days=days)
        assert caught.value.code == "ADM14"


@pytest.mark.parametrize("how", ["ended", "past its end", "blocked", "office suspended"])
def test_token_stops_with_its_owner_and_office(made, in_alfa, how):
    member = in_alfa.editor
    if how == "ended":
        team.end_member(member, by=in_alfa.admin)
        ApiToken.objects.update(revoked_at=None)
    if how == "past its end":
        TeamMember.objects.filter(pk=member.pk).update(ends_on=date(2021, 1, 1))
    if how == "blocked":
        type(member.user).objects.filter(pk=member.user_id).update(is_active=False)
    if how == "office suspended":
        Office.objects.filter(pk=in_alfa.office.pk).update(state="SUSPENDED")
    assert tokens.token_owner(made[1]) is None


def test_scopes_are_rights_the_owner_has(in_alfa):
    with pytest.raises(RuleBroken) as caught:
        tokens.make_token(in_alfa.viewer, name="x", by=in_alfa.admin, scopes=["audit.view"])
    assert (caught.value.code, caught.value.text) == (
        "ADM08",
        "U kunt geen recht geven dat u zelf niet heeft.",
    )
    row, _ = tokens.make_token(in_alfa.viewer, name="x", by=in_alfa.admin, scopes=["team.view"])
    assert [tokens.token_may(row, key) for key in ("team.view", "label.manage")] == [True, False]


def test_token_never_does_what_asks_step_up(in_alfa):
    row, _ = tokens.make_token(in_alfa.admin, name="x", by=in_alfa.admin)
    keys = (
        "team.manage",
        "access.grant",
        "api.token.manage",
        "settings.general",
        "team.view",
        "bestaat.niet",
    )
    assert [tokens.token_may(row, key) for key in keys] == [False, False, False, False, True, False]
    with pytest.raises(RuleBroken):
        tokens.make_token(in_alfa.admin, name="x", by=in_alfa.admin, scopes=["team.manage"])


def test_nobody_makes_a_token_for_somebody_with_more_rights(in_alfa, beta):
    for maker, owner in ((in_alfa.viewer, in_alfa.admin), (in_alfa.admin, beta.admin)):
        with pytest.raises(RuleBroken):
            tokens.make_token(owner, name="x", by=maker)
    assert ApiToken.objects.count() == 0


def test_owner_who_does_not_work_gets_no_token(in_alfa):
    member = team.end_member(in_alfa.viewer, by=in_alfa.admin)
    with pytest.raises(Forbidden):
        tokens.make_token(member, name="x", by=in_alfa.admin)


def test_page_shows_the_token_once(alfa, desk_client):
    browser = desk_client(alfa.admin)
    answer = browser.post(
        f"{LIST}nieuw/", {"name": "Kassa", "member": str(alfa.editor.pk), "days": "30", "scopes": []}
    )
    raw = answer.context["raw"]
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store, private")
    assert raw in answer.content.decode()
    page = browser.get(LIST).content.decode()
    assert (raw in page, raw[:10] in page) == (False, True)
    assert tokens.token_owner(raw).member == alfa.editor


def test_member_of_another_office_cannot_own_a_token_here(alfa, beta, desk_client):
    answer = desk_client(alfa.admin).post(
        f"{LIST}nieuw/", {"name": "x", "member": str(beta.editor.pk), "days": "30"}
    )
    assert (answer.status_code, ApiToken.objects.count()) == (422, 0)


def test_list_and_revoke_stay_inside_the_office(alfa, beta, desk_client):
    with beta.scope:
        theirs, _ = tokens.make_token(beta.editor, name="Geheim van beta", by=beta.admin)
    with alfa.scope:
        ours, _ = tokens.make_token(alfa.editor, name="Van alfa", by=alfa.admin)
    browser = desk_client(alfa.admin)
    page = browser.get(LIST).content.decode()
    assert ("Van alfa" in page, "Geheim van beta" in page) == (True, False)
    for row in (theirs, ours):
        browser.post(f"{LIST}{row.pk}/intrekken/")
        row.refresh_from_db()
    assert (theirs.revoked_at, ours.revoked_at is not None) == (None, True)


def test_member_revokes_only_his_own_token(alfa, desk_client):
    with alfa.scope:
        mine, _ = tokens.make_token(alfa.viewer, name="mijn", by=alfa.admin)
        other, _ = tokens.make_token(alfa.editor, name="ander", by=alfa.admin)
    browser = desk_client(alfa.viewer)
    assert browser.get(LIST).status_code == 403
    for row in (mine, other):
        browser.post(f"{LIST}{row.pk}/intrekken/")
        row.refresh_from_db()
    assert (mine.revoked_at is not None, other.revoked_at) == (True, None)


def test_making_and_revoking_ask_step_up(alfa, client):
    from tests.factories.signin import sign_in

    sign_in(client, alfa.admin.user, stepped_up=False)
    assert client.get(f"{LIST}nieuw/")["Location"].startswith("/inloggen/stap-omhoog/")
    answer = client.post(f"{LIST}nieuw/", {"name": "Kassa", "member": str(alfa.admin.pk), "days": "30"})
    assert (answer.status_code, ApiToken.objects.count()) == (403, 0)
