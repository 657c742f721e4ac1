"""Names of people and organisations: how they are shown, sorted and searched."""

import re
import unicodedata

# What stands in front of a Dutch surname and does not count for its place in a list.
_PREFIXES = frozenset(
    [
        "de",
        "den",
        "der",
        "des",
        "d",
        "het",
        "t",
        "van",
        "von",
        "vom",
        "zu",
        "zur",
        "zum",
        "ten",
        "ter",
        "te",
        "tot",
        "in",
        "op",
        "aan",
        "bij",
        "uit",
        "onder",
        "over",
        "voor",
        "la",
        "le",
        "les",
        "l",
        "du",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "el",
        "al",
        "af",
    ]
)
# Letters that NFKD does not take apart.
_LOOSE = str.maketrans({"ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})


def fold(text):
    """Text without case, accents and signs, for searching: «Müller & Zn.» gives «muller zn»."""
    bare = str(text or "").casefold()
    if not bare.isascii():
        bare = unicodedata.normalize("NFKD", bare.translate(_LOOSE))
        bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    bare = re.sub(r"(?<=\w)\.(?=\w)", "", bare)
    return " ".join(re.findall(r"[^\W_]+", bare))


def sort_key(name):
    """The stored key a list of names is sorted on: folded, prefixes behind («van den Berg» gives «berg van den»).

    Under C.UTF-8 this sorts as a Dutch reader expects. A name of nothing but prefixes stays as it is.
    """
    words = fold(name).split()
    first = next((place for place, word in enumerate(words) if word not in _PREFIXES), 0)
    return " ".join(words[first:] + words[:first])


def _called(call_name, initials, first_names):
    """What stands before a surname: the call name, else initials, else the only first name or the initials of several."""
    names = first_names.split()
    return call_name or initials or (names[0] if len(names) == 1 else "".join(f"{name[0].upper()}." for name in names))


def person_sort_key(*, last_name, infix="", initials="", call_name="", first_names=""):
    """Sort key of a person: surname, then what he is called by, then the infix."""
    called = _called(call_name, initials, first_names)
    return " ".join(part for part in (sort_key(last_name), fold(called), fold(infix)) if part)


def person_name(*, last_name, infix="", initials="", call_name="", first_names="", display_name=""):
    """How a person is shown: the chosen name, else what he is called by, infix and surname."""
    if display_name:
        return display_name
    return " ".join(part for part in (_called(call_name, initials, first_names), infix, last_name) if part)


def format_initials(value):
    """Initials as they are stored, «A.B.»: from «ab», «A B» or «a.b»; Th and Ch keep their second letter."""
    text = str(value or "").strip()
    if not text:
        return ""
    parts = re.findall(r"[^\W\d_]+", text)
    if len(parts) == 1 and "." not in text:
        letters = re.findall(r"Th|Ch|Ph|IJ|[^\W\d_]", text)
        return "".join(f"{letter[0].upper()}{letter[1:]}." for letter in letters)
    return "".join(f"{part[0].upper()}{part[1:]}." for part in parts)


def monogram(name):
    """Two capitals for the square avatar of a relation."""
    words = [word for word in re.findall(r"[^\W_]+", str(name or "")) if word.casefold() not in _PREFIXES]
    return "".join(word[0].upper() for word in words[:2])
