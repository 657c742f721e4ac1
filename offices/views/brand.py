"""The colour of an office as a style sheet. Its address says hue and chroma and names no office."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from offices import branding


@require_safe
def brand_css(request, hue: int, chroma: int) -> HttpResponse:
    """Two custom properties; the same address never changes, so a browser may keep it for a year."""
    if hue > 359 or chroma > branding.MAX_CHROMA * 1000:
        raise Http404("No such colour.")
    response = HttpResponse(branding.brand_css(hue, chroma / 1000), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
