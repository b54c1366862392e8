"""Months added to a day: the one rule for review dates. A leaf."""

from calendar import monthrange
from datetime import date


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later, clamped to the end of that month.

    Two years after 29 February 2024 is 28 February 2026.
    """
    year, month_index = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month_index + 1, min(day.day, monthrange(year, month_index + 1)[1]))
