"""What can go wrong while signing in, in the words of the portal (POR) and of the office (ADM)."""

from offices.errors import RuleBroken


class SignInRefused(RuleBroken):
    """A code, password or second factor was not accepted; says the same whatever was wrong."""

    code = "POR01"


class TooManyTries(RuleBroken):
    """Locked for a while."""

    status = 429
    code = "POR02"
    retryable = True


class LinkUsed(RuleBroken):
    """A one-time link that no longer opens anything."""

    status = 410
    code = "POR07"


def wrong_code() -> SignInRefused:
    """POR01 for a mailed code."""
    return SignInRefused(
        "Deze code klopt niet of is verlopen. Vraag een nieuwe code aan.", code="POR01", field="code"
    )


def wrong_password() -> SignInRefused:
    """The same sentence for an unknown address and a wrong password."""
    return SignInRefused(
        "Dit e-mailadres en wachtwoord horen niet bij elkaar. Controleer beide en probeer het opnieuw.",
        code="ADM10",
        field="password",
    )


def wrong_factor() -> SignInRefused:
    """A code of the authenticator app, a recovery code or a passkey was not accepted."""
    return SignInRefused(
        "Deze code klopt niet of is al gebruikt. Vul de nieuwe code uit uw app in of gebruik een herstelcode.",
        code="ADM11",
        field="code",
    )


def wrong_passkey() -> SignInRefused:
    """The browser's answer did not prove a passkey we know."""
    return SignInRefused(
        "Deze passkey herkennen wij niet. Probeer het opnieuw of kies een andere manier.", code="ADM12"
    )


def too_many(minutes: int) -> TooManyTries:
    """POR02; `minutes` until the next try."""
    return TooManyTries(f"Te veel pogingen. Wacht {minutes} minuten of bel uw kantoor.", code="POR02")


def link_used() -> LinkUsed:
    """POR07: used, expired, revoked or never ours; the visitor cannot tell which."""
    return LinkUsed(
        "Deze link is al gebruikt of verlopen. Log in op het portaal of vraag een nieuwe link.", code="POR07"
    )


def last_factor() -> RuleBroken:
    """A member of staff keeps at least one second factor."""
    return RuleBroken(
        "Dit is uw laatste extra controle. Stel eerst een andere passkey of verificatie-app in.", code="ADM13"
    )
