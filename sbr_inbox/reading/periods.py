"""Dates of a filing, and how Dutch people name the period between them."""

import re
from calendar import monthrange
from datetime import date, timedelta

_DATE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII
)
MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
_DAY = timedelta(days=1)


def read_date(text):
    """The date in an XML value, or None when it is none. A time part is dropped."""
    if len(text) == 10:
        return _plain(text)
    found = _DATE.fullmatch(text.strip())
    return _make(found) if found else None


def _plain(text):
    """The quick way for what nearly every file has: ten signs, YYYY-MM-DD."""
    if text[4] != "-" or text[7] != "-":
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2199 else None


def has_time(text):
    """Whether an XML date carries a time part or a zone; filing rules forbid both."""
    return len(text) != 10 and ("T" in text or "Z" in text or "+" in text)


def read_end(text):
    """Like `read_date` for the end of a period: midnight belongs to the day before, says XBRL."""
    if len(text) == 10:
        return _plain(text)
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    day = _make(found)
    midnight = found[4] is not None and not found[4].strip("T0:.")
    return day - _DAY if day and midnight else day


def _make(found):
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    if not (1900 <= year <= 2199 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def day_text(day):
    """A date in words: 1 maart 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def is_month_end(day):
    """Whether this is the last day of its month."""
    return (day + _DAY).day == 1


def months(start, end):
    """How many whole calendar months lie between two dates, both included; 0 when they are no whole months."""
    if start.day != 1 or not is_month_end(end) or end < start:
        return 0
    return (end.year - start.year) * 12 + end.month - start.month + 1


def four_weeks(start, end):
    """The number 1 to 13 of a four-week payroll period, or 0. The first and last follow the calendar year."""
    if start.year != end.year or months(start, end):
        return 0
    number = end.isocalendar().week // 4
    if (end.month, end.day) == (12, 31):
        number = 13
    if not 1 <= number <= 13:
        return 0
    return number if (start, end) == _four_week_dates(end.year, number) else 0


def _four_week_dates(year, number):
    monday = date.fromisocalendar(year, 4 * number - 3, 1)
    start = date(year, 1, 1) if number == 1 else monday
    end = date(year, 12, 31) if number == 13 else monday + timedelta(days=27)
    return start, end


def tijdvak(start, end, *, book_year=False, payroll=False):
    """The Dutch name of a period, such as «1e kwartaal 2020», «maart 2026», «boekjaar 2019» or «periode 3 2026».

    `book_year`: the message is about a financial year. `payroll`: four-week periods have numbers.
    """
    if start is None or end is None:
        return day_text(end or start) if end or start else ""
    if book_year:
        return _book_year(start, end)
    if payroll and (number := four_weeks(start, end)):
        return f"periode {number} {end.year}"
    return _calendar(start, end)


def _book_year(start, end):
    if months(start, end) == 12:
        return f"boekjaar {start.year}" if start.year == end.year else f"boekjaar {start.year}/{end.year}"
    return f"boekjaar {day_text(start)} t/m {day_text(end)}"


def _calendar(start, end):
    length = months(start, end)
    if length == 1:
        return f"{MONTHS[start.month - 1]} {start.year}"
    if length == 3 and start.month in (1, 4, 7, 10):
        return f"{start.month // 3 + 1}e kwartaal {start.year}"
    if length == 6 and start.month in (1, 7):
        return f"{start.month // 6 + 1}e halfjaar {start.year}"
    if length == 12 and start.month == 1:
        return f"jaar {start.year}"
    if length:
        return _span(start, end)
    return f"{day_text(start)} t/m {day_text(end)}"


def _span(start, end):
    if start.year == end.year:
        return f"{MONTHS[start.month - 1]} t/m {MONTHS[end.month - 1]} {end.year}"
    return f"{MONTHS[start.month - 1]} {start.year} t/m {MONTHS[end.month - 1]} {end.year}"
