"""The Solar Hijri calendar as Afghanistan uses it: conversion both ways and the Dari names of its months.

A leaf without dependencies. Months 1–6 have 31 days, 7–11 have 30, month 12 has 29 or 30. The arithmetic rule equals
ICU's calendar on every day of the years accepted here; outside them this raises rather than guesses.
"""

from datetime import date, timedelta
from typing import Final, NamedTuple

MONTH_NAMES: Final = ("حمل", "ثور", "جوزا", "سرطان", "اسد", "سنبلهٔ", "میزان", "عقرب", "قوس", "جدی", "دلو", "حوت")
FIRST_GREGORIAN_YEAR: Final = 1900
LAST_GREGORIAN_YEAR: Final = 2299

_KNOWN_YEAR: Final = 1405
_KNOWN_FIRST_DAY: Final = date(2026, 3, 21)


class SolarHijriDate(NamedTuple):
    """A day in the Solar Hijri calendar; ``month`` 1–12."""

    year: int
    month: int
    day: int

    @property
    def month_name(self) -> str:
        return MONTH_NAMES[self.month - 1]


def is_leap_year(year: int) -> bool:
    """Return whether month 12 of a Solar Hijri year has 30 days."""
    return (25 * year + 11) % 33 < 8


def to_solar_hijri(day: date) -> SolarHijriDate:
    """Return the Solar Hijri date of a Gregorian one. Errors: ValueError outside the years 1900–2299."""
    if not FIRST_GREGORIAN_YEAR <= day.year <= LAST_GREGORIAN_YEAR:
        raise ValueError(f"{day.year} is outside {FIRST_GREGORIAN_YEAR}–{LAST_GREGORIAN_YEAR}")
    year = day.year - 621
    days = (date(day.year, day.month, day.day) - _first_day(year)).days
    if days < 0:
        year -= 1
        days = (date(day.year, day.month, day.day) - _first_day(year)).days
    if days < 6 * 31:
        return SolarHijriDate(year, days // 31 + 1, days % 31 + 1)
    days -= 6 * 31
    return SolarHijriDate(year, days // 30 + 7, days % 30 + 1)


def to_gregorian(year: int, month: int, day: int) -> date:
    """Return the Gregorian date of a Solar Hijri one.

    Errors: ValueError for a day that does not exist, or one outside the Gregorian years 1900–2299.
    """
    if not 1 <= month <= 12 or not 1 <= day <= _month_length(year, month):
        raise ValueError(f"there is no day {year}-{month}-{day} in the Solar Hijri calendar")
    before = (month - 1) * 31 if month <= 7 else 6 * 31 + (month - 7) * 30
    try:
        gregorian = _first_day(year) + timedelta(days=before + day - 1)
    except OverflowError as error:
        raise ValueError(f"year {year} is too far away") from error
    if not FIRST_GREGORIAN_YEAR <= gregorian.year <= LAST_GREGORIAN_YEAR:
        raise ValueError(f"{gregorian.year} is outside {FIRST_GREGORIAN_YEAR}–{LAST_GREGORIAN_YEAR}")
    return gregorian


def _first_day(year: int) -> date:
    leap_days = (8 * year + 21) // 33 - (8 * _KNOWN_YEAR + 21) // 33
    return _KNOWN_FIRST_DAY + timedelta(days=365 * (year - _KNOWN_YEAR) + leap_days)


def _month_length(year: int, month: int) -> int:
    if month <= 6:
        return 31
    if month <= 11:
        return 30
    return 30 if is_leap_year(year) else 29
