"""Pictures of every page, for the README and for looking over: KANTOOR_SHOTS=<folder> ./test tests/browser/test_pictures.py"""

import os
from pathlib import Path

import pytest

from tests.browser import chromium, pages

FOLDER = os.environ.get("KANTOOR_SHOTS", "")
# The first screen is what the README shows; the whole page is for looking a page over.
FULL = bool(os.environ.get("KANTOOR_SHOTS_FULL"))
VISITS = [
    (a, v)
    for a, listed in (("gate", pages.GATE), ("desk", pages.DESK), ("portal", pages.PORTAL))
    for v in listed
]
LOOKS = [
    ("1440", chromium.WIDE, "light"),
    ("1440-donker", chromium.WIDE, "dark"),
    ("390", chromium.PHONE, "light"),
]


@pytest.mark.parametrize(("audience", "visit"), VISITS)
def test_picture_is_taken(open_page, world, audience, visit):
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
    with open_page(audience, world.address(visit)) as page:
        for look, size, scheme in LOOKS:
            chromium.show(page, size, scheme)
            page.wait_for_load_state("networkidle")
            picture = Path(FOLDER) / f"{visit.replace(':', '-').replace(' ', '-')}-{look}.png"
            page.screenshot(path=str(picture), full_page=FULL)
            assert picture.stat().st_size > 0
