"""How sure we are of the person behind a session, and what that opens.

READ is one factor (a mailed code): enough to read in the portal. STRONG is two: a passkey, or a password or mailed
code with an authenticator code. Staff pages ask STRONG reached with a password or passkey, never with mailed codes.
Step-up is a second factor given again at most ten minutes ago.
"""

import time
from enum import IntEnum
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

STEP_UP_MINUTES = 10
SESSION_KEY = "signin"
STAFF_WAYS = frozenset({"password", "passkey"})
STRONG_WAYS = frozenset({"totp", "recovery", "passkey"})


class Level(IntEnum):
    """Certainty about the person; higher includes lower."""

    NONE = 0
    READ = 1
    STRONG = 2


def proofs(request) -> dict:
    """What the present session has shown; empty when nobody is signed in."""
    return request.session.get(SESSION_KEY, {}) if request.user.is_authenticated else {}


def ways(request) -> frozenset[str]:
    """The ways used in this session: code, invite, password, totp, recovery, passkey."""
    return frozenset(proofs(request).get("ways", ()))


def level(request) -> Level:
    """The level of the present session."""
    used = ways(request)
    if not used:
        return Level.NONE
    return Level.STRONG if "passkey" in used or (used & STRONG_WAYS and len(used) > 1) else Level.READ


def desk_ready(request, office) -> bool:
    """Whether this session may open staff pages of the office; which pages is a matter of rights."""
    if not ways(request) & STAFF_WAYS:
        return False
    return level(request) is Level.STRONG or not office.require_2fa


def stepped_up(request, *, minutes: int = STEP_UP_MINUTES) -> bool:
    """Whether a second factor was given in the last `minutes`."""
    at = proofs(request).get("stepped_up_at")
    return at is not None and level(request) is Level.STRONG and 0 <= time.time() - at < minutes * 60


def safe_next(request, told: str | None, default: str = "/") -> str:
    """`told` when it is a path of this host, else `default`. Nothing else decides where a redirect goes."""
    if told and url_has_allowed_host_and_scheme(
        told, {request.get_host()}, require_https=request.is_secure()
    ):
        return told
    return default


def with_next(name: str, target: str) -> str:
    """The address of a page of the gate that goes on to `target` afterwards."""
    return f"{reverse(name)}?{urlencode({'next': target})}"


def _go(request, url: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


def _return_to(request) -> str:
    if request.headers.get("HX-Request"):
        return safe_next(request, request.headers.get("HX-Current-URL"))
    return (
        request.get_full_path()
        if request.method in ("GET", "HEAD")
        else safe_next(request, request.headers.get("Referer"))
    )


def step_up_url(target: str) -> str:
    """The page that asks a second factor again and then goes on to `target`."""
    return with_next("signin:step_up", target)


def require_step_up(request, next: str | None = None) -> HttpResponse:
    """An answer that leads to the step-up page and back to `next` (this page when not given)."""
    return _go(request, step_up_url(next or _return_to(request)))


def require_strong(request, next: str | None = None) -> HttpResponse:
    """For the portal: somebody who signed in with a code is asked for a passkey or authenticator code (POR03)."""
    return require_step_up(request, next)


def sign_in_redirect(request, next: str | None = None) -> HttpResponse:
    """An answer that leads to the sign-in form and back."""
    return _go(request, with_next("signin:start", next or _return_to(request)))
