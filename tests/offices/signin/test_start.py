"""The first steps: the same answers for everyone, codes that expire, locks that hold."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from offices.models import LoginSession, OutgoingMail, User
from tests.offices.signin.conftest import add_totp, begin, totp_code

pytestmark = pytest.mark.django_db
POR01 = "Deze code klopt niet of is verlopen. Vraag een nieuwe code aan."
POR02 = "Te veel pogingen. Wacht 15 minuten of bel uw kantoor."


def shape(response) -> str:
    """A page without what differs per visit: the token of the form and the address typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return re.sub(r"[a-z.]+@[a-z.]+", "adres", text)


def test_known_and_unknown_addresses_get_the_same_page(visitor, client_of_alfa, alfa):
    shapes = set()
    for email in ("kees@klant.example", "niemand@nergens.example", alfa.admin.user.email):
        visitor.cookies.clear()
        answer = begin(visitor, email)
        assert (answer.status_code, answer["Location"]) == (302, "/inloggen/verder/")
        shapes.add(shape(visitor.get("/inloggen/verder/")))
    assert len(shapes) == 1


def test_wrong_code_and_password_say_the_same_for_known_and_unknown(visitor, client_of_alfa, alfa):
    for path, field in (("/inloggen/code/", "code"), ("/inloggen/wachtwoord/", "password")):
        shapes = set()
        for email in ("kees@klant.example", "niemand@nergens.example", alfa.admin.user.email):
            visitor.cookies.clear()
            begin(visitor, email)
            answer = visitor.post(path, {field: "000000"})
            assert answer.status_code == 422
            shapes.add(shape(answer))
        assert len(shapes) == 1


def test_only_clients_get_a_code_by_mail(visitor, client_of_alfa, alfa, beta, codes):
    for email in ("kees@klant.example", "niemand@nergens.example", alfa.admin.user.email):
        begin(visitor, email)
    with alfa.scope:
        assert [mail.to for mail in OutgoingMail.objects.all()] == ["kees@klant.example"]
    with beta.scope:
        assert list(OutgoingMail.objects.all()) == []
    assert len(codes(alfa, "kees@klant.example")) == 1


def test_code_opens_a_session_for_reading(visitor, client_of_alfa, alfa, codes):
    begin(visitor, "Kees@Klant.example")
    answer = visitor.post("/inloggen/code/", {"code": codes(alfa, "kees@klant.example")[0]})
    row = LoginSession.objects.get(user=client_of_alfa.user)
    assert (answer.status_code, answer["Location"], row.level) == (302, "/", "READ")
    assert visitor.get("/")["Location"] == "/p/alfa/"


def test_code_with_spaces_is_accepted(visitor, client_of_alfa, alfa, codes):
    begin(visitor, "kees@klant.example")
    code = codes(alfa, "kees@klant.example")[0]
    assert visitor.post("/inloggen/code/", {"code": f" {code[:3]} {code[3:]} "}).status_code == 302


def test_code_works_once_and_only_in_the_browser_that_asked(visitor, client_of_alfa, alfa, codes, client):
    begin(visitor, "kees@klant.example")
    code = codes(alfa, "kees@klant.example")[0]
    begin(client, "kees@klant.example")
    assert client.post("/inloggen/code/", {"code": code}).status_code == 422
    assert visitor.post("/inloggen/code/", {"code": code}).status_code == 302
    visitor.cookies.clear()
    assert visitor.post("/inloggen/code/", {"code": code})["Location"] == "/inloggen/"


def test_code_expires_after_ten_minutes(visitor, client_of_alfa, alfa, codes):
    begin(visitor, "kees@klant.example")
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1)):
        answer = visitor.post("/inloggen/code/", {"code": codes(alfa, "kees@klant.example")[0]})
    assert answer.status_code == 422 and POR01 in answer.content.decode()
    assert LoginSession.objects.count() == 0


def test_code_is_worth_five_tries(visitor, client_of_alfa, alfa, codes):
    begin(visitor, "kees@klant.example")
    right = codes(alfa, "kees@klant.example")[0]
    wrong = "111111" if right != "111111" else "222222"
    answers = [visitor.post("/inloggen/code/", {"code": wrong}).status_code for _ in range(5)]
    assert answers == [422] * 5
    last = visitor.post("/inloggen/code/", {"code": right})
    assert last.status_code == 422 and POR01 in last.content.decode()


def test_ten_tries_lock_the_address_also_with_new_browsers(visitor, client_of_alfa, alfa, codes):
    for _ in range(10):
        visitor.cookies.clear()
        begin(visitor, "kees@klant.example")
        assert visitor.post("/inloggen/wachtwoord/", {"password": "verkeerd"}).status_code == 422
    answer = visitor.post("/inloggen/wachtwoord/", {"password": "verkeerd"})
    assert answer.status_code == 429 and POR02 in answer.content.decode()


def test_lock_says_the_same_for_unknown_addresses(visitor, db):
    begin(visitor, "niemand@nergens.example")
    for _ in range(10):
        visitor.post("/inloggen/wachtwoord/", {"password": "verkeerd"})
    answer = visitor.post("/inloggen/wachtwoord/", {"password": "verkeerd"})
    assert answer.status_code == 429 and POR02 in answer.content.decode()


def test_made_up_forwarded_addresses_do_not_reset_the_lock(visitor, settings, db):
    settings.KANTOOR_PROXIES = 0
    answers = []
    for number in range(61):
        email = f"iemand{number // 5}@nergens.example"
        if number % 5 == 0:
            begin(visitor, email)
        answer = visitor.post(
            "/inloggen/wachtwoord/", {"password": "x"}, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}"
        )
        answers.append(answer.status_code)
    assert answers == [422] * 60 + [429]


