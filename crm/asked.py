"""What somebody types into the search box, understood once: a fragment of a name, and every number it can be."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from crm.indexes import bsn_index, tax_number_index
from crm.names import fold
from crm.numbers import Normal, digits, normalise, passes_elfproef, strip
from crm.phones import as_phone
from crm.recent import recent
from offices.permissions import may

SHORTEST = 2
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{8,30}")
_PLACE = re.compile(r"\s*(\d{4})\s*([A-Za-z]{2})(?:\s+(\d{1,5})\s*\w*)?\s*")


@dataclass
class Asked:
    """A question of one member; without a member no BSN is looked for."""

    text: str
    member: Any = None

    def __post_init__(self):
        self.text = (self.text or "").strip()

    @cached_property
    def fragment(self) -> str:
        """The text without case, accents and signs."""
        return fold(self.text)

    @property
    def long_enough(self) -> bool:
        """Whether there is anything to look for."""
        return len(self.fragment) >= SHORTEST

    @cached_property
    def has_figures(self) -> bool:
        """Whether it can be a number at all."""
        return any(sign.isdigit() for sign in self.text)

    @cached_property
    def phone(self) -> str:
        """The number it is as a telephone number, E.164."""
        return as_phone(self.text) if len(digits(self.text)) >= 8 else ""

    @cached_property
    def normal(self) -> Normal | None:
        """The fiscal number it is."""
        return normalise(self.text, padded=True)

    @cached_property
    def may_bsn(self) -> bool:
        """Whether this member finds people by their BSN."""
        return self.member is not None and may(self.member, "crm.bsn.reveal")

    @cached_property
    def whole_bsn(self) -> str:
        """The index of the BSN it is: all nine digits, by somebody who may."""
        normal = self.normal
        if normal is None or normal.letter or len(digits(self.text)) != 9 or not self.may_bsn:
            return ""
        return bsn_index(normal.base) if passes_elfproef(normal.base) else ""

    @cached_property
    def lately(self) -> dict[str, list[UUID]]:
        """What this member opened lately, per kind; asked only when there is something to put in order."""
        return recent(self.member) if self.member is not None else {}

    @cached_property
    def numbers(self) -> dict[str, Any]:
        """Name of a number -> value, for everything a relation can be found by exactly."""
        found: dict[str, Any] = {}
        if "@" in self.text:
            found["email"] = self.text
        if not self.has_figures:
            return found
        bare, normal = strip(self.text), self.normal
        if bare.isdigit() and len(bare) in (8, 12):
            found["kvk_nummer" if len(bare) == 8 else "vestigingsnummer"] = bare
        if normal is not None and not normal.letter and passes_elfproef(normal.base):
            found["rsin"] = normal.base
            found["bsn"] = self.whole_bsn
        if normal is not None and normal.letter:
            found["tax"], found["reveal"] = tax_number_index(normal), "1" if self.may_bsn else "0"
            found["btw_id"] = f"NL{normal}" if normal.letter == "B" else ""
        if _IBAN.fullmatch(bare):
            found["iban"] = bare
        if place := _PLACE.fullmatch(self.text):
            found["postal_code"], found["house_number"] = f"{place[1]} {place[2].upper()}", int(place[3]) if place[3] else None
        found["phone"] = self.phone
        return {name: value for name, value in found.items() if value not in ("", None)}

    @cached_property
    def people(self) -> dict[str, str]:
        """Name of a number -> value, for everything a contact can be found by exactly."""
        found = {"email": self.text if "@" in self.text else ""}
        if self.has_figures:
            found |= {"phone": self.phone, "bsn": self.whole_bsn}
        return {name: value for name, value in found.items() if value}


def wanted(numbers: dict[str, Any]) -> str:
    """Numbers as a search function takes them."""
    return json.dumps(numbers)
