"""Year and period of a dossier item: facets, not folders."""

from django.utils import timezone

from dossier.enums import PeriodSetting
from dossier.texts import year_needed
from offices.errors import RuleBroken

FIRST_YEAR = 1990
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
QUARTER_CODES = tuple(f"q{n}" for n in range(1, 5))
MONTH_CODES = tuple(f"m{n:02}" for n in range(1, 13))
FOUR_WEEK_CODES = tuple(f"p{n:02}" for n in range(1, 14))
HALF_CODES = ("h1", "h2")

CODES = {
    PeriodSetting.NONE: (),
    PeriodSetting.YEAR: (),
    PeriodSetting.QUARTER: QUARTER_CODES,
    PeriodSetting.MONTH: MONTH_CODES,
    PeriodSetting.FOUR_WEEKS: FOUR_WEEK_CODES,
    PeriodSetting.ANY: (*QUARTER_CODES, *MONTH_CODES, *FOUR_WEEK_CODES, *HALF_CODES),
}
LABELS = {
    **{code: f"{n}e kwartaal" for n, code in enumerate(QUARTER_CODES, 1)},
    **dict(zip(MONTH_CODES, MONTHS, strict=True)),
    **{code: f"periode {n}" for n, code in enumerate(FOUR_WEEK_CODES, 1)},
    "h1": "1e halfjaar",
    "h2": "2e halfjaar",
}
SHORT = {
    **{code: f"{n}e kw" for n, code in enumerate(QUARTER_CODES, 1)},
    **{code: MONTHS[n][:3] if n != 2 else "mrt" for n, code in enumerate(MONTH_CODES)},
    **{code: f"p{n}" for n, code in enumerate(FOUR_WEEK_CODES, 1)},
    "h1": "1e hj",
    "h2": "2e hj",
}
ASKED = {
    PeriodSetting.QUARTER: " en een kwartaal",
    PeriodSetting.MONTH: " en een maand",
    PeriodSetting.FOUR_WEEKS: " en een periode van vier weken",
}


def last_year() -> int:
    """The last year that may be chosen: the year after next."""
    return timezone.localdate().year + 2


def choices(setting: str) -> list[tuple[str, str]]:
    """Period codes with their labels that a folder of this setting offers."""
    return [(code, LABELS[code]) for code in CODES[PeriodSetting(setting)]]


def asks_year(setting: str) -> bool:
    """Whether a folder of this setting wants a year."""
    return setting != PeriodSetting.NONE


def asks_period(setting: str) -> bool:
    """Whether a folder of this setting wants a period beside the year."""
    return setting in ASKED


def checked(folder, year: int | None, period: str | None) -> tuple[int | None, str]:
    """The year and period as they may be kept in this folder.

    A folder that does not ask a year still takes one. Raises DOS07 when what the folder asks is missing and G-texts
    when a value does not exist.
    """
    period = period or ""
    if year is not None and not FIRST_YEAR <= year <= last_year():
        raise RuleBroken(
            f"Jaar ligt tussen {FIRST_YEAR} en {last_year()}; u koos {year}.", code="DOS07", field="year"
        )
    if period and period not in LABELS:
        raise RuleBroken(
            f"{period} is geen bestaande periode. Kies een periode uit de lijst.",
            code="DOS07",
            field="period",
        )
    if (asks_year(folder.period_setting) or period) and year is None:
        raise year_needed(folder.name, ASKED.get(folder.period_setting, ""), field="year")
    if asks_period(folder.period_setting) and period not in CODES[PeriodSetting(folder.period_setting)]:
        raise year_needed(folder.name, ASKED[folder.period_setting], field="period")
    return year, period


def label(year: int | None, period: str) -> str:
    """Year and period in words: «2026, oktober»; empty for a permanent item."""
    return ", ".join(str(part) for part in (year, LABELS.get(period, "")) if part)
