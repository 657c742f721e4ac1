"""The parts of *Beheer > SBR*, as tabs; each room of the inbox registers its own page."""

from dataclasses import dataclass

from offices.permissions import may
from offices.registry import Registry
from offices.urls_helpers import desk_url


@dataclass(frozen=True)
class SbrPage:
    """One tab: what it is called, where it is, and the right it asks."""

    key: str
    label: str
    url_name: str
    permission: str
    order: int = 50


sbr_settings = Registry("SbrPage")


def settings_tabs(member) -> list[dict]:
    """The tabs this member may open, for parts/tabs.html."""
    pages = [page for page in sbr_settings if may(member, page.permission)]
    return [{"key": page.key, "label": page.label, "url": desk_url(page.url_name)} for page in pages]
