"""Addresses that name the office."""

from functools import lru_cache
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from offices.models import Office
from offices.scope import require_office_id

_slugs: dict[int, str] = {}
_ANY_ROW = UUID(int=0)


def _slug(office) -> str:
    if office is not None:
        return office.slug
    pk = require_office_id()
    if pk not in _slugs:
        _slugs[pk] = Office.objects.values_list("slug", flat=True).get(pk=pk)
    return _slugs[pk]


@lru_cache(maxsize=2_000)
def _fixed(name: str, *args) -> str:
    return reverse(name, args=args)


@lru_cache(maxsize=2_000)
def _around_row(name: str, slug: str) -> tuple[str, str]:
    before, after = reverse(name, args=(slug, _ANY_ROW)).split(str(_ANY_ROW))
    return before, after


def address(name: str, slug: str, *args) -> str:
    """The path of a page of the office with this slug. Looked up once per page, not once per row of a list."""
    if len(args) == 1 and isinstance(args[0], UUID):
        before, after = _around_row(name, slug)
        return f"{before}{args[0]}{after}"
    if not args:
        return _fixed(name, slug)
    return reverse(name, args=(slug, *args))


def address_if(name: str, *args) -> str:
    """The path of a page, or the empty string when this installation does not serve it."""
    try:
        return _fixed(name, *args)
    except NoReverseMatch:
        return ""


def desk_url(name: str, *args, office=None, query: str = "") -> str:
    """The path of a staff page in the given or open office; `query` without its question mark."""
    path = address(name, _slug(office), *args)
    return f"{path}?{query}" if query else path


def portal_url(name: str, *args, office=None) -> str:
    """The path of a client page in the given or open office."""
    return address(name, _slug(office), *args)
