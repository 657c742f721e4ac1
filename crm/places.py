"""Where relations are on a map of the Netherlands: postal codes to points, points to pins that do not overlap.

The outline was drawn by hand for this page, a few dozen points; it is for recognising, not for measuring. Nothing is asked
of a map service.
"""

from collections import defaultdict
from dataclasses import dataclass
from math import cos, radians

from django.db.models import Avg, Count, Exists, F, Min, OuterRef, TextField, Value
from django.db.models.functions import Replace

from crm.enums import AddressKind
from crm.models import Address, PostcodePoint

WEST, NORTH = 3.2, 53.62
# Points of the picture per degree of latitude; a degree of longitude is shorter this far north.
SCALE = 200.0
SQUEEZE = cos(radians(52.2))
WIDTH, HEIGHT = 512, 582
# How far apart pins stay, in points of the picture.
GRID = 34
ZOOMS = (1, 2, 4, 8)
CHUNK = 5_000

_LAND = (
    (3.37, 51.37), (3.58, 51.40), (3.45, 51.54), (3.69, 51.70), (3.85, 51.75), (4.02, 51.85), (4.00, 51.98), (4.12, 51.99),
    (4.27, 52.11), (4.42, 52.25), (4.53, 52.42), (4.60, 52.58), (4.66, 52.75), (4.73, 52.96), (4.90, 52.90), (5.05, 52.94),
    (5.39, 53.08), (5.41, 53.18), (5.58, 53.29), (5.88, 53.38), (6.19, 53.41), (6.50, 53.43), (6.75, 53.46), (6.90, 53.44),
    (6.94, 53.33), (7.05, 53.26), (7.21, 53.24), (7.20, 53.11), (7.09, 52.85), (7.05, 52.65), (6.72, 52.63), (6.75, 52.56),
    (6.98, 52.46), (7.06, 52.38), (7.05, 52.24), (6.88, 52.14), (6.70, 52.06), (6.83, 51.97), (6.67, 51.91), (6.40, 51.83),
    (6.17, 51.88), (5.97, 51.83), (6.03, 51.71), (6.11, 51.60), (6.22, 51.48), (6.20, 51.35), (6.08, 51.23), (6.16, 51.15),
    (5.90, 51.04), (6.03, 50.97), (6.08, 50.91), (6.02, 50.76), (5.70, 50.76), (5.64, 50.86), (5.76, 50.97), (5.84, 51.14),
    (5.56, 51.22), (5.47, 51.28), (5.24, 51.27), (5.09, 51.40), (5.03, 51.48), (4.92, 51.40), (4.78, 51.50), (4.66, 51.43),
    (4.54, 51.48), (4.40, 51.45), (4.38, 51.36), (4.24, 51.36), (4.17, 51.29), (3.89, 51.21), (3.78, 51.26), (3.52, 51.25),
    (3.38, 51.27),
)  # fmt: skip
_WATER = (
    (5.05, 52.93), (5.10, 52.77), (5.29, 52.71), (5.06, 52.62), (5.03, 52.42), (5.14, 52.37), (5.41, 52.53), (5.59, 52.66),
    (5.70, 52.83), (5.37, 52.88), (5.38, 53.06),
)  # fmt: skip
_ISLANDS = (
    ((4.72, 53.00), (4.90, 53.06), (4.88, 53.18), (4.78, 53.13)),
    ((4.87, 53.22), (5.08, 53.29), (5.05, 53.31), (4.86, 53.24)),
    ((5.16, 53.36), (5.55, 53.44), (5.50, 53.46), (5.15, 53.39)),
    ((5.61, 53.43), (5.97, 53.45), (5.95, 53.47), (5.62, 53.45)),
    ((6.08, 53.46), (6.32, 53.50), (6.28, 53.51), (6.09, 53.48)),
)


@dataclass(frozen=True)
class Spot:
    """One postal code: where it is in the picture, and how many relations visit there."""

    code: str
    city: str
    x: float
    y: float
    count: int


