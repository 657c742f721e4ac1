"""The map between the ids of a pack and those of an office: one mask, its own inverse.

Rows have UUIDs of version 7: 64 bits of time, then 62 random ones. Turning the random bits over with a mask of the
arrival gives every row a fresh id, keeps the order of time, and needs no table of millions of pairs. An office that
never arrived has an empty mask.
"""

import re
from dataclasses import dataclass
from secrets import randbits
from uuid import UUID

BITS = 62
# Only ids of ours: those of other systems are nearly always of version 4 and stay as they are.
OURS = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b")


@dataclass(frozen=True)
class Ids:
    """The map of one arrival, both ways."""

    mask: int = 0

    @classmethod
    def fresh(cls) -> "Ids":
        """A map nobody has."""
        return cls(randbits(BITS))

    @classmethod
    def named(cls, text: str) -> "Ids":
        """The map as it is kept: hexadecimal, empty for none."""
        return cls(int(text or "0", 16))

    def __str__(self) -> str:
        return f"{self.mask:016x}"

    def turn(self, value: UUID | str | None) -> UUID | None:
        """The other id of a row; None stays None."""
        if value is None:
            return None
        number = value.int if isinstance(value, UUID) else UUID(value).int
        return UUID(int=number ^ self.mask)

    def within(self, value):
        """The same value with every id of ours in its texts turned, keys included."""
        if not self.mask:
            return value
        if isinstance(value, str):
            return OURS.sub(lambda found: str(self.turn(found.group())), value)
        if isinstance(value, list):
            return [self.within(each) for each in value]
        if isinstance(value, dict):
            return {self.within(key): self.within(each) for key, each in value.items()}
        return value
