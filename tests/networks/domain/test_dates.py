from datetime import UTC, date, datetime

import pytest

from networks.domain.dates import Edge, PartialDate, read_date, today
from networks.enums import DatePrecision as P


@pytest.mark.parametrize(
    ("value", "edge", "day", "precision"),
    [
        (date(2017, 11, 8), Edge.START, date(2017, 11, 8), P.DAY),
        (datetime(2017, 11, 8, 12, 30), Edge.START, date(2017, 11, 8), P.DAY),
        (43047, Edge.START, date(2017, 11, 8), P.DAY),
        (43047.0, Edge.START, date(2017, 11, 8), P.DAY),
        ("43047", Edge.START, date(2017, 11, 8), P.DAY),
        ("2017-11-08", Edge.START, date(2017, 11, 8), P.DAY),
        ("2017-11-08 00:00:00", Edge.START, date(2017, 11, 8), P.DAY),
        ("۲۰۱۷-۱۱-۰۸", Edge.START, date(2017, 11, 8), P.DAY),
        ("20171108", Edge.START, date(2017, 11, 8), P.DAY),
        (20171108, Edge.START, date(2017, 11, 8), P.DAY),
        ("8 november 2017", Edge.START, date(2017, 11, 8), P.DAY),
        ("8/11/2017", Edge.START, date(2017, 11, 8), P.DAY),
        ("dec 2017", Edge.START, date(2017, 12, 1), P.MONTH),
        ("2017-12", Edge.END, date(2018, 1, 1), P.MONTH),
        ("2017", Edge.END, date(2018, 1, 1), P.YEAR),
        (2017, Edge.START, date(2017, 1, 1), P.YEAR),
        ("hösten 2017", Edge.START, date(2017, 7, 1), P.HALF),
        ("till juni 2017", Edge.END, date(2017, 7, 1), P.MONTH),
        ("senast december 2017", Edge.DEADLINE, date(2017, 12, 31), P.MONTH),
        ("senast 8 november 2017", Edge.DEADLINE, date(2017, 11, 8), P.NOT_AFTER),
        ("2017-11-08", Edge.END, date(2017, 11, 9), P.DAY),
    ],
)
def test_read_date_knows_how_people_write(value, edge, day, precision):
    assert read_date(value, edge=edge) == PartialDate(day, precision)


@pytest.mark.parametrize("value", ["snart", "2017-13-01", "31 februari 2017", 12, True, "8 brumaire 2017"])
def test_read_date_when_it_is_none_refuses(value):
    with pytest.raises(ValueError):
        read_date(value, edge=Edge.START)


@pytest.mark.parametrize("value", ["9999-12-31", "99991231", "9999", date(9999, 12, 31)])
def test_read_date_of_the_last_day_there_is_refuses_an_end(value):
    with pytest.raises(ValueError):
        read_date(value, edge=Edge.END)


@pytest.mark.parametrize("value", [None, "", "  "])
def test_read_date_of_nothing_is_none(value):
    assert read_date(value, edge=Edge.START) is None


def test_today_is_the_date_in_stockholm():
    assert today(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)) == date(2026, 7, 1)
