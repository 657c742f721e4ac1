"""Addresses that name the office."""

from django.urls import reverse

from offices.models import Office
from offices.scope import require_office_id

_slugs: dict[int, str] = {}


def _slug(office) -> str:
    if office is not None:
        return office.slug
    pk = require_office_id()
    if pk not in _slugs:
        _slugs[pk] = Office.objects.values_list("slug", flat=True).get(pk=pk)
    return _slugs[pk]


def desk_url(name: str, *args, office=None, query: str = "") -> str:
    """The path of a staff page in the given or open office; `query` without its question mark."""
    path = reverse(name, args=(_slug(office), *args))
    return f"{path}?{query}" if query else path


def portal_url(name: str, *args, office=None) -> str:
    """The path of a client page in the given or open office."""
    return reverse(name, args=(_slug(office), *args))
