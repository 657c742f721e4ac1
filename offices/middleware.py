"""Opens the one office a request is about, and keeps it open while a streamed answer is read.

The office comes from the address and a membership (pages) or from the token (API); nothing else in a request ever
chooses it. An address with an office the person has no place in answers 404, as if it did not exist.
"""

from collections.abc import Iterator

from django.http import Http404, HttpRequest
from django.utils import timezone

from offices.api.tokens import bearer, open_token
from offices.audit import Surroundings, surroundings
from offices.enums import OfficeState
from offices.scope import office_scope
from offices.signin.addresses import client_ip


class OfficeMiddleware:
    """Finds the office of a page, opens it, and closes it when the answer has been sent."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        request.office = request.member = request.account = request.api_token = None
        login = getattr(request, "login_session", None)
        token = surroundings.set(Surroundings(ip=client_ip(request), session_id=getattr(login, "pk", None)))
        try:
            return self.answer(request)
        finally:
            surroundings.reset(token)

    def answer(self, request):
        if request.path_info.startswith("/api/"):
            return self.answer_program(request)
        if request.address is None or not request.user.is_authenticated:
            return self.get_response(request)
        find = find_member if request.address["door"] == "k" else find_account
        if not find(request):
            request.no_place = True
            return self.get_response(request)
        with office_scope(request.office.pk):
            response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return keep_open(response, request.office.pk)

    def answer_program(self, request):
        """The office of an API request comes from its token; without a working one no office is open."""
        token = open_token(bearer(request)) if bearer(request) else None
        if token is None:
            return self.get_response(request)
        request.api_token, request.member, request.office = token, token.member, token.office
        around = surroundings.set(Surroundings(ip=client_ip(request), session_id=token.pk, token_name=token.name))
        try:
            with office_scope(token.office_id):
                response = self.get_response(request)
        finally:
            surroundings.reset(around)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return keep_open(response, token.office_id)

    def process_view(self, request, view, args, kwargs):
        if getattr(request, "no_place", False):
            raise Http404("No place in this office.")


def find_member(request) -> bool:
    """Put the member and office of a staff address on the request; False when the person has no place there."""
    member = request.place
    if member is None or not member.works_now:
        return False
    request.member, request.office = member, member.office
    return True


def find_account(request) -> bool:
    """Put the portal account and office of a client address on the request; False without a place there."""
    account = request.place
    if account is None or not account.active or account.office.state != OfficeState.ACTIVE or not account.user.is_active:
        return False
    request.account, request.office = account, account.office
    return True


def keep_open(response, office_pk: int):
    """Reopen the office for every chunk of a streamed answer: the view has gone when it is read."""
    if response.streaming and not response.is_async:
        response.streaming_content = inside(office_pk, iter(response.streaming_content))
    return response


def inside(office_pk: int, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks, each made with the office open; never yields while it is open."""
    while True:
        with office_scope(office_pk):
            chunk = next(chunks, None)
        if chunk is None:
            return
        yield chunk


def seen_now(row) -> None:
    """Note that a member or account was here, at most once in five minutes."""
    now = timezone.now()
    if row.last_seen is None or (now - row.last_seen).total_seconds() > 300:
        type(row).objects.filter(pk=row.pk).update(last_seen=now)
