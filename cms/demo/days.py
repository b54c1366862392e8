"""Days near today on which a seminar is likely: no weekend, no July, no Christmas, no fixed public holiday."""

from datetime import date, timedelta

FIXED_HOLIDAYS = {(1, 6), (5, 1), (6, 6)}
SATURDAY = 5


def is_working_day(day: date) -> bool:
    at_christmas = (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 6)
    return (
        day.weekday() < SATURDAY and day.month != 7 and not at_christmas and (day.month, day.day) not in FIXED_HOLIDAYS
    )


def working_day(today: date, in_days: int, *, length: int = 1) -> date:
    """Return the first of ``length`` working days in a row, about ``in_days`` from today; a past day stays past."""
    step = timedelta(days=1 if in_days >= 0 else -1)
    day = today + timedelta(days=in_days)
    while not all(is_working_day(day + timedelta(days=offset)) for offset in range(length)):
        day += step
    return day
