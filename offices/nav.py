"""The sidebar: which links a member sees. Apps register their pages in ``offices.registry.nav_entries``."""

from django.conf import settings

from offices.permissions import may
from offices.registry import nav_entries
from offices.saved_views import VIEW, heads_of
from offices.signin.places import places
from offices.urls_helpers import address, address_if

DENSITIES = {"compact": "compact", "normal": "normal", "ruim": "ruim", "roomy": "ruim", "spacious": "ruim"}
# How many saved views stand in the sidebar; the page of all views has the rest.
SHOWN_VIEWS = 8
# G and then a letter goes to a page (the first letters of the Dutch words where they are free).
LETTERS = {"dashboard": "d", "crm": "c", "sbr_inbox": "s", "tasks": "t", "conversations": "b", "planner": "p"}


def links(request, group, *, current=""):
    """Links of one group for the member of this request, as dicts for parts/nav.html; made once per request."""
    member = getattr(request, "member", None)
    if member is None:
        return []
    made = request.__dict__.setdefault("nav_links", {})
    if (group, current) not in made:
        shown = [entry for entry in nav_entries if entry.group == group and _may_see(member, entry)]
        found = [(entry, address_if(entry.url_name, request.office.slug)) for entry in shown]
        made[group, current] = [_link(request, entry, url, current) for entry, url in found if url]
    return made[group, current]


def view_links(request):
    """The saved views this member made or shares, as links; known since he came in, so they cost no question."""
    member = getattr(request, "member", None)
    if member is None:
        return []
    asked = request.GET.get(VIEW, "")
    heads = sorted(heads_of(member), key=lambda head: not head.mine)[:SHOWN_VIEWS]
    return [
        {
            "url": address("offices:view_open", request.office.slug, head.pk), "key": str(head.pk), "label": head.name, "icon": "bookmark", "tone": "", "count": None,
            "current": str(head.pk) == asked, "letter": "",
        }
        for head in heads
    ]  # fmt: skip


def _may_see(member, entry):
    if entry.only_practice and not settings.KANTOOR_PRACTICE:
        return False
    return not entry.permission or may(member, entry.permission)


def _link(request, entry, url, current):
    return {
        "url": url, "key": entry.key, "label": entry.label, "icon": entry.icon, "tone": entry.tone,
        "count": _count(request, entry),
        "current": entry.key == current, "letter": LETTERS.get(entry.key, ""),
    }  # fmt: skip


def _count(request, entry):
    """The number beside a link; the sidebar and the palette show it from one question to the database."""
    known = request.__dict__.setdefault("nav_counts", {})
    if entry.count and entry.key not in known:
        known[entry.key] = entry.count(request.member)
    return known.get(entry.key)


def other_places(request):
    """Places of this person besides the present office: other offices, and portals where he is a client."""
    office = getattr(request, "office", None)
    here = (getattr(office, "pk", None), "desk" if getattr(request, "member", None) else "portal")
    return [place for place in places(request.user) if (place.office_id, place.kind) != here]