@dataclass(frozen=True)
class Pin:
    """What stands on the map: one postal code, or several that would overlap."""

    x: float
    y: float
    count: int
    label: str
    codes: tuple[str, ...]

    @property
    def radius(self) -> int:
        """Bigger for more, never too small to hit with a finger."""
        return 12 if self.count < 10 else 14 if self.count < 100 else 17


def point(longitude: float, latitude: float) -> tuple[float, float]:
    """A place as a point of the picture."""
    return (longitude - WEST) * SQUEEZE * SCALE, (NORTH - latitude) * SCALE


def outline() -> list[tuple[str, str]]:
    """(kind, path) of land, water and islands."""
    shapes = [("land", _LAND), ("water", _WATER), *(("land", island) for island in _ISLANDS)]
    return [(kind, _path(corners)) for kind, corners in shapes]


def _path(corners) -> str:
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in (point(*corner) for corner in corners)) + "Z"


def _plain_code():
    return Replace(F("postal_code"), Value(" "), Value(""), output_field=TextField())


def spots(relations) -> list[Spot]:
    """The postal codes of the visiting addresses of these relations that the address table knows."""
    visits = Address.objects.filter(kind=AddressKind.VISIT, country="NL", relation__in=relations.order_by().values("pk"))
    counted = visits.exclude(postal_code="").annotate(code=_plain_code()).values("code").annotate(n=Count("pk"), place=Min("city"))
    rows = {row["code"]: row for row in counted.order_by()}
    found, codes = [], sorted(rows)
    for start in range(0, len(codes), CHUNK):
        known = PostcodePoint.objects.filter(postal_code__in=codes[start : start + CHUNK], latitude__isnull=False)
        means = known.values("postal_code").annotate(north=Avg("latitude"), east=Avg("longitude")).order_by("postal_code")
        for row in means:
            x, y = point(float(row["east"]), float(row["north"]))
            here = rows[row["postal_code"]]
            found.append(Spot(row["postal_code"], here["place"], x, y, here["n"]))
    return found


def without_place(relations):
    """The relations that cannot stand on the map: no Dutch visiting address, or a postal code the table does not know."""
    points = PostcodePoint.objects.filter(postal_code=OuterRef("code"), latitude__isnull=False)
    visits = Address.objects.filter(kind=AddressKind.VISIT, country="NL", relation_id=OuterRef("pk")).annotate(code=_plain_code())
    return relations.filter(~Exists(visits.filter(Exists(points))))


def pins(found: list[Spot], *, zoom: int = 1) -> list[Pin]:
    """Spots that would overlap at this zoom become one pin, the biggest place giving its name."""
    cells = defaultdict(list)
    side = GRID / zoom
    for spot in found:
        cells[round(spot.x / side), round(spot.y / side)].append(spot)
    return [_pin(group) for _, group in sorted(cells.items(), key=lambda cell: (cell[0][1], cell[0][0]))]


def _pin(group: list[Spot]) -> Pin:
    count = sum(spot.count for spot in group)
    cities = defaultdict(int)
    for spot in group:
        cities[spot.city] += spot.count
    biggest = max(cities, key=lambda city: (cities[city], city))
    label = biggest if len(cities) == 1 else f"{biggest} en omgeving"
    x = sum(spot.x * spot.count for spot in group) / count
    y = sum(spot.y * spot.count for spot in group) / count
    return Pin(round(x, 1), round(y, 1), count, label, tuple(sorted(spot.code for spot in group)))


def frame(zoom: int, x: float, y: float) -> tuple[float, float, float, float]:
    """(left, top, width, height) of what is shown at this zoom around a point, kept inside the picture."""
    width, height = WIDTH / zoom, HEIGHT / zoom
    left = min(max(x - width / 2, 0), WIDTH - width)
    top = min(max(y - height / 2, 0), HEIGHT - height)
    return round(left, 1), round(top, 1), round(width, 1), round(height, 1)
