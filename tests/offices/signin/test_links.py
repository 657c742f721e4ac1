"""One-time links: a GET does nothing, the code goes to the invited address, and each works once."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from offices.ids import uuid7
from offices.models import (
    AuditEvent,
    AuthorisationRole,
    OneTimeLink,
    OutgoingMail,
    PortalAccount,
    TeamMember,
    User,
)
from offices.registry import link_openers
from offices.rules import invitations
from offices.signin import links
from tests.factories.offices import make_account
from tests.offices.signin.conftest import add_totp
from tests.offices.signin.test_factors import enrol

pytestmark = pytest.mark.django_db
POR07 = "Deze link is al gebruikt of verlopen. Log in op het portaal of vraag een nieuwe link."


@pytest.fixture
def invited(alfa, beta):
    """A colleague invited in alfa; gives the member and the path of the link."""
    with alfa.scope:
        role = AuthorisationRole.objects.get(shipped="EDITOR")
        member = invitations.invite_member(
            alfa.office, email="Nieuw@Alfa.example", name="Nina Nieuw", role=role, by=alfa.admin
        )
        body = OutgoingMail.objects.get(kind="staff_invite").body
    return member, "/l/" + body.split("/l/")[1].split()[0]


@pytest.fixture
def client_link(alfa, beta):
    """A client invitation as an app to the right makes it; gives its parts."""
    contact, accepted = uuid7(), []
    guest = {"email": "kim@klant.example"}

    def invitee(link):
        return links.Invitee(guest["email"], "Kim Klant", contact) if guest["email"] else None

    opener = links.LinkOpener(
        "CLIENT_INVITE", invitee, lambda link, account: accepted.append((link.pk, account))
    )
    before = list(link_openers._entries)
    link_openers._entries[:] = [
        opener,
        *[entry for entry in before if getattr(entry, "purpose", "") != "CLIENT_INVITE"],
    ]
    with alfa.scope:
        token = links.make_link(
            alfa.office, purpose="CLIENT_INVITE", target_id=contact, email="kim@klant.example", days=30
        )
    yield {"path": f"/l/{token}/", "accepted": accepted, "contact": contact, "guest": guest}
    link_openers._entries[:] = before


def use(visitor, path, codes, kantoor, address):
    """Ask the code and type it."""
    visitor.post(path)
    return visitor.post(path, {"code": codes(kantoor, address)[-1]})


def test_opening_a_link_changes_nothing(visitor, invited, alfa):
    path = invited[1]
    with alfa.scope:
        before = (AuditEvent.objects.count(), OutgoingMail.objects.count())
    for _ in range(3):
        assert visitor.get(path).status_code == 200
        assert visitor.head(path).status_code == 200
    with alfa.scope:
        assert (AuditEvent.objects.count(), OutgoingMail.objects.count()) == before
    assert OneTimeLink.objects.get().used_at is None


def test_invited_colleague_sets_a_passkey_and_works(visitor, invited, alfa, codes, soft_passkey):
    member, path = invited
    answer = use(visitor, path, codes, alfa, "nieuw@alfa.example")
    assert answer["Location"] == "/inloggen/instellen/?next=%2Fk%2Falfa%2F"
    assert visitor.get("/k/alfa/mijn-account/").status_code == 302
    enrol(visitor, soft_passkey)
    assert visitor.get("/k/alfa/mijn-account/").status_code == 200
    member.refresh_from_db()
    assert member.state == "ACTIVE"


def test_invited_colleague_with_an_app_chooses_a_password_first(visitor, invited, alfa, codes):
    from tests.offices.signin.conftest import totp_code

    use(visitor, invited[1], codes, alfa, "nieuw@alfa.example")
    assert visitor.get("/inloggen/instellen/app/")["Location"] == "/inloggen/instellen/wachtwoord/"
    new = {"password": "lang-en-moeilijk-genoeg", "again": "lang-en-moeilijk-genoeg"}
    assert visitor.post("/inloggen/instellen/wachtwoord/", new)["Location"] == "/inloggen/instellen/app/"
    secret = visitor.get("/inloggen/instellen/app/").content.decode().split("<code>")[1].split("<")[0]
    visitor.post("/inloggen/instellen/app/", {"code": totp_code(secret.replace(" ", ""))})
    assert visitor.get("/k/alfa/mijn-account/").status_code == 200


def test_link_works_once(visitor, client, invited, alfa, codes):
    use(visitor, invited[1], codes, alfa, "nieuw@alfa.example")
    for answer in (
        client.get(invited[1]),
        client.post(invited[1]),
        client.post(invited[1], {"code": "123456"}),
    ):
        assert (answer.status_code, POR07 in answer.content.decode()) == (410, True)


def test_link_expires_after_seven_days(visitor, invited):
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
        answer = visitor.get(invited[1])
    assert (answer.status_code, POR07 in answer.content.decode()) == (410, True)


def test_code_goes_to_the_invited_address_only(visitor, invited, alfa):
    visitor.post(invited[1], {"email": "indringer@elders.example"})
    with alfa.scope:
        assert [mail.to for mail in OutgoingMail.objects.filter(kind="link_code")] == ["nieuw@alfa.example"]


def test_link_stops_when_the_address_changed(visitor, client_link, alfa, codes):
    visitor.post(client_link["path"])
    code = codes(alfa, "kim@klant.example")[-1]
    client_link["guest"]["email"] = "anders@klant.example"
    answer = visitor.post(client_link["path"], {"code": code})
    assert answer.status_code == 410
    assert PortalAccount.objects.count() == 0 and client_link["accepted"] == []


def test_withdrawn_invitation_stops_the_link(visitor, client_link):
    client_link["guest"]["email"] = ""
    assert visitor.post(client_link["path"]).status_code == 410


def test_code_of_a_link_is_worth_five_tries_and_ten_minutes(visitor, client_link, alfa, codes):
    visitor.post(client_link["path"])
    right = codes(alfa, "kim@klant.example")[-1]
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1)):
        assert visitor.post(client_link["path"], {"code": right}).status_code == 422
    wrong = "111111" if right != "111111" else "222222"
    assert [visitor.post(client_link["path"], {"code": wrong}).status_code for _ in range(4)] == [422] * 4
    assert visitor.post(client_link["path"], {"code": right}).status_code == 422
    assert PortalAccount.objects.count() == 0


def test_client_gets_an_account_in_that_office_only(visitor, client_link, alfa, codes):
    answer = use(visitor, client_link["path"], codes, alfa, "kim@klant.example")
    account = PortalAccount.objects.get()
    assert answer["Location"] == "/p/alfa/"
    assert (account.office, account.contact_id, account.user.email) == (
        alfa.office, client_link["contact"], "kim@klant.example"
    )  # fmt: skip
    assert [found for _, found in client_link["accepted"]] == [account]
    assert visitor.get("/p/beta/").status_code == 404


def test_known_person_signs_in_the_usual_way(visitor, client_link, alfa, beta, codes):
    other = make_account(beta.office, uuid7(), "kim@klant.example")
    add_totp(other.user)
    answer = use(visitor, client_link["path"], codes, alfa, "kim@klant.example")
    assert answer["Location"] == "/inloggen/?next=%2Fp%2Falfa%2F"
    assert visitor.get("/inloggen/beveiliging/").status_code == 302
    assert User.objects.filter(email="kim@klant.example").count() == 1


def test_contact_of_somebody_else_is_not_taken_over(visitor, client_link, alfa, codes):
    make_account(alfa.office, client_link["contact"], "eigenaar@klant.example")
    answer = use(visitor, client_link["path"], codes, alfa, "kim@klant.example")
    assert answer.status_code == 410
    assert PortalAccount.objects.get().user.email == "eigenaar@klant.example"


def test_unknown_and_other_tokens_look_the_same(visitor, db):
    answers = [visitor.get(f"/l/{token}/") for token in ("x", "a" * 43, "%00")]
    assert [answer.status_code for answer in answers] == [410] * 3


def test_new_link_stops_the_old_one(visitor, invited, alfa):
    with alfa.scope:
        invitations.invite_again(invited[0], by=alfa.admin)
    assert visitor.get(invited[1]).status_code == 410


def test_invitation_of_a_suspended_office_does_not_open(visitor, invited, alfa):
    type(alfa.office).objects.filter(pk=alfa.office.pk).update(state="SUSPENDED")
    assert visitor.get(invited[1]).status_code == 410


def test_link_row_holds_no_address_or_token(invited):
    link = OneTimeLink.objects.get()
    token = invited[1].split("/")[2]
    values = [str(getattr(link, field.attname)) for field in link._meta.fields]
    assert [value for value in values if token in value or "nieuw" in value] == []
    assert TeamMember.objects.get(pk=link.target_id).state == "INVITED"
