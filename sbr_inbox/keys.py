"""The number by which a filing finds its relation: its comparable form, its check and its mask."""

import re
from typing import NamedTuple

from crm.numbers import is_btw_id_not_ob, normalise, passes_elfproef
from sbr_inbox.enums import KeyType

_KVK = re.compile(r"(?!00)[0-9]{8}")
_BARE = (KeyType.BSN, KeyType.RSIN)
_MAYBE_BSN = (KeyType.BSN, KeyType.UNKNOWN, KeyType.MANY)


class Key(NamedTuple):
    """A subject number: its type, as the file has it, normalised, and the nine digits in front (or empty)."""

    type: str
    raw: str
    normal: str
    base: str = ""

    @property
    def shown(self) -> str:
        """What may stand in a trace or on a screen: a bsn only by its last four digits."""
        return masked(self.type, self.normal or self.raw)

    @property
    def fault(self) -> str:
        """E24, E03 or nothing: whether this number can exist."""
        if self.type == KeyType.KVK_NUMMER:
            return "" if _KVK.fullmatch(self.normal) else "E03"
        if self.base and passes_elfproef(self.base):
            return "" if _suffix_fits(self) else "E03"
        if self.type == KeyType.OB_NUMMER and is_btw_id_not_ob(self.raw):
            return "E24"
        return "E03"


def make_key(key_type: str, value: str | None) -> Key:
    """The comparable form of a number as a file states it; nine digits are padded in front."""
    raw = (value or "").strip()
    if key_type == KeyType.KVK_NUMMER:
        return Key(key_type, raw, re.sub(r"[\s.\-]", "", raw))
    normal = normalise(raw, padded=True)
    if normal is None:
        return Key(key_type, raw, re.sub(r"[\s.\-]", "", raw).upper())
    return Key(key_type, raw, str(normal), normal.base)


def masked(key_type: str, value: str) -> str:
    """A number for people: what is or may be a bsn shows only its last four digits."""
    return f"•••• {value[-4:]}" if key_type in _MAYBE_BSN and value else value


def _suffix_fits(key: Key) -> bool:
    if key.type in _BARE:
        return len(key.normal) == 9
    letter = {KeyType.OB_NUMMER: "B", KeyType.LOONHEFFINGENNUMMER: "L"}.get(KeyType(key.type))
    return letter is None or (key.normal[9:10] == letter and key.normal[10:] != "00")
