"""Workshops with seats of their own: which there are, which were chosen, and whether all that is wanted has room.

A person holds a seat in the event and one in each workshop chosen, taken together or not at all. A workshop is a pool
of kind ``option``; see ``docs/decisions/0028``.
"""

from collections.abc import Iterable, Sequence

from events.enums import PoolKind, ReasonCode
from events.exceptions import PartFull, RefusedTransition
from events.models import Occasion, Registration, SeatPool, WaitingEntry


def parts_of(occasion: Occasion) -> list[SeatPool]:
    """Return the workshops of an occasion by id; may be empty, and then asks nothing."""
    return list(occasion.pools.filter(kind=PoolKind.OPTION).order_by("pk")) if occasion.has_parts else []


def chosen_parts(registration: Registration) -> list[SeatPool]:
    """Return the workshops a person chose, by id; asks nothing where there are none, nor for a group's contact."""
    is_somebody = registration.pk is not None
    return list(registration.parts.order_by("pk")) if is_somebody and registration.occasion.has_parts else []


def parts_by_id(occasion: Occasion, ids: Iterable[int]) -> list[SeatPool]:
    """Return workshops by their ids, in order. Errors: RefusedTransition for an id that is none of the occasion's."""
    wanted = set(ids)
    found = [part for part in parts_of(occasion) if part.pk in wanted] if wanted else []
    if len(found) != len(wanted):
        raise RefusedTransition
    return found


def check_room(parts: Sequence[SeatPool], *, waits: bool) -> None:
    """Check that nobody is put on a waiting list for a workshop unawares. Errors: PartFull, with the names.

    ``waits``: the person said so.
    """
    full = [part for part in parts if part.free == 0]
    if full and not waits:
        raise PartFull(params={"parts": ", ".join(part.label for part in full)})


def why_no_room(entry: WaitingEntry) -> ReasonCode | None:
    """Return why nothing can be given to an entry now: a workshop it wants is full, or all seats are; else None."""
    pools = list(entry.pools.all())
    if any(not _has_room(pool) for pool in pools if pool.kind == PoolKind.OPTION):
        return ReasonCode.PART_FULL
    has_seat = any(_has_room(pool) for pool in pools if pool.kind != PoolKind.OPTION)
    return None if has_seat else ReasonCode.ALL_TAKEN


def wanted_together(entry: WaitingEntry, freed: SeatPool) -> list[list[SeatPool]]:
    """Return what would serve an entry when a seat in ``freed`` is there: each a seat with all workshops, kept seats
    first."""
    pools = list(entry.pools.order_by("pk"))
    parts = [pool for pool in pools if pool.kind == PoolKind.OPTION]
    seats = [pool for pool in pools if pool.kind != PoolKind.OPTION]
    if freed.kind != PoolKind.OPTION:
        seats = [freed]
    return [[seat, *parts] for seat in sorted(seats, key=lambda pool: (pool.kind != PoolKind.EARMARK, pool.pk))]


def _has_room(pool: SeatPool) -> bool:
    return pool.capacity is None or pool.taken < pool.capacity
