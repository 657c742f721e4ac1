"""What a session opens: levels, step-up, idle time, and ending."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from offices.ids import uuid7
from offices.models import AuditEvent, LoginSession, Office, OutgoingMail, TeamMember
from offices.signin import sessions
from tests.factories.offices import make_account, make_member, make_user
from tests.factories.signin import sign_in
from tests.offices.signin.conftest import add_totp, begin, totp_code
from tests.offices.signin.test_factors import enrol, prove

pytestmark = pytest.mark.django_db
ACCOUNT = "/k/alfa/mijn-account/"
INVITE = "/k/alfa/beheer/teamleden/uitnodigen/"


@pytest.fixture
def both(alfa):
    """Somebody who works in alfa and is a client of alfa."""
    make_account(alfa.office, uuid7(), "", user=alfa.admin.user)
    return alfa.admin.user


@pytest.mark.parametrize(
    ("ways", "desk"),
    [
        (("code",), False),
        (("password",), False),
        (("invite",), False),
        (("code", "totp"), False),
        (("password", "totp"), True),
        (("password", "recovery"), True),
        (("passkey",), True),
        (("code", "passkey"), True),
    ],
)
def test_staff_pages_ask_password_and_factor_or_passkey(visitor, both, ways, desk):
    sign_in(visitor, both, methods=ways, level="STRONG")
    answer = visitor.get(ACCOUNT)
    expected = (200, None) if desk else (302, "/inloggen/?next=%2Fk%2Falfa%2Fmijn-account%2F")
    assert (answer.status_code, answer.get("Location")) == expected


def test_office_without_required_factor_takes_a_password(visitor, alfa, beta, both):
    Office.objects.filter(pk=alfa.office.pk).update(require_2fa=False)
    sign_in(visitor, both, methods=("password",), level="READ")
    assert visitor.get(ACCOUNT).status_code == 200
    sign_in(visitor, beta.admin.user, methods=("password",), level="READ")
    assert visitor.get("/k/beta/mijn-account/").status_code == 302


def test_code_session_never_reaches_a_step_up_page(visitor, both):
    sign_in(visitor, both, level="READ")
    assert visitor.get(INVITE)["Location"].startswith("/inloggen/?next=")


def test_step_up_holds_ten_minutes(visitor, alfa):
    add_totp(alfa.admin.user)
    sign_in(visitor, alfa.admin.user)
    assert visitor.get(INVITE).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1)):
        answer = visitor.get(INVITE)
    assert answer["Location"] == f"/inloggen/stap-omhoog/?next={INVITE.replace('/', '%2F')}"


def test_step_up_with_app_goes_back_to_the_page(visitor, alfa):
    secret = add_totp(alfa.admin.user)
    sign_in(visitor, alfa.admin.user, methods=("password", "totp"), stepped_up=False)
    before = visitor.session.session_key
    answer = visitor.post("/inloggen/stap-omhoog/", {"code": totp_code(secret), "next": INVITE})
    assert answer["Location"] == INVITE
    assert visitor.session.session_key != before
    assert visitor.get(INVITE).status_code == 200


def test_step_up_takes_only_ones_own_passkey(visitor, alfa, beta, soft_passkey):
    other = type(visitor)(HTTP_HOST="localhost")
    sign_in(other, beta.admin.user, methods=("password",), level="READ")
    enrol(other, soft_passkey)
    add_totp(alfa.admin.user)
    sign_in(visitor, alfa.admin.user, stepped_up=False)
    url = "/inloggen/stap-omhoog/"
    answer = prove(visitor, soft_passkey, url, f"{url}opties/", next=INVITE)
    assert answer.status_code == 422
    assert visitor.get(INVITE).status_code == 302


def test_step_up_with_passkey(visitor, alfa, soft_passkey):
    sign_in(visitor, alfa.admin.user, methods=("password",), level="READ")
    enrol(visitor, soft_passkey)
    sign_in(visitor, alfa.admin.user, stepped_up=False)
    url = "/inloggen/stap-omhoog/"
    assert prove(visitor, soft_passkey, url, f"{url}opties/", next=INVITE)["Location"] == INVITE
    assert visitor.get(INVITE).status_code == 200


def test_interrupted_form_keeps_what_was_typed(visitor, alfa):
    add_totp(alfa.admin.user)
    sign_in(visitor, alfa.admin.user, stepped_up=False)
    answer = visitor.post(INVITE, {"email": "nieuw@alfa.example", "name": "Nieuwe Collega"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert 'value="Nieuwe Collega"' in page and "/inloggen/stap-omhoog/?next=" in page
    assert TeamMember.objects.filter(user__email="nieuw@alfa.example").count() == 0


@pytest.mark.parametrize("told", ["https://kwaad.example/", "//kwaad.example/x"])
def test_step_up_never_sends_elsewhere(visitor, alfa, told):
    secret = add_totp(alfa.admin.user)
    sign_in(visitor, alfa.admin.user, stepped_up=False)
    assert (
        visitor.post("/inloggen/stap-omhoog/", {"code": totp_code(secret), "next": told})["Location"] == "/"
    )


def test_wrong_codes_lock_the_step_up_too(visitor, alfa):
    secret = add_totp(alfa.admin.user)
    sign_in(visitor, alfa.admin.user, stepped_up=False)
    answers = [visitor.post("/inloggen/stap-omhoog/", {"code": "000000"}).status_code for _ in range(10)]
    assert answers == [422] * 10
    assert visitor.post("/inloggen/stap-omhoog/", {"code": totp_code(secret)}).status_code == 429


def test_portal_reads_with_a_code_and_approves_with_a_factor(visitor, client_of_alfa):
    from offices.signin import levels

    sign_in(visitor, client_of_alfa.user, level="READ")
    request = visitor.get("/inloggen/beveiliging/").wsgi_request
    assert levels.level(request) is levels.Level.READ
    assert (
        levels.require_strong(request, "/p/alfa/x/")["Location"]
        == "/inloggen/stap-omhoog/?next=%2Fp%2Falfa%2Fx%2F"
    )
    answer = visitor.get("/inloggen/stap-omhoog/?next=/p/alfa/")
    assert answer["Location"] == "/inloggen/instellen/?next=%2Fp%2Falfa%2F"
    assert (
        "Voor een akkoord vragen wij een extra controle." in visitor.get(answer["Location"]).content.decode()
    )


def test_afmelden_overal_stops_every_device_on_the_next_request(visitor, client, alfa, beta):
    sign_in(visitor, alfa.admin.user)
    sign_in(client, alfa.admin.user)
    stays = sign_in(type(client)(), beta.admin.user)
    assert client.get(ACCOUNT).status_code == 200
    visitor.post("/inloggen/beveiliging/afmelden-overal/")
    assert client.get(ACCOUNT)["Location"].startswith("/inloggen/")
    assert visitor.get(ACCOUNT)["Location"].startswith("/inloggen/")
    stays.refresh_from_db()
    assert stays.ended_at is None


def test_one_other_device_can_be_ended_but_not_of_somebody_else(visitor, client, alfa, beta):
    sign_in(visitor, alfa.admin.user)
    mine = sign_in(client, alfa.admin.user)
    theirs = sign_in(type(client)(), beta.admin.user)
    for row in (mine, theirs):
        visitor.post(f"/inloggen/beveiliging/apparaten/{row.pk}/afmelden/")
    assert client.get(ACCOUNT).status_code == 302
    theirs.refresh_from_db()
    assert theirs.ended_at is None


@pytest.mark.parametrize(("audience", "minutes"), [("DESK", 60), ("PORTAL", 30), ("", 30)])
def test_idle_session_ends(visitor, both, alfa, audience, minutes):
    row = sign_in(visitor, both)
    for seconds, status in ((minutes * 60 - 5, 200), (minutes * 60 + 5, 302)):
        seen = timezone.now() - timedelta(seconds=seconds)
        LoginSession.objects.filter(pk=row.pk).update(last_seen=seen, audience=audience, office=alfa.office)
        assert visitor.get("/inloggen/beveiliging/").status_code == status
    row.refresh_from_db()
    assert row.ended_at is not None


def test_idle_time_of_staff_follows_the_office(alfa, visitor):
    Office.objects.filter(pk=alfa.office.pk).update(session_minutes=15)
    row = sign_in(visitor, alfa.admin.user)
    visitor.get(ACCOUNT)
    row = LoginSession.objects.select_related("office").get(pk=row.pk)
    assert (row.audience, row.office.slug, sessions.idle_minutes(row)) == ("DESK", "alfa", 15)


def test_last_seen_is_written_once_a_minute(visitor, alfa, django_assert_num_queries):
    row = sign_in(visitor, alfa.admin.user)
    visitor.get(ACCOUNT)
    before = LoginSession.objects.get(pk=row.pk).last_seen
    visitor.get(ACCOUNT)
    assert LoginSession.objects.get(pk=row.pk).last_seen == before
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        visitor.get(ACCOUNT)
    assert LoginSession.objects.get(pk=row.pk).last_seen > before


def test_changed_password_and_blocked_login_stop_a_session(visitor, client, alfa, beta):
    for browser, member in ((visitor, alfa.admin), (client, beta.admin)):
        sign_in(browser, member.user)
    alfa.admin.user.set_password("een-ander-wachtwoord")
    alfa.admin.user.save()
    beta.admin.user.is_active = False
    beta.admin.user.save()
    assert visitor.get(ACCOUNT).status_code == 302
    assert client.get("/k/beta/mijn-account/").status_code == 302


def test_session_without_a_device_row_proves_nothing(client, alfa):
    client.force_login(alfa.admin.user)
    assert client.get(ACCOUNT)["Location"].startswith("/inloggen/")
    assert client.get("/")["Location"] == "/inloggen/"


def test_stolen_session_of_one_person_cannot_carry_another(client, alfa, beta):
    sign_in(client, alfa.admin.user)
    session = client.session
    session["_auth_user_id"] = str(beta.admin.user.pk)
    session["_auth_user_hash"] = beta.admin.user.get_session_auth_hash()
    session.save()
    assert client.get("/k/beta/mijn-account/").status_code == 302


def test_new_device_is_told_by_mail_and_a_known_one_is_not(client_of_alfa, alfa, codes):
    from django.test import Client

    for agent in ("Firefox/130 Windows", "Firefox/130 Windows", "Chrome/130 Android"):
        browser = Client(HTTP_USER_AGENT=agent)
        begin(browser, "kees@klant.example")
        browser.post("/inloggen/code/", {"code": codes(alfa, "kees@klant.example")[-1]})
    with alfa.scope:
        subjects = [mail.subject for mail in OutgoingMail.objects.filter(kind="security")]
    assert subjects == ["Nieuw apparaat aangemeld"]


def test_sign_in_and_failures_stand_in_the_log_of_the_own_office_only(
    visitor, client_of_alfa, alfa, beta, codes
):
    begin(visitor, "kees@klant.example")
    visitor.post("/inloggen/code/", {"code": "abc"})
    visitor.post("/inloggen/code/", {"code": codes(alfa, "kees@klant.example")[0]})
    with alfa.scope:
        found = (
            AuditEvent.objects.filter(event__startswith="login.")
            .order_by("id")
            .values_list("event", "actor_kind")
        )
        assert list(found) == [("login.failed", "PROGRAM"), ("login.succeeded", "CLIENT")]
    with beta.scope:
        assert AuditEvent.objects.filter(event__startswith="login.").count() == 0


def test_home_goes_to_the_one_place_or_asks(visitor, alfa, beta):
    one = make_member(alfa.office, "VIEWER", user=make_user("een@alfa.example"))
    sign_in(visitor, one.user)
    assert visitor.get("/")["Location"] == "/k/alfa/"
    make_member(beta.office, "VIEWER", user=one.user)
    make_account(beta.office, uuid7(), "", user=one.user)
    page = visitor.get("/").content.decode()
    links = [f'href="{url}"' in page for url in ("/k/alfa/", "/k/beta/", "/p/beta/", "/p/alfa/")]
    assert links == [True, True, True, False]


def test_ended_membership_is_no_place_any_more(visitor, alfa):
    sign_in(visitor, alfa.viewer.user)
    with alfa.scope:
        TeamMember.objects.filter(pk=alfa.viewer.pk).update(state="ENDED")
    assert visitor.get(ACCOUNT).status_code == 404
    assert "Geen toegang" in visitor.get("/").content.decode()


def test_proxy_addresses_are_believed_as_far_as_configured(rf, settings):
    from offices.signin.addresses import client_ip

    request = rf.get("/", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.9, 10.0.0.2", REMOTE_ADDR="10.0.0.1")
    found = []
    for hops in (0, 1, 2, 3, 4):
        settings.KANTOOR_PROXIES = hops
        found.append(client_ip(request))
    assert found == ["10.0.0.1", "10.0.0.2", "203.0.113.9", "6.6.6.6", "10.0.0.1"]


def test_places_are_found_in_one_query_and_agree_with_memberships(alfa, beta, django_assert_num_queries):
    from offices.signin.places import memberships, places

    member = make_member(alfa.office, "VIEWER", user=make_user("reiziger@alfa.example"))
    ended = make_member(
        beta.office, "VIEWER", user=member.user, ends_on=timezone.localdate() - timedelta(days=1)
    )
    make_account(beta.office, uuid7(), "", user=member.user)
    with django_assert_num_queries(1):
        found = [(place.kind, place.url) for place in places(member.user)]
    assert found == [("desk", "/k/alfa/"), ("portal", "/p/beta/")]
    assert memberships(member.user) == [member]
    with beta.scope:
        TeamMember.objects.filter(pk=ended.pk).update(ends_on=timezone.localdate())
    assert [place.url for place in places(member.user)] == ["/k/alfa/", "/k/beta/", "/p/beta/"]
