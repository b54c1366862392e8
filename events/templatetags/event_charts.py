"""Pictures of an event for its organizer, drawn as SVG on the server: seats by pool, registrations over time.

A picture is stretched to the width there is; every word and number stands beside it as text, and again in a table.
"""

from dataclasses import dataclass

from django import template

from events.domain.participants import DayCount
from events.domain.pool_names import pool_name
from events.models import SeatPool

register = template.Library()
LEAST_SCALE = 5  # a curve of two people is no mountain


@dataclass(frozen=True)
class SeatBar:
    """One pool: its name and numbers, and where the parts of its bar begin and end, in percent as SVG writes them.

    ``free`` is None without a limit; those who wait stand after the seats.
    """

    name: str
    capacity: int | None
    taken: int
    free: int | None
    waiting: int
    taken_width: str
    free_width: str
    waiting_start: str
    waiting_width: str


@dataclass(frozen=True)
class Curve:
    """The number of registered people by day as a step line in a field of 100 by 100; the days behind it."""

    days: list[DayCount]
    line: str
    area: str
    top: int
    most: int


register.filter("pool_name", pool_name)


@register.filter
def seat_bars(pools: list[SeatPool]) -> list[SeatBar]:
    """Return the bars of an event's pools, all on one scale: ``{% for bar in pools|seat_bars %}``."""
    scale = max([1, *((_seats(pool) + pool.waiting) for pool in pools)])
    return [_bar(pool, scale) for pool in pools]


@register.filter
def curve(days: list[DayCount]) -> Curve | None:
    """Return the curve of an event's registrations, or None when there are none: ``{% with curve=days|curve %}``."""
    if not days:
        return None
    most = max(day.registered for day in days)
    top = max(LEAST_SCALE, most)
    step = 100 / len(days)
    line, height = ["M0 100"], 0.0
    for number, day in enumerate(days):
        height = 100 - 100 * day.registered / top
        line.append(f"V{height:.2f}H{step * (number + 1):.2f}")
    path = "".join(line)
    return Curve(days=days, line=path, area=f"{path}V100Z", top=top, most=most)


def _seats(pool: SeatPool) -> int:
    return pool.taken if pool.capacity is None else pool.capacity


def _bar(pool: SeatPool, scale: int) -> SeatBar:
    free = None if pool.capacity is None else max(pool.capacity - pool.taken, 0)

    def percent(number: int) -> str:
        return f"{100 * number / scale:.2f}"

    return SeatBar(
        name=pool_name(pool),
        capacity=pool.capacity,
        taken=pool.taken,
        free=free,
        waiting=pool.waiting,
        taken_width=percent(pool.taken),
        free_width=percent(free or 0),
        waiting_start=percent(_seats(pool)),
        waiting_width=percent(pool.waiting),
    )
