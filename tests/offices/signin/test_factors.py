"""Passkeys, the app and recovery codes: setting up, using, taking away."""

import pytest
from allauth.mfa.models import Authenticator

from offices.ids import uuid7
from offices.models import AuditEvent, LoginSession, OutgoingMail, User
from tests.factories.offices import make_account, make_member, make_user
from tests.factories.passkeys import SoftPasskey
from tests.factories.signin import sign_in
from tests.offices.signin.conftest import add_totp, begin, totp_code

pytestmark = pytest.mark.django_db
GATE = "/inloggen/instellen/"


def enrol(visitor, passkey, target="/k/alfa/mijn-account/"):
    """Make a passkey through the pages."""
    options = visitor.post(f"{GATE}passkey/opties/").json()
    return visitor.post(f"{GATE}passkey/", {"credential": passkey.create(options), "next": target})


def prove(visitor, passkey, path="/inloggen/passkey/", options="/inloggen/passkey/opties/", **extra):
    """Sign in or step up with a passkey through the pages."""
    told = visitor.post(options).json()
    return visitor.post(path, {"credential": passkey.get(told), **extra})


def events(kantoor, name):
    with kantoor.scope:
        return list(AuditEvent.objects.filter(event=name).values_list("actor_label", flat=True))


def test_passkey_is_made_and_signs_in(visitor, alfa, soft_passkey, client):
    sign_in(visitor, alfa.admin.user, methods=("password",), level="READ")
    page = enrol(visitor, soft_passkey)
    assert page.status_code == 200 and "Bewaar uw herstelcodes" in page.content.decode()
    assert visitor.get("/k/alfa/mijn-account/").status_code == 200
    visitor.post("/uitloggen/")
    answer = prove(visitor, soft_passkey, next="/k/alfa/mijn-account/")
    assert answer["Location"] == "/k/alfa/mijn-account/"
    assert visitor.get("/k/alfa/mijn-account/").status_code == 200
    assert LoginSession.objects.filter(ended_at=None).get().level == "STRONG"
    assert events(alfa, "second_factor.added") == [str(alfa.admin.user)]


def test_passkey_options_tell_nothing_about_the_address(visitor, alfa, soft_passkey):
    sign_in(visitor, alfa.admin.user, methods=("password",), level="READ")
    enrol(visitor, soft_passkey)
    visitor.post("/uitloggen/")
    shapes = []
    for email in (alfa.admin.user.email, "niemand@nergens.example"):
        begin(visitor, email)
        options = visitor.post("/inloggen/passkey/opties/").json()["publicKey"]
        options.pop("challenge")
        shapes.append(options)
    assert shapes[0] == shapes[1]
    assert shapes[0].get("allowCredentials", []) == []


def test_passkey_answer_works_once(visitor, alfa, soft_passkey):
    sign_in(visitor, alfa.admin.user, methods=("password",), level="READ")
    enrol(visitor, soft_passkey)
    visitor.post("/uitloggen/")
    credential = soft_passkey.get(visitor.post("/inloggen/passkey/opties/").json())
    assert visitor.post("/inloggen/passkey/", {"credential": credential}).status_code == 302
    visitor.post("/uitloggen/")
    again = visitor.post("/inloggen/passkey/", {"credential": credential})
    assert again.status_code == 422
    assert "Deze passkey herkennen wij niet." in again.content.decode()


@pytest.mark.parametrize("fault", ["other origin", "not verified", "other key", "no handle", "rubbish"])
def test_passkey_that_proves_nothing_is_refused(visitor, alfa, soft_passkey, fault):
    sign_in(visitor, alfa.admin.user, methods=("password",), level="READ")
    enrol(visitor, soft_passkey)
    visitor.post("/uitloggen/")
    options = visitor.post("/inloggen/passkey/opties/").json()
    if fault == "other origin":
        soft_passkey.origin = "https://kwaad.example"
    if fault == "other key":
        soft_passkey.key = SoftPasskey().key
    if fault == "no handle":
        soft_passkey.handle = b"999999"
    credential = soft_passkey.get(options, verified=fault != "not verified")
    answer = visitor.post("/inloggen/passkey/", {"credential": "[]" if fault == "rubbish" else credential})
    assert answer.status_code == 422
    assert LoginSession.objects.filter(ended_at=None).count() == 0


def test_unverified_passkey_is_not_kept(visitor, alfa, soft_passkey):
    sign_in(visitor, alfa.admin.user, methods=("password",), level="READ")
    options = visitor.post(f"{GATE}passkey/opties/").json()
    answer = visitor.post(f"{GATE}passkey/", {"credential": soft_passkey.create(options, verified=False)})
    assert answer.status_code == 422
    assert Authenticator.objects.count() == 0


def test_app_is_set_up_with_a_code_and_its_secret_is_sealed(visitor, alfa):
    sign_in(visitor, alfa.admin.user, methods=("password",), level="READ")
    page = visitor.get(f"{GATE}app/").content.decode()
    secret = page.split("<code>")[1].split("</code>")[0].replace(" ", "")
    picture = visitor.get(f"{GATE}app/qr.svg")
    assert (picture["Content-Type"], picture["Cache-Control"]) == ("image/svg+xml", "no-store, private")
    assert visitor.post(f"{GATE}app/", {"code": "000000"}).status_code == 422
    done = visitor.post(f"{GATE}app/", {"code": totp_code(secret), "next": "/k/alfa/"})
    assert "Bewaar uw herstelcodes" in done.content.decode()
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept and kept.startswith("test:")


