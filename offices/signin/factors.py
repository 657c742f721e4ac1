"""Second factors: passkeys, the authenticator app (TOTP) and recovery codes, kept by django-allauth."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django import forms
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from offices.signin import limits, mail, trail
from offices.signin.codes import clean_code
from offices.signin.errors import last_factor, wrong_factor, wrong_passkey
from offices.signin.places import memberships

Kind = Authenticator.Type
REAL = (Kind.TOTP, Kind.WEBAUTHN)
MAX_PASSKEYS = 10


def _passkey_maker():
    # The library behind passkeys is large, and most requests have nothing to do with one.
    from allauth.mfa.webauthn.internal import auth

    return auth


def passkeys(user) -> list[Authenticator]:
    """The passkeys of a person, oldest first."""
    return list(Authenticator.objects.filter(user=user, type=Kind.WEBAUTHN).order_by("pk"))


def totp_of(user) -> Authenticator | None:
    """The authenticator app of a person."""
    return Authenticator.objects.filter(user=user, type=Kind.TOTP).first()


def kinds(user) -> set[str]:
    """Which real second factors a person has: a subset of {"totp", "webauthn"}."""
    return set(Authenticator.objects.filter(user=user, type__in=REAL).values_list("type", flat=True))


def has_factor(user) -> bool:
    """Whether the person has a passkey or authenticator app."""
    return Authenticator.objects.filter(user=user, type__in=REAL).exists()


def recovery_left(user) -> list[str]:
    """Recovery codes that still work."""
    kept = Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).first()
    return kept.wrap().get_unused_codes() if kept else []


def check_code(user, told: str) -> str:
    """Accept a code of the app or a recovery code; gives "totp" or "recovery". Each code works once.

    Raises SignInRefused when no factor knows it, TooManyTries after ten.
    """
    limits.spend(limits.ADDRESS, user.email)
    code = clean_code(told)
    for kept in Authenticator.objects.filter(user=user, type__in=(Kind.TOTP, Kind.RECOVERY_CODES)).order_by(
        "-type"
    ):
        if not kept.wrap().validate_code(code) or not _first_use(user, code):
            continue
        kept.record_usage()
        limits.forget(limits.ADDRESS, user.email)
        if kept.type == Kind.TOTP:
            return "totp"
        trail.note(user, "second_factor.removed", {"soort": "herstelcode gebruikt"})
        mail.factor_changed(user, "Er is ingelogd met een van uw herstelcodes. Die code werkt nu niet meer.")
        return "recovery"
    raise wrong_factor()


def _first_use(user, code: str) -> bool:
    """A code of the app lives a minute and a half (one step of tolerance); within it, it works once."""
    return cache.add(f"signin:totp-used:{user.pk}:{code}", 1, timeout=120)


# ── Passkeys ─────────────────────────────────────────────────────────────────


def ask_passkey(user=None) -> dict:
    """Options for the browser to prove a passkey; without a user any passkey known here will do."""
    return _passkey_maker().begin_authentication(user)


def check_passkey(credential: dict, *, user=None):
    """The user whose passkey signed the challenge of this browser; `user` limits it to one person.

    A challenge is worth one try. Raises SignInRefused.
    """
    try:
        _passkey_maker().parse_authentication_response(credential)
        found = user or _owner(credential)
        kept = _passkey_maker().complete_authentication(found, credential)
    except (forms.ValidationError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise wrong_passkey() from fault
    finally:
        _passkey_maker().clear_state()
    if not found.is_active:
        raise wrong_passkey()
    kept.record_usage()
    return found


def _owner(credential: dict):
    found = _passkey_maker().extract_user_from_response(credential)
    return get_user_model().objects.get(pk=found.pk)


def offer_passkey(user) -> dict:
    """Options for the browser to make a passkey that needs a fingerprint, face or PIN."""
    return _passkey_maker().begin_registration(user, passwordless=True)


def add_passkey(user, *, credential: dict, name: str) -> Authenticator:
    """Keep a new passkey. Raises SignInRefused when the browser's answer does not fit the challenge."""
    try:
        _passkey_maker().parse_registration_response(credential)
        made = _passkey_maker().complete_registration(credential)
    except (forms.ValidationError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise wrong_passkey() from fault
    finally:
        _passkey_maker().clear_state()
    number = len(passkeys(user)) + 1
    if not made.is_user_verified() or number > MAX_PASSKEYS:
        raise wrong_passkey()
    with transaction.atomic():
        kept = _passkey_maker().WebAuthn.add(user, name.strip()[:60] or f"Passkey {number}", credential).instance
        _added(user, f"passkey {kept.wrap().name}", "Er is een passkey toegevoegd aan uw account.")
    return kept


# ── Authenticator app ────────────────────────────────────────────────────────


def totp_secret(*, anew: bool = False) -> str:
    """The secret shown to this browser until it is confirmed with a code."""
    return totp.get_totp_secret(regenerate=anew)


def add_totp(request, user, *, code: str) -> Authenticator:
    """Keep the authenticator app after one right code of it. Raises SignInRefused."""
    limits.spend(limits.ADDRESS, f"totp-setup:{user.pk}")
    secret = totp_secret()
    if totp_of(user) is not None or not totp.validate_totp_code(secret, clean_code(code)):
        raise wrong_factor()
    with transaction.atomic():
        kept = totp.TOTP.activate(user, secret).instance
        _first_use(user, clean_code(code))
        _added(user, "verificatie-app", "Er is een verificatie-app toegevoegd aan uw account.")
    totp.clear_totp_secret(request)
    return kept


def _added(user, what: str, sentence: str) -> None:
    RecoveryCodes.activate(user)
    trail.note(user, "second_factor.added", {"soort": what})
    mail.factor_changed(user, sentence)


def new_recovery_codes(user) -> list[str]:
    """Ten new recovery codes; the old ones stop working."""
    with transaction.atomic():
        Authenticator.objects.filter(user=user, type=Kind.RECOVERY_CODES).delete()
        codes = RecoveryCodes.activate(user).get_unused_codes()
        trail.note(user, "second_factor.reset", {"soort": "herstelcodes"})
        mail.factor_changed(user, "Er zijn nieuwe herstelcodes gemaakt. De oude werken niet meer.")
    return codes


def remove(user, pk) -> None:
    """Take away one factor. Staff and platform admins keep at least one (ADM13)."""
    with transaction.atomic():
        mine = Authenticator.objects.select_for_update().filter(user=user, type__in=REAL)
        kept = {row.pk: row for row in mine}
        if pk not in kept:
            return
        if len(kept) == 1 and (user.is_staff or memberships(user)):
            raise last_factor()
        row = kept.pop(pk)
        what = "verificatie-app" if row.type == Kind.TOTP else f"passkey {row.wrap().name}"
        row.delete()
        if not kept:
            Authenticator.objects.filter(user=user).delete()
        trail.note(user, "second_factor.removed", {"soort": what})
        mail.factor_changed(user, f"Uit uw account is verwijderd: {what}.")


def remove_all(user) -> int:
    """Take away every factor of a person who lost them; his sessions end elsewhere (rules of the office)."""
    with transaction.atomic():
        count, _ = Authenticator.objects.filter(user=user).delete()
        trail.note(user, "second_factor.reset", {"soort": "alle", "op": f"{timezone.localdate():%d-%m-%Y}"})
        mail.factor_changed(
            user, "Uw kantoor heeft uw extra controle gewist. Stel bij het inloggen een nieuwe in."
        )
    return count
