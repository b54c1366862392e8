"""Dates as people write them, with how exactly they are known; and what "today" is.

A start keeps the first possible day, an end the day after the last, a deadline the last day (rule 6).
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from cms.digits import to_ascii_digits
from networks.enums import DatePrecision

STOCKHOLM: Final = ZoneInfo("Europe/Stockholm")
EXCEL_EPOCH: Final = date(1899, 12, 30)
EXCEL_SERIALS: Final = range(14_000, 80_000)  # the days from 1938 to 2119: other numbers are no dates

_MONTHS: Final = {
    word: number
    for number, words in enumerate(
        (
            "januari january jan",
            "februari february feb",
            "mars march mar",
            "april apr",
            "maj may",
            "juni june jun",
            "juli july jul",
            "augusti august aug",
            "september sept sep",
            "oktober october okt oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for word in words.split()
}
_SPRING: Final = {"våren", "vår", "vt", "vårterminen", "spring"}
_AUTUMN: Final = {"hösten", "höst", "ht", "höstterminen", "autumn"}
_PREFIXES: Final = {"till", "t.o.m.", "tom", "t o m", "until", "från", "fr.o.m.", "from", "sedan"}
_NOT_AFTER: Final = {"senast", "no later than", "by"}

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DOTTED = re.compile(r"(\d{1,2})[./](\d{1,2})[./ ](\d{4})")
_MONTH_ISO = re.compile(r"(\d{4})-(\d{1,2})")
_WORDS = re.compile(r"(?:(?:den )?(\d{1,2})(?::?[ae])? )?([^\W\d]+)\.? (\d{4})")
_YEAR = re.compile(r"\d{4}")


class Edge(StrEnum):
    """Which end of a period a date is for."""

    START = "start"
    END = "end"
    DEADLINE = "deadline"


@dataclass(frozen=True)
class PartialDate:
    """A date and how exactly it is known."""

    day: date
    precision: DatePrecision = DatePrecision.DAY


def today(now: datetime) -> date:
    """Return the day in Stockholm at the moment ``now`` (aware)."""
    return now.astimezone(STOCKHOLM).date()


def read_date(value: object, *, edge: Edge) -> PartialDate | None:
    """Return the date that a cell or field means; None for an empty one.

    Shapes: a date, datetime, Excel serial, ISO text, ``20171108``, ``8 november 2017``, ``dec 2017``, ``hösten 2017``,
    ``2017``, each with "till", "från" or "senast" before it. An end is returned as the day after the last one.
    Errors: ValueError for anything else.
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        raise ValueError(str(value))
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _at_edge(value, value, DatePrecision.DAY, edge)
    if isinstance(value, int | float):
        return _from_number(value, edge)
    text = " ".join(to_ascii_digits(str(value)).split())
    if not text:
        return None
    if text.isdigit() and len(text) == 5:
        return _from_number(int(text), edge)
    return _from_text(text.casefold(), edge)


def _from_number(value: float, edge: Edge) -> PartialDate:
    if value == int(value) and 1000 <= value <= 2999:
        return _from_text(str(int(value)), edge)
    if value == int(value) and len(str(int(value))) == 8:
        return _from_text(str(int(value)), edge)
    if int(value) not in EXCEL_SERIALS:
        raise ValueError(str(value))
    day = EXCEL_EPOCH + timedelta(days=int(value))
    return _at_edge(day, day, DatePrecision.DAY, edge)


def _from_text(text: str, edge: Edge) -> PartialDate:
    not_after = False
    for prefix in sorted(_PREFIXES | _NOT_AFTER, key=len, reverse=True):
        if text.startswith(f"{prefix} "):
            text, not_after = text[len(prefix) + 1 :], prefix in _NOT_AFTER
            break
    first, last, precision = _span(text)
    if not_after and precision == DatePrecision.DAY and edge != Edge.END:
        precision = DatePrecision.NOT_AFTER
    return _at_edge(first, last, precision, Edge.DEADLINE if not_after and edge == Edge.START else edge)


def _span(text: str) -> tuple[date, date, DatePrecision]:
    """Return the first and last possible day of a text, and its precision. Errors: ValueError."""
    for pattern, order in ((_ISO, (1, 2, 3)), (_COMPACT, (1, 2, 3)), (_DOTTED, (3, 2, 1))):
        if match := pattern.fullmatch(text):
            day = date(*(int(match[group]) for group in order))
            return day, day, DatePrecision.DAY
    if match := _MONTH_ISO.fullmatch(text):
        return _month(int(match[1]), int(match[2]))
    if _YEAR.fullmatch(text):
        return date(int(text), 1, 1), date(int(text), 12, 31), DatePrecision.YEAR
    if match := _WORDS.fullmatch(text):
        day_text, word, year = match[1], match[2], int(match[3])
        if word in _MONTHS and day_text:
            day = date(year, _MONTHS[word], int(day_text))
            return day, day, DatePrecision.DAY
        if word in _MONTHS:
            return _month(year, _MONTHS[word])
        if word in _SPRING:
            return date(year, 1, 1), date(year, 6, 30), DatePrecision.HALF
        if word in _AUTUMN:
            return date(year, 7, 1), date(year, 12, 31), DatePrecision.HALF
    raise ValueError(text)


def _month(year: int, month: int) -> tuple[date, date, DatePrecision]:
    if not 1 <= month <= 12:
        raise ValueError(month)
    return date(year, month, 1), date(year, month, monthrange(year, month)[1]), DatePrecision.MONTH


def _at_edge(first: date, last: date, precision: DatePrecision, edge: Edge) -> PartialDate:
    if edge == Edge.START:
        return PartialDate(first, precision)
    if edge == Edge.DEADLINE:
        return PartialDate(last, precision)
    if last == date.max:
        raise ValueError(last)  # 9999-12-31, as other systems write "no end": it has no day after it
    return PartialDate(last + timedelta(days=1), precision)
