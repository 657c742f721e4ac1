"""Names of files and folders: safe on every disk and screen, recognisable for whoever sent them."""

import unicodedata

from crm.names import fold
from offices.errors import RuleBroken
from offices.texts import required, too_long

NAME_MOST, ORIGINAL_MOST, FOLDER_MOST = 200, 255, 80
FORBIDDEN = frozenset('/\\:*?"<>|')
# Names Windows keeps for devices, with any ending.
DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)
# A sheet that lists file names must not take one for a formula.
FORMULA = "=+@-"
NAMELESS = "naamloos"
LEFTOVERS = frozenset({"thumbs.db", ".ds_store", "desktop.ini"})


def last_part(raw: str) -> str:
    """What stands behind the last slash of either kind."""
    return raw.replace("\\", "/").rsplit("/", 1)[-1]


def is_leftover(raw: str) -> bool:
    """Files that systems leave behind and that nobody means to keep."""
    name = last_part(raw).strip().lower()
    return name in LEFTOVERS or name.startswith(("~$", ".~"))


def original(raw: str) -> str:
    """The name as it was sent, without folders and without what a database or screen cannot hold."""
    name = "".join(sign for sign in last_part(raw) if not _invisible(sign))
    return _cut(name.strip(), ORIGINAL_MOST) or NAMELESS


def clean(raw: str) -> str:
    """A name that is safe to show and to save, at most 200 characters, ending kept."""
    name = unicodedata.normalize("NFC", original(raw))
    name = "".join("-" if sign in FORBIDDEN else sign for sign in name)
    name = " ".join(name.split()).lstrip(f" .{FORMULA}").rstrip(" .")
    stem, dot, end = name.partition(".")
    if stem.strip().lower() in DEVICES:
        name = f"{stem.strip()}_{dot}{end}"
    return _cut(name, NAME_MOST) or NAMELESS


def renamed(raw: str, before: str) -> str:
    """A new name for an item that keeps the ending it had.

    Raises G01 when nothing is left of it and G03 when it is too long.
    """
    if not raw.strip():
        raise RuleBroken(required("Naam"), code="G01", field="name")
    end = ending_of(before)
    name = raw.strip() if not end or raw.strip().lower().endswith(end.lower()) else raw.strip() + end
    if len(name) > NAME_MOST:
        raise RuleBroken(too_long("Naam", NAME_MOST, len(name)), code="G03", field="name")
    return clean(name)


def folder_name(raw: str) -> str:
    """A name for a folder.

    Raises a RuleBroken when it is empty, too long, only dots or holds a sign that no disk takes.
    """
    name = " ".join("".join(sign for sign in raw if not _invisible(sign)).split())
    if not name:
        raise RuleBroken(required("Naam"), code="G01", field="name")
    if len(name) > FOLDER_MOST:
        raise RuleBroken(too_long("Naam", FOLDER_MOST, len(name)), code="G03", field="name")
    if wrong := sorted(FORBIDDEN.intersection(name)):
        raise RuleBroken(
            f"Een mapnaam mag geen {' '.join(wrong)} bevatten. Kies een andere naam.",
            code="DOS08",
            field="name",
        )
    if not name.strip("."):
        raise RuleBroken(
            "Een mapnaam mag niet alleen uit punten bestaan. Kies een andere naam.",
            code="DOS08",
            field="name",
        )
    return name


def ending_of(name: str) -> str:
    """The ending with its dot, as it is written; empty when there is none."""
    stem, dot, end = name.rpartition(".")
    return f".{end}" if stem and dot and len(end) <= 10 else ""


def sort_key(name: str) -> str:
    """Folded for sorting: no case, no marks; numbers in a name sort as numbers."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    parts, digits = [], ""
    for sign in f"{plain}\0":
        if sign.isascii() and sign.isdigit():
            digits += sign
            continue
        if digits:
            parts.append(digits.zfill(8))
            digits = ""
        parts.append(sign)
    return "".join(parts[:-1])[:260]


def search_text(name: str) -> str:
    """Folded for searching: words without case, marks and signs."""
    return fold(name)[:260]


def _invisible(sign: str) -> bool:
    """Control, format (direction marks, zero width), surrogate and private signs."""
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _cut(name: str, most: int) -> str:
    if len(name) <= most:
        return name
    end = ending_of(name)
    return name[: most - len(end)].rstrip() + end
