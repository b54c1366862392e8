"""The Solar Hijri calendar against a table, against another library, and back."""

from datetime import date, timedelta

import jdatetime
import pytest

from cms.solar_hijri import MONTH_NAMES, SolarHijriDate, is_leap_year, to_gregorian, to_solar_hijri

TABLE = [
    ("1930-01-01", "1308-10-11"), ("1970-01-01", "1348-10-11"), ("2000-02-29", "1378-12-10"),
    ("2017-11-08", "1396-08-17"), ("2024-03-19", "1402-12-29"), ("2024-03-20", "1403-01-01"),
    ("2025-03-20", "1403-12-30"), ("2025-03-21", "1404-01-01"), ("2026-03-20", "1404-12-29"),
    ("2026-03-21", "1405-01-01"), ("2026-09-22", "1405-06-31"), ("2026-09-23", "1405-07-01"),
    ("2029-03-20", "1408-01-01"), ("2030-03-20", "1408-12-30"), ("2099-12-31", "1478-10-11"),
]  # fmt: skip


@pytest.mark.parametrize(("gregorian", "solar"), TABLE)
def test_table_of_the_design_both_ways(gregorian, solar):
    day = date.fromisoformat(gregorian)
    parts = tuple(int(part) for part in solar.split("-"))

    assert to_solar_hijri(day) == parts
    assert to_gregorian(*parts) == day


def test_every_day_from_1930_to_2099_equals_jdatetime_and_comes_back():
    day, last, wrong = date(1930, 1, 1), date(2099, 12, 31), []

    while day <= last:
        ours, theirs = to_solar_hijri(day), jdatetime.date.fromgregorian(date=day)
        if ours != (theirs.year, theirs.month, theirs.day) or to_gregorian(*ours) != day:
            wrong.append(day)
        day += timedelta(days=1)

    assert wrong == []


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2300, 1, 1), date(1, 1, 1), date(9999, 12, 31)])
def test_days_outside_the_proved_years_raise(day):
    with pytest.raises(ValueError):
        to_solar_hijri(day)


@pytest.mark.parametrize(
    "parts", [(1404, 12, 30), (1405, 7, 31), (1405, 0, 1), (1405, 13, 1), (1405, 1, 0), (1, 1, 1), (9999, 1, 1)]
)
def test_days_that_do_not_exist_raise(parts):
    with pytest.raises(ValueError):
        to_gregorian(*parts)


def test_edges_of_the_proved_years_convert():
    assert to_gregorian(*to_solar_hijri(date(1900, 1, 1))) == date(1900, 1, 1)
    assert to_gregorian(*to_solar_hijri(date(2299, 12, 31))) == date(2299, 12, 31)


def test_leap_years_follow_the_afghan_calendar():
    assert [year for year in range(1399, 1412) if is_leap_year(year)] == [1399, 1403, 1408]


def test_month_names_are_the_afghan_ones():
    assert SolarHijriDate(1405, 1, 1).month_name == "حمل"
    assert "فروردین" not in MONTH_NAMES
