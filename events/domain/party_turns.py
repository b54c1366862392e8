"""When it is a group's turn that comes whole: whether it fits, and for how long others may go past it.

So many seats may go past a group that does not fit (``Occasion.seats_past_party``); after that free seats are saved for
it, until 48 hours before the cut-off. So a group of n at the head of the line is seated within that many and n
releases.
"""

from datetime import datetime

from django.db.models import F

from events.domain.seats import room_in
from events.domain.transitions import Agent, record_reason
from events.domain.waiting_order import LAST_HOURS, Turn
from events.enums import Act, EntryState, PoolKind, ReasonCode
from events.models import Occasion, Party, SeatPool, WaitingEntry


def seats_for(turn: Turn) -> list[SeatPool] | None:
    """Return a pool with a free seat for each entry of a group, or None when there are not seats for all.

    Kept seats come first, as for one person. Expects the occasion's lock; nothing is counted yet.
    """
    wanted = _wanted_pools(turn)
    rooms = {pool.pk: room_in(pool) for pools in wanted.values() for pool in pools}
    found = []
    for entry in turn.entries:
        pool = next((pool for pool in wanted.get(entry.pk, ()) if rooms[pool.pk] > 0), None)
        if pool is None:
            return None
        rooms[pool.pk] -= 1
        found.append(pool)
    return found


def may_be_passed(occasion: Occasion, turn: Turn, *, seats: int, now: datetime) -> bool:
    """Return whether so many seats may go past a group that does not fit now.

    Always when the event has not got seats for the group at all, and from 48 hours before the cut-off on.
    """
    party = turn.party
    if party is None or party.passed + seats <= occasion.seats_past_party:
        return True
    if occasion.cut_off_at is not None and now >= occasion.cut_off_at - LAST_HOURS:
        return True
    return not could_ever_fit(_wanted_pools(turn).get(turn.entries[0].pk, []), seats=turn.seats)


def could_ever_fit(pools: list[SeatPool], *, seats: int) -> bool:
    """Return whether these pools together have so many seats, free or taken."""
    capacities = [pool.capacity for pool in pools]
    return None in capacities or sum(capacity or 0 for capacity in capacities) >= seats


def note_passing(occasion: Occasion, turn: Turn, *, seats: int, now: datetime, by: Agent) -> None:
    """Write down that so many seats went past a group, with a reason row for each of its entries."""
    if turn.party is None:
        return
    turn.party.passed += seats
    Party.objects.filter(pk=turn.party.pk).update(passed=F("passed") + seats)
    for entry in turn.entries:
        record_reason(
            occasion,
            act=Act.PROMOTE,
            reason=ReasonCode.GROUP_DOES_NOT_FIT,
            now=now,
            by=by,
            registration=entry.registration,
            numbers={"needs": turn.seats, "passed": turn.party.passed, "limit": occasion.seats_past_party},
        )


def parties_no_longer_saved_for(now: datetime) -> list[Party]:
    """Return the groups for which seats were saved until now: 48 hours are left before the cut-off."""
    waiting = Party.objects.filter(
        ended_at__isnull=True,
        saving_ended=False,
        occasion__cut_off_at__gt=now,
        occasion__cut_off_at__lte=now + LAST_HOURS,
        registrations__waiting_entries__state=EntryState.WAITING,
    )
    return list(waiting.distinct().order_by("pk"))


def _wanted_pools(turn: Turn) -> dict[int, list[SeatPool]]:
    """Return the pools that each entry of a turn waits for, kept seats first. Two queries."""
    links = WaitingEntry.pools.through.objects.filter(waitingentry__in=[entry.pk for entry in turn.entries])
    pairs = list(links.values_list("waitingentry_id", "seatpool_id"))
    pools = SeatPool.objects.in_bulk({pool_id for _entry_id, pool_id in pairs})
    found: dict[int, list[SeatPool]] = {}
    for entry_id, pool_id in pairs:
        found.setdefault(entry_id, []).append(pools[pool_id])
    for wanted in found.values():
        wanted.sort(key=lambda pool: (pool.kind != PoolKind.EARMARK, pool.pk))
    return found
