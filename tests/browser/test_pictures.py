"""Pictures for the README: ``KANTOOR_SHOTS=docs/img ./test tests/browser/test_pictures.py``."""

import os
from pathlib import Path

import pytest

from tests.browser import chromium, pages

FOLDER = os.environ.get("KANTOOR_SHOTS", "")
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

pytestmark = pytest.mark.skipif(
    not FOLDER, reason="Pictures are made on demand: set KANTOOR_SHOTS to a folder."
)


@pytest.mark.parametrize(("audience", "visit"), VISITS)
def test_picture_is_taken(open_page, world, audience, visit):
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
    with open_page(audience, world.address(visit)) as page:
        for look, size, scheme in LOOKS:
            chromium.show(page, size, scheme)
            page.screenshot(
                path=f"{FOLDER}/{visit.split()[0].replace(':', '-')}-{look}.png",
                full_page=look != "1440-donker",
            )
