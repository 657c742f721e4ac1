"""Every page, in light and dark, wide and on a phone: no console noise, no axe violation, no sideways scroll."""

from urllib.parse import urlsplit

import pytest

from offices.routes import all_routes
from tests.browser import chromium, pages


def seen(open_tab, world, audience, visit):
    """(status, whether it is the page that was asked, headings, what is wrong with it) of a page."""
    address = world.address(visit)
    with open_tab(audience, address) as opened:
        here = urlsplit(opened.url).path == address
        return opened.answer.status, here, opened.locator("h1").count(), "\n".join(chromium.faults(opened))


SOUND = (200, True, 1, "")


@pytest.mark.parametrize("visit", pages.GATE)
def test_page_of_the_gate_is_sound(open_tab, world, visit):
    assert seen(open_tab, world, "gate", visit) == SOUND


@pytest.mark.parametrize("visit", pages.DESK)
def test_page_of_the_desk_is_sound(open_tab, world, visit):
    assert seen(open_tab, world, "desk", visit) == SOUND


@pytest.mark.parametrize("visit", pages.NEW)
def test_page_of_a_newcomer_is_sound(open_tab, world, visit):
    assert seen(open_tab, world, "new", visit) == SOUND


@pytest.mark.parametrize("visit", pages.PORTAL)
def test_page_of_the_portal_is_sound(open_tab, world, visit):
    assert seen(open_tab, world, "portal", visit) == SOUND


# Every page is looked at wide in light and on a phone in dark. What only one of the two widths has stands in the frame,
# so a few pages tell whether that can be read in the other theme.
@pytest.mark.parametrize(
    "audience, visit",
    [
        ("gate", "signin:start"), ("desk", "desk:dashboard"), ("desk", "crm:relation_list"), ("desk", "crm:relation relation"),
        ("desk", "sbr_inbox:filing_list"), ("portal", "portal:home"), ("portal", "portal:approval request"),
    ],
)  # fmt: skip
def test_frame_is_readable_in_the_other_theme_too(open_tab, world, audience, visit):
    with open_tab(audience, world.address(visit)) as opened:
        assert chromium.unreadable(opened, chromium.PHONE, "light", ["color-contrast", "target-size"]) == []
        assert chromium.unreadable(opened, chromium.WIDE, "dark", ["color-contrast"]) == []


def test_every_page_is_walked():
    """A new page joins this list, or says why it is none."""
    walked = pages.names() | pages.NO_PAGE
    left_out = [
        route.name
        for route in all_routes()
        if "GET" in route.methods and route.audience not in ("api", "platform") and route.name not in walked
    ]
    assert "\n".join(left_out) == ""


def test_page_that_does_not_exist_is_sound(open_page):
    with open_page("desk", "/k/bestaat-niet/") as opened:
        assert opened.locator("h1").inner_text() == "Deze pagina is er niet"
        opened.noise.clear()  # the browser itself tells of the 404
        assert chromium.faults(opened) == []
