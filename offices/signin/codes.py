"""The code of six digits by mail, and what a browser remembers between the first and the last step of signing in."""

import secrets
import time

from django.utils.crypto import constant_time_compare, salted_hmac

from offices.signin import limits
from offices.signin.errors import wrong_code

SESSION_KEY = "signin.pending"
CODE_SECONDS = 600
PENDING_SECONDS = 1800


def new_code() -> str:
    """Six digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def clean_code(told: str) -> str:
    """What was typed or pasted, without spaces and dashes."""
    return "".join(told.split()).replace("-", "")


def code_hash(salt: str, code: str) -> str:
    """The form in which a code is kept; worth nothing without the secret key of the installation."""
    return salted_hmac("signin.code", f"{salt}:{code}", algorithm="sha256").hexdigest()


class Pending:
    """One attempt to sign in, kept in the (server-side) session of the browser that started it."""

    def __init__(self, request):
        self.request = request
        self.data = request.session.get(SESSION_KEY) or {}
        if self.data and time.time() > self.data["until"]:
            self.drop()

    def __bool__(self):
        return bool(self.data)

    def start(self, email: str, target: str) -> str:
        """Begin for an address, known or not; gives the code to mail."""
        self.data = {"id": secrets.token_urlsafe(16), "email": email, "next": target}
        return self.renew()

    def renew(self) -> str:
        """A new code; the old one stops working, the count of tries goes on with the address."""
        code = new_code()
        self.data["id"] = secrets.token_urlsafe(16)
        self.data["code"] = code_hash(self.data["id"], code)
        self.data["code_until"] = time.time() + CODE_SECONDS
        self.save()
        return code

    def save(self) -> None:
        """Keep it for half an hour from now."""
        self.data["until"] = time.time() + PENDING_SECONDS
        self.request.session[SESSION_KEY] = self.data

    def drop(self) -> None:
        """Forget the attempt."""
        self.data = {}
        self.request.session.pop(SESSION_KEY, None)

    @property
    def email(self) -> str:
        """The address typed."""
        return self.data.get("email", "")

    @property
    def target(self) -> str:
        """Where to go afterwards: a path that was found safe."""
        return self.data.get("next", "/")

    @property
    def user_id(self):
        """Who gave a first factor; None before that."""
        return self.data.get("user")

    def first_factor(self, user, way: str) -> None:
        """Remember who gave which first factor, while the second is asked."""
        self.data |= {"user": user.pk, "way": way}
        self.data.pop("code", None)
        self.save()

    def spend_code(self, told: str) -> None:
        """Use the code.

        Raises SignInRefused (POR01) when it is wrong, expired, used, or tried five times already.
        """
        kept, until = self.data.get("code"), self.data.get("code_until", 0)
        allowed = limits.within(limits.CODE, self.data.get("id", ""))
        right = kept is not None and constant_time_compare(kept, code_hash(self.data["id"], clean_code(told)))
        if not (allowed and right and time.time() < until):
            raise wrong_code()
        self.data.pop("code")
        self.save()
