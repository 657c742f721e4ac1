"""The number and date formats of inline XBRL: from what a reader sees to what the filing states."""

import re
from datetime import date
from decimal import Decimal

from sbr_inbox.reading.instance import read_amount
from sbr_inbox.reading.periods import MONTHS

MAX_SCALE = 15
_ENGLISH = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
_GERMAN = "januar februar märz april mai juni juli august september oktober november dezember".split()  # noqa: SIM905
_FRENCH = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
)
_BLANKS = re.compile(r"[\s\u00a0\u202f']")
_WORDS = re.compile(r"[^\W_]+")
_TRUE = {"fixed-true", "booleantrue", "boolballotboxtrue", "truefalsetrue"}
_FALSE = {"fixed-false", "booleanfalse", "boolballotboxfalse"}
_EMPTY = {"fixed-empty", "nocontent"}
_ZERO = {"fixed-zero", "zerodash", "numdash"}
_DOT = {"num-dot-decimal", "numdotdecimal", "numdotdecimalin", "num-dot-decimal-apos", "numcommadot"}
_COMMA = {"num-comma-decimal", "numcommadecimal", "num-comma-decimal-apos", "numdotcomma", "numspacecomma"}


def number(text, *, form="", scale="", sign=""):
    """The value of an ix:nonFraction as text; the text itself when it is no number in that format."""
    amount = _plain_number(text, form)
    if amount is None:
        return text.strip()
    steps = int(scale) if re.fullmatch(r"[+-]?[0-9]{1,2}", scale) else 0
    if abs(steps) > MAX_SCALE:
        return text.strip()
    amount = amount.scaleb(steps)
    if sign == "-":
        amount = -amount
    amount = amount.to_integral_value() if amount == amount.to_integral_value() else amount.normalize()
    return f"{amount:f}" if amount else "0"


def _plain_number(text, form):
    if form in _ZERO:
        return Decimal(0)
    bare = _BLANKS.sub("", text)
    if form in _COMMA:
        bare = bare.replace(".", "").replace(",", ".")
    elif form in _DOT:
        bare = bare.replace(",", "")
    elif form:
        return None
    return read_amount(bare)


def words(text, *, form=""):
    """The value of an ix:nonNumeric: truth values and dates in their XML form, other text on one line."""
    if form in _TRUE:
        return "true"
    if form in _FALSE:
        return "false"
    if form in _EMPTY:
        return ""
    line = " ".join(text.split())
    if form.startswith("date"):
        return _date(line, form) or line
    return line


def _date(line, form):
    """The date in a line, read in the order that the name of the format gives; None when it is no full date."""
    parts = _WORDS.findall(line)
    order = [form.index(each) for each in ("year", "month", "day") if each in form]
    if len(parts) != 3 or len(order) != 3:
        return None
    by_place = dict(zip(sorted(order), parts, strict=True))
    year, month, day = (by_place[place] for place in order)
    return _make(year, _month(month, form), day)


def _month(text, form):
    if text.isdigit():
        return int(text)
    language = form.rpartition("-")[2] if "-" in form else form[-2:]
    names = {"nl": MONTHS, "de": _GERMAN, "fr": _FRENCH}.get(language, _ENGLISH)
    found = [at for at, name in enumerate(names, start=1) if name == text.lower() or name[:3] == text.lower()]
    return found[0] if found else 0


def _make(year, month, day):
    if not (re.fullmatch(r"(?:19|20|21)[0-9]{2}", year) and re.fullmatch(r"[0-9]{1,2}(?:st|nd|rd|th)?", day)):
        return None
    try:
        return date(int(year), month, int(re.sub(r"\D", "", day))).isoformat()
    except ValueError:
        return None
