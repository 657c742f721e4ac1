"""Everything that goes wrong answers in one shape: {code, text, field, link, retryable}.

When several fields are wrong the first one stands on top and all stand under `errors`.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from offices.errors import RuleBroken


def problem(code: str, text: str, *, field: str | None = None, link: str | None = None, retryable: bool = False) -> dict:
    """One problem in the shape of screen and interface alike."""
    return {"code": code, "text": text, "field": field, "link": link, "retryable": retryable}


def answer(fault: Exception, context) -> Response | None:
    """The answer to a fault; None lets the server's own fault page speak."""
    body, status, headers = told(fault)
    if body is None:
        return None
    set_rollback()
    return Response(body, status=status, headers=headers)


def told(fault) -> tuple[dict | None, int, dict]:
    """(body, status, headers) of a fault; no body for one that is ours."""
    if isinstance(fault, RuleBroken):
        return fault.problem(), fault.status, {}
    if isinstance(fault, Http404):
        return problem("NIET_GEVONDEN", "Dit bestaat niet, of niet voor dit token."), 404, {}
    if isinstance(fault, (PermissionDenied, exceptions.PermissionDenied)):
        return problem("RECHT", "Dit token heeft hiervoor geen recht. Vraag uw beheerder om een ruimer token."), 403, {}
    if isinstance(fault, exceptions.ValidationError):
        return _validation(fault), 422, {}
    if isinstance(fault, ValidationError):
        return problem("VELD", " ".join(fault.messages)), 422, {}
    if isinstance(fault, (exceptions.NotAuthenticated, exceptions.AuthenticationFailed)):
        text = str(fault.detail) if isinstance(fault, exceptions.AuthenticationFailed) else "Stuur een token mee: Authorization: Bearer …"
        return problem("TOKEN", text), 401, {"WWW-Authenticate": "Bearer"}
    if isinstance(fault, exceptions.Throttled):
        wait = int(fault.wait or 1)
        text = f"Dit token doet te veel verzoeken. Wacht {wait} seconden."
        return problem("DRUK", text, retryable=True), 429, {"Retry-After": str(wait)}
    if isinstance(fault, exceptions.MethodNotAllowed):
        return problem("METHODE", "Deze handeling bestaat hier niet. Zie /api/v1/schema/."), 405, {}
    if isinstance(fault, exceptions.APIException):
        return problem("AANVRAAG", "Wij kunnen dit verzoek niet lezen. Controleer het formaat; zie /api/v1/schema/."), fault.status_code, {}
    return None, 500, {}


def _validation(fault: exceptions.ValidationError) -> dict:
    found = list(_flat(fault.detail, ""))
    errors = [problem("G01" if code == "required" else "VELD", text, field=name or None) for name, text, code in found]
    return errors[0] | {"errors": errors}


def _flat(detail, name: str):
    if isinstance(detail, dict):
        for key, value in detail.items():
            yield from _flat(value, name if key == "non_field_errors" else f"{name}.{key}".lstrip("."))
    elif isinstance(detail, list):
        for value in detail:
            yield from _flat(value, name)
    else:
        yield name, str(detail), getattr(detail, "code", "invalid")
