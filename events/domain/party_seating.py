"""Seats and places of a group that registers: counted in together, as one person is by ``waiting_list.py``."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from events.domain.seats import take_free_seats
from events.domain.transitions import Agent
from events.domain.waiting_list import take_seat
from events.models import Occasion, Registration, SeatPool, WaitingEntry


def take_seats(
    occasion: Occasion, *, pools: Sequence[SeatPool], count: int, whole: bool, now: datetime, by: Agent, asks: bool
) -> list[SeatPool]:
    """Count a group of newcomers in as :func:`take_seat` counts one; return the pool of each seat that it got.

    ``whole``: all or none of them. All in one UPDATE where a pool has room for all; else seat by seat, kept ones first.
    Expects the occasion's lock; the caller writes the claims.
    """
    if pools and take_free_seats(pools[0], count):
        return [pools[0]] * count
    found: list[SeatPool] = []
    with transaction.atomic():
        while len(found) < count:
            pool = take_seat(occasion, pools=pools, now=now, by=by, asks=asks)
            if pool is None:
                break
            found.append(pool)
        if whole and len(found) < count:
            transaction.set_rollback(True)
            return []
    return found


def join_queue_together(registrations: Sequence[Registration], *, pools: Sequence[SeatPool], now: datetime) -> None:
    """Put the registrations of a group in the queue, an entry each, all for any one of ``pools`` (at least one)."""
    entries = WaitingEntry.objects.bulk_create(WaitingEntry(registration=row, created_at=now) for row in registrations)
    link = WaitingEntry.pools.through
    link.objects.bulk_create(link(waitingentry=entry, seatpool=pool) for entry in entries for pool in pools)
    SeatPool.objects.filter(pk__in=[pool.pk for pool in pools]).update(waiting=F("waiting") + len(entries))