def test_mails_to_one_address_are_limited(visitor, client_of_alfa, alfa, codes):
    for _ in range(8):
        visitor.cookies.clear()
        assert begin(visitor, "kees@klant.example").status_code == 302
    assert len(codes(alfa, "kees@klant.example")) == 5


def test_bad_address_is_explained_and_kept(visitor, db):
    answer = visitor.post("/inloggen/", {"email": "kees@"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "kees@ is geen geldig e-mailadres. Controleer het deel voor en na de @." in text
    assert 'value="kees@"' in text


def test_password_asks_the_second_factor(visitor, alfa):
    secret = add_totp(alfa.admin.user)
    begin(visitor, alfa.admin.user.email, "/k/alfa/")
    answer = visitor.post("/inloggen/wachtwoord/", {"password": "wachtwoord-lang-genoeg"})
    assert answer["Location"] == "/inloggen/tweede-stap/"
    assert LoginSession.objects.count() == 0
    assert visitor.get("/inloggen/beveiliging/").status_code == 302
    answer = visitor.post("/inloggen/tweede-stap/", {"code": totp_code(secret)})
    assert answer["Location"] == "/k/alfa/"
    assert LoginSession.objects.get().level == "STRONG"


def test_totp_code_works_once(visitor, client, alfa):
    secret = add_totp(alfa.admin.user)
    code, answers = totp_code(secret), []
    for someone in (visitor, client):
        begin(someone, alfa.admin.user.email)
        someone.post("/inloggen/wachtwoord/", {"password": "wachtwoord-lang-genoeg"})
        answers.append(someone.post("/inloggen/tweede-stap/", {"code": code}).status_code)
    assert answers == [302, 422]


def test_second_step_needs_the_first(visitor, alfa):
    secret = add_totp(alfa.admin.user)
    begin(visitor, alfa.admin.user.email)
    assert visitor.post("/inloggen/tweede-stap/", {"code": totp_code(secret)})["Location"] == "/inloggen/"


def test_member_without_factor_sets_one_up_first(visitor, alfa):
    begin(visitor, alfa.viewer.user.email, "/k/alfa/relaties/")
    answer = visitor.post("/inloggen/wachtwoord/", {"password": "wachtwoord-lang-genoeg"})
    assert answer["Location"] == "/inloggen/instellen/?next=%2Fk%2Falfa%2Frelaties%2F"
    refused = visitor.get("/k/alfa/mijn-account/")
    assert (refused.status_code, refused["Location"][:20]) == (302, "/inloggen/?next=%2Fk")


def test_client_with_a_factor_cannot_read_with_a_code_alone(visitor, client_of_alfa, alfa, codes):
    secret = add_totp(client_of_alfa.user)
    begin(visitor, "kees@klant.example", "/p/alfa/")
    answer = visitor.post("/inloggen/code/", {"code": codes(alfa, "kees@klant.example")[0]})
    assert answer["Location"] == "/inloggen/tweede-stap/"
    assert LoginSession.objects.count() == 0
    visitor.post("/inloggen/tweede-stap/", {"code": totp_code(secret)})
    assert LoginSession.objects.get().level == "STRONG"


@pytest.mark.parametrize(
    "told", ["https://kwaad.example/", "//kwaad.example", "javascript:alert(1)", "/\\kwaad.example"]
)
def test_next_never_leaves_this_host(visitor, client_of_alfa, alfa, codes, told):
    begin(visitor, "kees@klant.example", told)
    answer = visitor.post("/inloggen/code/", {"code": codes(alfa, "kees@klant.example")[-1]})
    assert answer["Location"] == "/"


def test_blocked_login_gets_no_code_and_no_session(visitor, client_of_alfa, alfa, codes):
    User.objects.filter(pk=client_of_alfa.user_id).update(is_active=False)
    begin(visitor, "kees@klant.example")
    assert codes(alfa, "kees@klant.example") == []


def test_session_key_changes_at_sign_in(visitor, client_of_alfa, alfa, codes):
    begin(visitor, "kees@klant.example")
    before = visitor.session.session_key
    visitor.post("/inloggen/code/", {"code": codes(alfa, "kees@klant.example")[0]})
    assert visitor.session.session_key != before
    assert "signin.pending" not in visitor.session


def test_private_answers_are_never_stored(visitor, client_of_alfa, alfa):
    answers = [
        visitor.get("/inloggen/"),
        begin(visitor, "kees@klant.example"),
        visitor.get("/inloggen/verder/"),
    ]
    assert {answer["Cache-Control"] for answer in answers} == {"no-store, private"}


def test_cookie_is_closed_to_scripts_and_other_sites(visitor, client_of_alfa):
    begin(visitor, "kees@klant.example")
    cookie = visitor.cookies["sessie"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_sign_out_needs_a_post(visitor, client_of_alfa, alfa, codes):
    begin(visitor, "kees@klant.example")
    visitor.post("/inloggen/code/", {"code": codes(alfa, "kees@klant.example")[0]})
    assert visitor.get("/uitloggen/").status_code == 405
    assert LoginSession.objects.get().ended_at is None
    visitor.post("/uitloggen/")
    assert LoginSession.objects.get().ended_at is not None
    assert visitor.get("/")["Location"] == "/inloggen/"


def test_forms_without_token_are_refused(client_of_alfa):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/inloggen/", {"email": "kees@klant.example"}).status_code == 403


def test_no_public_sign_up_or_mail_pages_exist(visitor, db):
    paths = ("/accounts/signup/", "/accounts/email/", "/accounts/login/", "/inloggen/aanmelden/")
    assert [visitor.get(path).status_code for path in paths] == [404] * 4
