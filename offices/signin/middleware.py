"""Follows the signed-in device: ends idle and withdrawn sessions, keeps private answers out of caches."""

import re

from django.contrib import auth
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.utils.cache import patch_cache_control
from django.utils.crypto import constant_time_compare

from offices.enums import Audience
from offices.models import LoginSession
from offices.signin import sessions
from offices.signin.arrival import arrive
from offices.signin.levels import SESSION_KEY as PROOFS_KEY

AUDIENCES = {"k": Audience.DESK, "p": Audience.PORTAL}
PLACE = re.compile(r"^/(?P<door>[kp])/(?P<slug>[a-z0-9-]{1,40})/")
PUBLIC = ("/static/", "/health/")
# Programs bring a token with each request; a cookie means nothing there.
WITHOUT_SESSION = ("/static/", "/health/", "/api/")


class SignInMiddleware:
    """Stands behind Django's own authentication; the row of the device decides whether the session still lives."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.login_session = request.place = None
        request.address = PLACE.match(request.path_info)
        if request.path.startswith(WITHOUT_SESSION):
            request.user = AnonymousUser()
        elif PROOFS_KEY in request.session:
            self.follow(request)
        elif SESSION_KEY in request.session:
            # A session that no sign-in of ours opened proves nothing.
            auth.logout(request)
        row = request.login_session
        response = self.get_response(request)
        if row is not None and request.login_session is row and response.status_code < 400:
            self.see(request, row)
        if not request.path.startswith(PUBLIC):
            self.keep_private(response)
        return response

    def follow(self, request) -> None:
        """Find the device of this session; sign out when it was ended, waited too long or the person may not enter."""
        row = self.row_of(request)
        if row is None:
            auth.logout(request)
        elif sessions.is_idle(row):
            sessions.end(row, reason="te lang niets gedaan")
            auth.logout(request)
        else:
            request.login_session, request.user = row, row.user

    def row_of(self, request) -> LoginSession | None:
        """The living row of this session, when session, person and password still belong together.

        Puts what the person is in the office of the address on the request as `place`; who may come in is decided by
        OfficeMiddleware.
        """
        session = request.session
        token = sessions.token_hash(session[PROOFS_KEY]["token"])
        found = arrive(token, **(request.address.groupdict() if request.address else {}))
        if found is None or not found.login.user.is_active or session.get(BACKEND_SESSION_KEY) != sessions.BACKEND:
            return None
        row, request.place = found.login, found.place
        same_user = session.get(SESSION_KEY) == str(row.user.pk)
        same_password = constant_time_compare(
            session.get(HASH_SESSION_KEY, ""), row.user.get_session_auth_hash()
        )
        return row if same_user and same_password else None

    def see(self, request, row) -> None:
        """Note when and where the device was, for the list of devices and for idle time."""
        match = request.resolver_match
        slug = match.kwargs.get("slug") if match else None
        letter = request.path.split("/", 2)[1] if slug else ""
        sessions.see(row, audience=AUDIENCES.get(letter), slug=slug)

    def keep_private(self, response) -> None:
        """No cache keeps an answer that was made for one person."""
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
