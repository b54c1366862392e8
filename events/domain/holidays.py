"""Public holidays in Sweden, and the eves that are kept as such."""

from datetime import date, timedelta
from functools import lru_cache


@lru_cache(maxsize=32)
def holidays_of(year: int) -> frozenset[date]:
    """Return the public holidays of a year that may fall on a working day, and Midsummer, Christmas, New Year's Eve.

    Source: lag (1989:253) om allmänna helgdagar; the eves: semesterlagen (1977:480) 3 a §.
    """
    easter = easter_sunday(year)
    midsummer = _saturday_from(date(year, 6, 20))
    fixed = [(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)]
    movable = [easter + timedelta(days=days) for days in (-2, 0, 1, 39, 49)]
    return frozenset(
        [
            *(date(year, month, day) for month, day in fixed),
            *movable,
            midsummer - timedelta(days=1),
            midsummer,
            _saturday_from(date(year, 10, 31)),
        ]
    )


def is_holiday(day: date) -> bool:
    """Return whether nobody should be summoned to a meeting that day."""
    return day in holidays_of(day.year)


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher; good from 1583 on)."""
    golden, century, rest = year % 19, year // 100, year % 100
    skipped = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - century // 4 - skipped + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _saturday_from(day: date) -> date:
    return day + timedelta(days=(5 - day.weekday()) % 7)
