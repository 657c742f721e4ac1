"""Street and town from a postcode and a house number, out of the table the operator loaded. Typing by hand always works."""

import re
from dataclasses import dataclass

from crm.models import PostcodePoint
from crm.numbers import digits, strip


@dataclass(frozen=True)
class Place:
    """A known address."""

    street: str
    city: str


def place_of(postal_code: str, number: str | int | None) -> Place | None:
    """The place of a Dutch postcode and house number; None when they are no such pair, or are not in the table."""
    bare, figures = strip(postal_code), digits(number)
    if not re.fullmatch(r"[1-9][0-9]{3}[A-Z]{2}", bare) or not 0 < len(figures) <= 5:
        return None
    row = PostcodePoint.objects.filter(postal_code=bare, number=int(figures)).values_list("street", "city").first()
    return Place(*row) if row else None


def has_table() -> bool:
    """Whether the operator loaded a table."""
    return PostcodePoint.objects.exists()
