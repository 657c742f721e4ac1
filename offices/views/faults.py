"""Answers when something does not exist, may not, or breaks; none shows a stack trace or a value."""

import logging
import secrets

from django.shortcuts import render

from offices.texts import our_fault

log = logging.getLogger(__name__)


def _api(request) -> bool:
    return request.path_info.startswith("/api/")


def _problem(code: str, text: str, status: int, retryable: bool = False):
    from django.http import JsonResponse

    return JsonResponse({"code": code, "text": text, "field": None, "link": None, "retryable": retryable}, status=status)


def bad_request(request, exception=None):
    """400: the request itself is not understood."""
    text = "Wij begrijpen deze aanvraag niet. Ga terug en probeer het opnieuw."
    return _problem("AANVRAAG", text, 400) if _api(request) else render(request, "400.html", {"text": text}, status=400)


def forbidden(request, exception=None):
    """403: a right is missing."""
    text = str(getattr(exception, "text", "")) or "U heeft hiervoor geen recht. Vraag uw beheerder om toegang."
    return _problem("RECHT", text, 403) if _api(request) else render(request, "403.html", {"text": text}, status=403)


def not_found(request, exception=None):
    """404: does not exist, or not for this person; the two look the same."""
    text = "Deze pagina bestaat niet, of niet voor u. Controleer het adres of zoek het op."
    return _problem("NIET_GEVONDEN", text, 404) if _api(request) else render(request, "404.html", {"text": text}, status=404)


def server_error(request):
    """500: our fault; the code is in the log beside the technical side."""
    reference = secrets.token_hex(4)
    log.error("Fault %s at %s %s", reference, request.method, getattr(request.resolver_match, "view_name", "?"))
    text = our_fault(reference)
    if _api(request):
        return _problem("FOUT", text, 500, retryable=True)
    return render(request, "500.html", {"text": text, "ref": reference}, status=500)


def csrf_failure(request, reason=""):
    """403: the form came from an old page or from another place."""
    text = "Uw formulier is verlopen of kwam van een andere pagina. Laad de pagina opnieuw en verstuur het nog eens."
    return _problem("FORMULIER", text, 403) if _api(request) else render(request, "403.html", {"text": text}, status=403)
