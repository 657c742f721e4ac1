"""Signed-in browsers for tests."""

import secrets
import time

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from offices.models import LoginSession
from offices.signin import levels, sessions

WAYS = {"READ": ("code",), "STRONG": ("passkey",)}


def sign_in(client, user, level="STRONG", methods=None, *, stepped_up=True):
    """Sign a Django test client in, as the sign-in pages would have done; gives the LoginSession."""
    ways = tuple(methods or WAYS[str(getattr(level, "name", level))])
    token = secrets.token_urlsafe(32)
    strong = bool(levels.STRONG_WAYS & set(ways))
    session = client.session
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = sessions.BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[levels.SESSION_KEY] = {
        "token": token,
        "ways": list(ways),
        "stepped_up_at": time.time() - (0 if stepped_up else 3600) if strong else None,
    }
    session.save()
    client.cookies[client_cookie()] = session.session_key
    return LoginSession.objects.create(
        session_hash=sessions.token_hash(token),
        user=user,
        level=str(getattr(level, "name", level)),
        device="Test",
    )


def client_cookie() -> str:
    """The name of the session cookie."""
    from django.conf import settings

    return settings.SESSION_COOKIE_NAME
