"""Every address of the product, read from the URL table: what it is called, what it asks, which ids it takes."""

from dataclasses import asdict, dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

ALL_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass
class Route:
    """One address."""

    path: str
    name: str
    methods: list[str]
    permission: str
    audience: str
    step_up: bool
    parameters: list[str] = field(default_factory=list)

    def as_dict(self) -> dict:
        """For JSON."""
        return asdict(self)


def all_routes() -> list[Route]:
    """All addresses in the order of the URL table."""
    return list(_walk(get_resolver().url_patterns, "/", ""))


def _walk(patterns, path: str, namespace: str, parameters: tuple[str, ...] = ()):
    for entry in patterns:
        here = path + _text(entry.pattern)
        found = parameters + tuple(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, here, inner, found)
        elif isinstance(entry, URLPattern):
            yield _route(entry, here, namespace, found)


def _text(pattern) -> str:
    return (
        pattern._route if isinstance(pattern, RoutePattern) else pattern.regex.pattern.lstrip("^").rstrip("$")
    )


def _route(entry: URLPattern, path: str, namespace: str, parameters) -> Route:
    view = getattr(entry.callback, "view_class", None) or getattr(entry.callback, "cls", None)
    return Route(
        path=path,
        name=f"{namespace}{entry.name or ''}",
        methods=_methods(entry.callback, view),
        permission=_permission(entry.callback, view),
        audience=_audience(path),
        step_up=bool(getattr(view, "step_up", False)),
        parameters=[name for name in dict.fromkeys(parameters) if name not in ("slug", "format")],
    )


def _methods(callback, view) -> list[str]:
    actions = getattr(callback, "actions", None)
    if actions:
        return sorted(method.upper() for method in actions if method in ALL_METHODS)
    allowed = getattr(view, "http_method_names", ALL_METHODS)
    found = [method.upper() for method in ALL_METHODS if method in allowed and hasattr(view, method)]
    return found or ["GET", "POST"]


def _permission(callback, view) -> str:
    """The key of the view; a view of the API may hold one key per action."""
    told = getattr(view, "permissions", None)
    if isinstance(told, dict):
        actions = getattr(callback, "actions", {})
        keys = (
            {told[action] for action in actions.values() if action in told} if actions else set(told.values())
        )
        return ",".join(sorted(str(key) for key in keys))
    return str(getattr(view, "permission", "") or "")


def _audience(path: str) -> str:
    audiences = (
        ("/k/", "desk"),
        ("/p/", "portal"),
        ("/api/", "api"),
        ("/admin/", "platform"),
        ("/inloggen/beveiliging/", "person"),
    )
    return next((name for start, name in audiences if path.startswith(start)), "public")
