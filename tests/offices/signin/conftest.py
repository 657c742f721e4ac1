"""People at the door: staff with and without factors, clients of two offices, and a soft passkey."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from offices.ids import uuid7
from offices.models import OutgoingMail
from tests.factories.offices import make_account
from tests.factories.passkeys import SoftPasskey


@pytest.fixture(autouse=True)
def _no_counted_tries():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def visitor():
    """A browser in which nobody is signed in."""
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def client_of_alfa(offices):
    """A client with a portal account in alfa; beta has one too, so that there is something to mix up."""
    make_account(offices.beta.office, uuid7(), "clara@klant.example")
    account = make_account(offices.alfa.office, uuid7(), "kees@klant.example")
    account.user.set_unusable_password()
    account.user.save()
    return account


@pytest.fixture
def codes():
    """The codes mailed to an address, oldest first."""

    def find(kantoor, address):
        with kantoor.scope:
            mails = [mail for mail in OutgoingMail.objects.order_by("id") if mail.to == address]
        return [mail.body.split("code is ")[1][:6] for mail in mails if "code is " in mail.body]

    return find


@pytest.fixture
def soft_passkey():
    return SoftPasskey()


def add_totp(user) -> str:
    """Give somebody an authenticator app; gives its secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def totp_code(secret: str, *, step: int = 0) -> str:
    """The code an app shows now, or `step` times 30 seconds later."""
    counter = int(timezone.now().timestamp()) // 30 + step
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def begin(visitor, email, target="/"):
    """Go through the first step."""
    return visitor.post("/inloggen/", {"email": email, "next": target})
