"""The colour of an office: only hue and chroma, within the bounds in which contrast was measured."""

from types import SimpleNamespace

import pytest
from django.http import Http404
from django.test import RequestFactory

from offices import branding
from offices.views.brand import brand_css


def _luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one, other):
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_oklch_to_hex_gives_the_primaries():
    assert branding.oklch_to_hex(1, 0, 0) == "#ffffff"
    assert branding.oklch_to_hex(0, 0, 0) == "#000000"
    assert branding.oklch_to_hex(0.627955, 0.257683, 29.234) == "#ff0000"


def test_brand_stays_within_the_measured_bounds():
    assert branding.brand_address(SimpleNamespace(brand_hue=500, brand_chroma=9)) == (140, 160)
    assert branding.brand_address(SimpleNamespace()) == (205, 82)


def test_brand_css_is_two_properties_and_may_be_kept():
    response = brand_css(RequestFactory().get("/"), 140, 160)
    assert response.content == b":root { --brand-h: 140; --brand-c: 0.16; }\n"
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(("hue", "chroma"), [(360, 82), (205, 161)])
def test_brand_css_refuses_a_colour_out_of_bounds(hue, chroma):
    with pytest.raises(Http404):
        brand_css(RequestFactory().get("/"), hue, chroma)


def test_brand_is_readable_on_paper_for_every_hue():
    for hue in range(0, 360, 5):
        for chroma in (0, 0.05, 0.082, 0.16):
            colours = branding.brand_hex(SimpleNamespace(brand_hue=hue, brand_chroma=chroma))
            assert _contrast(colours["brand"], colours["paper"]) >= 6.0, (hue, chroma)
            assert _contrast(colours["brand_deep"], colours["brand_soft"]) >= 4.5, (hue, chroma)


def test_brand_hex_names_the_colours_of_paper():
    colours = branding.brand_hex(SimpleNamespace())
    assert (colours["brand"], colours["brand_deep"], colours["paper"]) == ("#00666f", "#015057", "#ffffff")
