"""The colour of an office: only hue and chroma are free, lightness is ours, so contrast always holds."""

import math

DEFAULT_HUE = 205
DEFAULT_CHROMA = 0.082
MAX_CHROMA = 0.16
LEAST_CONTRAST = 4.5


def hue_and_chroma(office) -> tuple[float, float]:
    """Hue (degrees) and chroma of an office, within the bounds in which every contrast was measured."""
    hue = getattr(office, "brand_hue", None)
    chroma = getattr(office, "brand_chroma", None)
    hue = DEFAULT_HUE if hue is None else float(hue) % 360
    chroma = DEFAULT_CHROMA if chroma is None else min(max(float(chroma), 0.0), MAX_CHROMA)
    return hue, chroma


def brand_css(hue: float, chroma: float) -> str:
    """The style sheet of an office colour: two custom properties."""
    return f":root {{ --brand-h: {hue:g}; --brand-c: {chroma:g}; }}\n"


def brand_address(office) -> tuple[int, int]:
    """Hue and chroma in thousandths: the address of the sheet says its content, so it names no office."""
    hue, chroma = hue_and_chroma(office)
    return round(hue) % 360, round(chroma * 1000)


def oklch_to_hex(lightness: float, chroma: float, hue: float) -> str:
    """sRGB colour ``#rrggbb`` of an OKLCH colour, for paper: the PDF maker does not know oklch().

    Source: Björn Ottosson, "A perceptual color space for image processing" (2020), inverse transform.
    A colour outside sRGB loses chroma until it fits, which keeps its hue and lightness.
    """
    for step in range(101):
        channels = _linear_srgb(lightness, chroma * (1 - step / 100), hue)
        if all(-0.0005 <= channel <= 1.0005 for channel in channels):
            break
    return "#" + "".join(f"{round(_gamma(min(max(channel, 0.0), 1.0)) * 255):02x}" for channel in channels)


def _linear_srgb(lightness, chroma, hue):
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _gamma(channel):
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def brand_hex(office) -> dict[str, str]:
    """Colours of an office for paper: brand, deep, soft, and the neutral ink, line and paper."""
    hue, chroma = hue_and_chroma(office)
    return {
        "brand": oklch_to_hex(0.465, chroma, hue),
        "brand_deep": oklch_to_hex(0.395, chroma, hue),
        "brand_soft": oklch_to_hex(0.952, chroma * 0.3, hue),
        "ink": oklch_to_hex(0.235, 0.020, 240),
        "ink_2": oklch_to_hex(0.420, 0.018, 240),
        "ink_3": oklch_to_hex(0.505, 0.016, 240),
        "line": oklch_to_hex(0.915, 0.006, 235),
        "paper": "#ffffff",
    }


def contrast(one: str, other: str) -> float:
    """Contrast of two colours ``#rrggbb``, from 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable_on_white(color: str) -> tuple[float, str]:
    """Contrast with white, and a darker shade that reaches 4.5:1 when this one does not («» when it does)."""
    ratio = contrast(color, "#ffffff")
    if ratio >= LEAST_CONTRAST:
        return ratio, ""
    channels = [int(color[place : place + 2], 16) for place in (1, 3, 5)]
    for step in range(99, -1, -1):
        darker = "#" + "".join(f"{channel * step // 100:02x}" for channel in channels)
        if contrast(darker, "#ffffff") >= LEAST_CONTRAST:
            return ratio, darker
    return ratio, "#000000"


def _luminance(color: str) -> float:
    values = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
