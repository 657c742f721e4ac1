"""Dutch notation as template filters: money, dates, numbers of the tax office, sizes.

Every filter takes what the database gives (or None) and returns text for people. A value that is
missing becomes the empty string, so that a template chooses its own words with ``default``.
A value a filter cannot read comes back unchanged: showing it is better than hiding it.
"""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django import template
from django.utils import timezone

register = template.Library()

NBSP = "\u00a0"
MINUS = "\u2212"
BULLETS = "\u2022" * 4
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
SHORT_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


def _decimal(value):
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _grouped(number, decimals):
    """7886.5 with two decimals → 7.886,50 (no sign)."""
    text = f"{abs(number):,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,"))


@register.filter
def euro(value):
    """Amount in euro: ``€ 7.886``; cents only when they exist, a minus sign in front of it all."""
    if value in (None, ""):
        return ""
    number = _decimal(value)
    if number is None:
        return value
    number = number.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    decimals = 0 if number == number.to_integral_value() else 2
    return f"{MINUS + NBSP if number < 0 else ''}€{NBSP}{_grouped(number, decimals)}"


@register.filter
def amount(value):
    """The number without the euro sign (``−1.066``), for columns whose head says euro."""
    text = euro(value)
    return text.replace(f"{MINUS}{NBSP}", MINUS).replace(f"€{NBSP}", "") if isinstance(text, str) else text


@register.filter
def euro_direction(value):
    """What a filing amount means: ``te betalen``, ``terug te ontvangen`` or ``niets te betalen``."""
    number = None if value in (None, "") else _decimal(value)
    if number is None:
        return ""
    if number == 0:
        return "niets te betalen"
    return "te betalen" if number > 0 else "terug te ontvangen"


@register.filter
def euro_plain(value):
    """Amount without its sign, to stand beside words of direction."""
    number = None if value in (None, "") else _decimal(value)
    return euro(value) if number is None else euro(abs(number))


def _day(value):
    """The calendar day a value shows in the Netherlands, or None when it is no date."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else None


@register.filter
def datum(value):
    """dd-mm-jjjj, for tables."""
    day = _day(value)
    return f"{day:%d-%m-%Y}" if day else value or ""


@register.filter
def datum_lang(value):
    """30 november 2026, for sentences."""
    day = _day(value)
    return f"{day.day}{NBSP}{MONTHS[day.month - 1]} {day.year}" if day else value or ""


@register.filter
def datum_kort(value):
    """30 nov within this year, 1 mei 2027 in another."""
    day = _day(value)
    if not day:
        return value or ""
    year = "" if day.year == timezone.localdate().year else f"{NBSP}{day.year}"
    return f"{day.day}{NBSP}{SHORT_MONTHS[day.month - 1]}{year}"


@register.filter
def maand(value):
    """oktober 2026, for a period that is one month."""
    day = _day(value)
    return f"{MONTHS[day.month - 1]} {day.year}" if day else value or ""


@register.filter
def tijd(value):
    """15:40, in the time of the Netherlands."""
    if not isinstance(value, datetime):
        return value or ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local:%H:%M}"


@register.filter
def datum_tijd(value):
    """30-11-2026 15:40."""
    return f"{datum(value)} {tijd(value)}" if isinstance(value, datetime) else datum(value)


@register.filter
def relatief(value):
    """Days from today in words: vandaag, gisteren, nog 10 dagen, 3 dagen te laat."""
    day = _day(value)
    if not day:
        return value or ""
    days = (day - timezone.localdate()).days
    if days in (-1, 0, 1):
        return {-1: "gisteren", 0: "vandaag", 1: "morgen"}[days]
    return f"nog {days}{NBSP}dagen" if days > 0 else f"{-days}{NBSP}dagen geleden"


def _digits(value):
    return re.sub(r"\D", "", str(value or ""))


def _dotted(nine):
    return f"{nine[:4]}.{nine[4:6]}.{nine[6:]}"


@register.filter
def rsin_nl(value):
    """0010.00.019"""
    digits = _digits(value)
    return _dotted(digits) if len(digits) == 9 else value or ""


def _tax_number(value, letter):
    """Nine digits, a letter and two digits, as the tax office writes it."""
    found = re.fullmatch(
        rf"(?:NL)?(\d{{9}}){letter}(\d{{2}})", re.sub(r"[\s.]", "", str(value or "").upper())
    )
    return f"{_dotted(found[1])}.{letter}{found[2]}" if found else value or ""


@register.filter
def ob_nl(value):
    """0010.00.019.B01"""
    return _tax_number(value, "B")


@register.filter
def lh_nl(value):
    """0010.00.019.L01"""
    return _tax_number(value, "L")


@register.filter
def kvk(value):
    """Eight digits of the trade register; leading zeros that a sheet dropped come back."""
    digits = _digits(value)
    return digits.zfill(8) if digits and len(digits) <= 8 else value or ""


@register.filter
def bsn_mask(value):
    """Only the last four digits of a BSN: •••• 0032."""
    digits = _digits(value)
    return f"{BULLETS}{NBSP}{digits[-4:]}" if len(digits) >= 4 else ""


def _fours(text):
    return NBSP.join(text[i : i + 4] for i in range(0, len(text), 4))


@register.filter
def iban_nl(value):
    """Groups of four: NL91 ABNA 0417 1643 00."""
    return _fours(re.sub(r"\s", "", str(value or "")).upper())


@register.filter
def betalingskenmerk_nl(value):
    """Payment reference in groups of four."""
    return _fours(_digits(value))


@register.filter
def phone_nl(value):
    """050 555 12 34 or 06 12 34 56 78; numbers from abroad stay as they are."""
    digits = re.sub(r"[^\d+]", "", str(value or ""))
    digits = re.sub(r"^(\+31|0031)0?", "0", digits)
    if not re.fullmatch(r"0\d{9}", digits):
        return value or ""
    if digits.startswith("06"):
        return NBSP.join((digits[:2], digits[2:4], digits[4:6], digits[6:8], digits[8:]))
    if digits[:3] in AREA_CODES:
        return NBSP.join((digits[:3], digits[3:6], digits[6:8], digits[8:]))
    return NBSP.join((digits[:4], digits[4:6], digits[6:8], digits[8:]))


AREA_CODES = {
    "010", "013", "014", "015", "020", "023", "024", "026", "030", "033", "035", "036", "038", "040", "043",
    "045", "046", "050", "053", "055", "058", "070", "071", "072", "073", "074", "075", "076", "077", "078",
    "079", "085", "088",
}  # fmt: skip


@register.filter
def filesize_nl(value):
    """84 KB, 1,2 MB: steps of 1024, one decimal from megabytes on."""
    number = _decimal(value) if value not in (None, "") else None
    if number is None:
        return ""
    if number < 1024:
        return f"{int(number)}{NBSP}bytes"
    if number < 1024**2:
        return f"{round(number / 1024)}{NBSP}KB"
    unit, size = ("MB", number / 1024**2) if number < 1024**3 else ("GB", number / 1024**3)
    return f"{f'{size:.1f}'.removesuffix('.0').replace('.', ',')}{NBSP}{unit}"


@register.filter
def percent(value):
    """21% or 33,33%; a fraction is not multiplied, 21 means 21%."""
    number = _decimal(value) if value not in (None, "") else None
    if number is None:
        return value or ""
    text = f"{abs(number):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{MINUS if number < 0 else ''}{text.replace('.', ',')}%"


@register.filter
def aantal(value):
    """A count with points between the thousands: 1.248."""
    number = _decimal(value) if value not in (None, "") else None
    return _grouped(number, 0) if number is not None else value or ""
