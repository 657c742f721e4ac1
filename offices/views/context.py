"""What every template knows without asking."""

from django.conf import settings


def page(request) -> dict:
    """The frame of the page when no view set it: error pages and pages of libraries."""
    member, account = getattr(request, "member", None), getattr(request, "account", None)
    base = "base_desk.html" if member else "base_portal.html" if account else "base_gate.html"
    return {"base": base, "KANTOOR_PRACTICE": settings.KANTOOR_PRACTICE}
