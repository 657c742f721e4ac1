"""Lets Django REST framework know whom the middleware found."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from offices.api.tokens import bearer


class TokenAuthentication(BaseAuthentication):
    """Bearer tokens only: a browser session never reaches the interface for programs."""

    def authenticate(self, request):
        token = getattr(request._request, "api_token", None)
        if token is not None:
            return token.member.user, token
        if bearer(request._request):
            raise AuthenticationFailed("Dit token is onbekend, verlopen of ingetrokken. Maak een nieuw token bij Beheer > API-tokens.")
        return None

    def authenticate_header(self, request):
        return "Bearer"


class TokenScheme(OpenApiAuthenticationExtension):
    """How the schema tells it."""

    target_class = "offices.api.auth.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer"}
