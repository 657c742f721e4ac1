"""Signed-in devices: opening, raising, following and ending them. The row is the truth, the cookie only points to it."""

import secrets
import time
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.contrib import auth
from django.db import transaction
from django.utils import timezone

from offices.enums import Audience
from offices.models import LoginSession, Office
from offices.signin import mail, trail
from offices.signin.addresses import client_ip, device_text
from offices.signin.levels import SESSION_KEY, STRONG_WAYS, Level, level

BACKEND = "django.contrib.auth.backends.ModelBackend"
IDLE_DESK = 60
IDLE_PORTAL = 30
SEEN_EVERY = timedelta(minutes=1)


def token_hash(token: str) -> str:
    """The form in which a session token is stored."""
    return sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Device:
    """From where somebody signs in."""

    text: str
    ip: str | None

    @classmethod
    def of(cls, request):
        """The device behind this request."""
        return cls(device_text(request), client_ip(request))


def open_session(request, user, *, ways) -> LoginSession:
    """Sign the person in with a fresh session key and a row for this device; a session before it ends.

    `ways` are the proofs given (offices/signin/levels.py). A device not seen before is told by mail.
    """
    ways, device = tuple(ways), Device.of(request)
    before = getattr(request, "login_session", None)
    if before is not None:
        end(before, reason="opnieuw ingelogd")
    auth.login(request, user, backend=BACKEND)
    request.session.cycle_key()
    token = secrets.token_urlsafe(32)
    now = time.time()
    request.session[SESSION_KEY] = {
        "token": token,
        "ways": list(ways),
        "stepped_up_at": now if STRONG_WAYS & set(ways) else None,
    }
    with transaction.atomic():
        known = LoginSession.objects.filter(user=user)
        is_new = known.exists() and not known.filter(device=device.text, ip=device.ip).exists()
        row = LoginSession.objects.create(
            session_hash=token_hash(token),
            user=user,
            level=level(request).name,
            device=device.text,
            ip=device.ip,
            last_seen=timezone.now(),
        )
        trail.note(user, "login.succeeded", {"wijze": ", ".join(ways), "apparaat": device.text})
        if is_new:
            mail.new_device(user, device, row)
    request.login_session = row
    return row


def add_way(request, way: str) -> None:
    """Note one more proof in the present session. A second factor raises the level and counts as step-up.

    The session key changes, so that a key seen before the raise is worth nothing after it.
    """
    request.session.cycle_key()
    proofs = dict(request.session[SESSION_KEY])
    proofs["ways"] = sorted({*proofs["ways"], way})
    if way in STRONG_WAYS:
        proofs["stepped_up_at"] = time.time()
    request.session[SESSION_KEY] = proofs
    LoginSession.objects.filter(pk=request.login_session.pk).update(level=level(request).name)


def idle_minutes(row: LoginSession) -> int:
    """After how many minutes without a request the session ends."""
    if row.audience != Audience.DESK:
        return IDLE_PORTAL
    return row.office.session_minutes if row.office else IDLE_DESK


def is_idle(row: LoginSession) -> bool:
    """Whether the session waited too long."""
    return timezone.now() - row.last_seen >= timedelta(minutes=idle_minutes(row))


def see(row: LoginSession, *, audience: str | None = None, slug: str | None = None) -> None:
    """Note that the device is there, at most once a minute unless it went to another place."""
    moved = audience is not None and (audience, slug) != (
        row.audience,
        row.office.slug if row.office else None,
    )
    now = timezone.now()
    if not moved and now - row.last_seen < SEEN_EVERY:
        return
    changes: dict = {"last_seen": now}
    if moved:
        office = Office.objects.filter(slug=slug).first()
        changes |= {"audience": audience, "office": office}
    LoginSession.objects.filter(pk=row.pk, ended_at=None).update(**changes)


def end(row: LoginSession, *, reason: str) -> None:
    """End one device; its next request finds itself signed out."""
    changed = LoginSession.objects.filter(pk=row.pk, ended_at=None).update(ended_at=timezone.now())
    if changed:
        trail.note(row.user, "login.ended", {"reden": reason, "apparaat": row.device})


def end_all(user, *, reason: str, but: LoginSession | None = None) -> int:
    """End every device of the person, except `but`; gives how many there were."""
    with transaction.atomic():
        rows = LoginSession.objects.filter(user=user, ended_at=None)
        if but is not None:
            rows = rows.exclude(pk=but.pk)
        count = rows.update(ended_at=timezone.now())
        if count:
            trail.note(user, "login.ended", {"reden": reason, "aantal": count})
    return count


def live(user):
    """The devices of a person that are signed in, latest first."""
    since = timezone.now() - timedelta(hours=12)
    return LoginSession.objects.filter(user=user, ended_at=None, last_seen__gte=since).order_by("-last_seen")


def sign_out(request) -> None:
    """End the present device."""
    row = getattr(request, "login_session", None)
    if row is not None:
        end(row, reason="afgemeld")
    auth.logout(request)


__all__ = [
    "Device",
    "Level",
    "add_way",
    "end",
    "end_all",
    "is_idle",
    "live",
    "open_session",
    "see",
    "sign_out",
    "token_hash",
]