def test_first_factor_raises_a_reading_session(visitor, client_of_alfa, soft_passkey):
    sign_in(visitor, client_of_alfa.user, level="READ")
    enrol(visitor, soft_passkey, "/p/alfa/")
    assert LoginSession.objects.get(user=client_of_alfa.user).level == "STRONG"


def test_adding_a_factor_asks_the_existing_one(visitor, client_of_alfa, soft_passkey):
    add_totp(client_of_alfa.user)
    sign_in(visitor, client_of_alfa.user, methods=("code", "totp"), stepped_up=False)
    answer = visitor.get(GATE)
    assert answer["Location"] == "/inloggen/stap-omhoog/?next=%2Finloggen%2Finstellen%2F"
    assert visitor.post(f"{GATE}passkey/opties/").status_code == 302
    assert Authenticator.objects.count() == 1


def test_staff_cannot_enrol_on_a_mailed_code(visitor, alfa, soft_passkey):
    make_account(alfa.office, uuid7(), "", user=alfa.admin.user)
    sign_in(visitor, alfa.admin.user, level="READ", methods=("code",))
    assert visitor.get(GATE)["Location"].startswith("/inloggen/?next=")
    assert visitor.post(f"{GATE}passkey/opties/").status_code == 302
    assert Authenticator.objects.count() == 0


def test_last_factor_of_staff_stays(visitor, alfa):
    add_totp(alfa.admin.user)
    sign_in(visitor, alfa.admin.user)
    kept = Authenticator.objects.get()
    visitor.post(f"/inloggen/beveiliging/{kept.pk}/verwijderen/")
    page = visitor.get("/inloggen/beveiliging/").content.decode()
    assert "Dit is uw laatste extra controle." in page
    assert list(Authenticator.objects.all()) == [kept]


def test_client_may_remove_the_last_factor_with_its_recovery_codes(visitor, client_of_alfa, alfa):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    add_totp(client_of_alfa.user)
    RecoveryCodes.activate(client_of_alfa.user)
    sign_in(visitor, client_of_alfa.user)
    visitor.post(f"/inloggen/beveiliging/{Authenticator.objects.get(type='totp').pk}/verwijderen/")
    assert Authenticator.objects.count() == 0
    with alfa.scope:
        assert [m.subject for m in OutgoingMail.objects.all()] == ["Uw inlogbeveiliging is gewijzigd"]


def test_factor_of_somebody_else_cannot_be_removed(visitor, alfa, beta):
    add_totp(alfa.admin.user)
    add_totp(beta.admin.user)
    sign_in(visitor, alfa.admin.user)
    other = Authenticator.objects.get(user=beta.admin.user)
    visitor.post(f"/inloggen/beveiliging/{other.pk}/verwijderen/")
    assert Authenticator.objects.count() == 2


def test_recovery_code_signs_in_once_and_is_told(visitor, alfa):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    add_totp(alfa.admin.user)
    code = RecoveryCodes.activate(alfa.admin.user).get_unused_codes()[0]
    answers = []
    for _ in range(2):
        begin(visitor, alfa.admin.user.email)
        visitor.post("/inloggen/wachtwoord/", {"password": "wachtwoord-lang-genoeg"})
        answers.append(visitor.post("/inloggen/tweede-stap/", {"code": code}).status_code)
    assert answers == [302, 422]
    with alfa.scope:
        assert "Er is ingelogd met een van uw herstelcodes." in OutgoingMail.objects.get().body


def test_password_change_asks_step_up_and_ends_other_devices(visitor, alfa):
    add_totp(alfa.admin.user)
    other = sign_in(type(visitor)(), alfa.admin.user)
    sign_in(visitor, alfa.admin.user, stepped_up=False)
    assert visitor.get(f"{GATE}wachtwoord/")["Location"].startswith("/inloggen/stap-omhoog/")
    sign_in(visitor, alfa.admin.user)
    new = "een-heel-ander-wachtwoord"
    answer = visitor.post(f"{GATE}wachtwoord/", {"password": new, "again": new, "next": "/k/alfa/"})
    assert answer["Location"] == "/k/alfa/"
    other.refresh_from_db()
    assert other.ended_at is not None
    assert visitor.get("/k/alfa/mijn-account/").status_code == 200
    assert User.objects.get(pk=alfa.admin.user_id).check_password(new)


def test_weak_password_is_explained(visitor, alfa):
    sign_in(visitor, alfa.admin.user)
    answer = visitor.post(f"{GATE}wachtwoord/", {"password": "kort", "again": "kort"})
    assert answer.status_code == 422
    assert User.objects.get(pk=alfa.admin.user_id).check_password("wachtwoord-lang-genoeg")


def test_person_in_two_offices_has_one_login_and_two_logs(visitor, alfa, beta, soft_passkey):
    both = make_member(beta.office, "VIEWER", user=make_user("twee@kantoren.example"))
    make_member(alfa.office, "VIEWER", user=both.user)
    sign_in(visitor, both.user, methods=("password",), level="READ")
    enrol(visitor, soft_passkey, "/")
    assert events(alfa, "second_factor.added") == events(beta, "second_factor.added") == ["Twee"]
