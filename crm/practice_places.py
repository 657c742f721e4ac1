"""Made-up places of the addresses in a practice office, so that completing an address and the map have something to show."""

import hashlib
import logging
from decimal import Decimal

from psycopg2 import OperationalError

from crm.models import Address
from crm.postcodes import Row, load_rows
from offices.practice import Plan

log = logging.getLogger(__name__)
# Roughly where towns lie: latitude and longitude in degrees.
TOWNS = {
    "Amsterdam": (52.37, 4.90), "Rotterdam": (51.92, 4.48), "Den Haag": (52.08, 4.31), "Utrecht": (52.09, 5.12),
    "Groningen": (53.22, 6.57), "Leeuwarden": (53.20, 5.80), "Assen": (52.99, 6.56), "Zwolle": (52.51, 6.09),
    "Arnhem": (51.98, 5.91), "Nijmegen": (51.84, 5.86), "Apeldoorn": (52.21, 5.97), "Enschede": (52.22, 6.90),
    "Deventer": (52.25, 6.16), "Lelystad": (52.51, 5.47), "Almere": (52.35, 5.26), "Amersfoort": (52.16, 5.39),
    "Haarlem": (52.38, 4.64), "Alkmaar": (52.63, 4.75), "Hoorn": (52.64, 5.06), "Leiden": (52.16, 4.49),
    "Delft": (52.01, 4.36), "Gouda": (52.01, 4.71), "Dordrecht": (51.81, 4.67), "Breda": (51.59, 4.78),
    "Tilburg": (51.56, 5.09), "Eindhoven": (51.44, 5.48), "'s-Hertogenbosch": (51.69, 5.30), "Middelburg": (51.50, 3.61),
    "Maastricht": (50.85, 5.69), "Venlo": (51.37, 6.17), "Roermond": (51.19, 5.99), "Emmen": (52.79, 6.90),
    "Sneek": (53.03, 5.66), "Drachten": (53.11, 6.10), "Hoogeveen": (52.72, 6.48), "Meppel": (52.70, 6.19),
}  # fmt: skip
MIDDLE = (52.2, 5.4)


def fill(plan: Plan) -> None:
    """Give every Dutch address of the open office a place near its town, and its neighbours on both sides too."""
    rows: dict[tuple[str, int], Row] = {}
    for address in Address.objects.filter(country="NL").exclude(postal_code=""):
        code = address.postal_code.replace(" ", "")
        for number in range(max(1, (address.house_number or 1) - 2), (address.house_number or 1) + 3):
            rows.setdefault((code, number), place(code, number, address.street, address.city))
    try:
        load_rows(rows.values())
    except OperationalError:
        # In containers the process that makes practice offices need not hold the password of the owner.
        log.warning("The owner of the tables cannot be reached, so the address table stays as it is.")


def place(code: str, number: int, street: str, city: str) -> Row:
    """A row whose place follows from its postcode: the same each time, within a few kilometres of the town."""
    digest = hashlib.sha256(code.encode()).digest()
    north, east = TOWNS.get(city, MIDDLE)
    latitude = Decimal(str(north)) + Decimal(digest[0] - 128) / 4_000 + Decimal(number % 50) / 100_000
    longitude = Decimal(str(east)) + Decimal(digest[1] - 128) / 2_500
    return Row(code, number, street, city, round(latitude, 5), round(longitude, 5))
