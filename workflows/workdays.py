"""Working days, as the Algemene termijnenwet counts them.

Not a working day: Saturday, Sunday, and what article 3 names: 1 January, Good Friday, Easter Monday, the King's
birthday, 5 May, Ascension Day, Whit Monday, 25 and 26 December. Days that a decree makes equal to them for one year
(article 3, third paragraph) and days on which the office itself is closed are rows of `OfficeHoliday`.

Pure: the extra days come in as `free`. `workflows.calendars` reads them for the open office.
"""

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache

_NONE: frozenset[date] = frozenset()
_SATURDAY = 5


@lru_cache(maxsize=64)
def holidays_of(year: int) -> dict[date, str]:
    """The days of article 3 in a year with their Dutch names; 5 May counts every year. Do not change the answer."""
    import holidays  # large, and asked once a year

    found = holidays.country_holidays("NL", years=year, categories=("public", "optional"), language="nl")
    # Easter and Whit Sunday are Sundays already and stand in no list of the law.
    return {day: name for day, name in sorted(found.items()) if day.weekday() != 6 or (day.month, day.day) in _FIXED}


_FIXED = ((1, 1), (5, 5), (12, 25), (12, 26))


def is_workday(day: date, free: Collection[date] = _NONE) -> bool:
    """Whether a day is neither Saturday, Sunday, holiday nor one of the extra days in `free`."""
    return day.weekday() < _SATURDAY and day not in holidays_of(day.year) and day not in free


def next_workday(day: date, free: Collection[date] = _NONE) -> date:
    """The day itself when it is a working day, else the first one after it."""
    while not is_workday(day, free):
        day += timedelta(days=1)
    return day


def previous_workday(day: date, free: Collection[date] = _NONE) -> date:
    """The day itself when it is a working day, else the last one before it."""
    while not is_workday(day, free):
        day -= timedelta(days=1)
    return day


def add_workdays(day: date, count: int, free: Collection[date] = _NONE) -> date:
    """The working day that lies `count` working days after `day`; before it when `count` is negative."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_workday(day, free):
            day += step
    return day
