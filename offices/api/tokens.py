"""A bearer token opens the one office it belongs to, with the rights of its owner and never more."""

from offices.models import ApiToken
from offices.rules.tokens import token_may, token_owner, token_seen


def bearer(request) -> str:
    """The token a request carries, or an empty text."""
    scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def open_token(raw: str) -> ApiToken | None:
    """The token, when it and its owner still work; its member then holds only what the token may do."""
    token = token_owner(raw)
    if token is None:
        return None
    grants = token.member.grants
    token.member.__dict__["grants"] = {key: scope for key, scope in grants.items() if token_may(token, key)}
    token_seen(token)
    return token
