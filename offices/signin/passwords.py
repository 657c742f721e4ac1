"""Choosing a password."""

from django.contrib.auth import update_session_auth_hash
from django.db import transaction

from offices.signin import mail, sessions, trail


def choose(request, password: str) -> None:
    """Give the signed-in person this password; every other device is signed out."""
    user = request.user
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        sessions.end_all(user, reason="wachtwoord gewijzigd", but=request.login_session)
        trail.note(user, "second_factor.reset", {"soort": "wachtwoord"})
        mail.factor_changed(user, "Uw wachtwoord is gewijzigd.")
    update_session_auth_hash(request, user)
    sessions.add_way(request, "password")
