"""From the room to online and back: the new seat first, then the old one back; nobody is ever without."""

from datetime import datetime

from events.domain import seats, waiting_list
from events.domain.transitions import Agent, check_transition, record_reason
from events.enums import Act, Actor, EntryState, ReasonCode
from events.enums import RegistrationState as State
from events.exceptions import RefusedTransition
from events.models import Registration, SeatPool


def switch_mode(row: Registration, *, mode: str, now: datetime, by: Agent) -> bool:
    """Take part in the other form. True: done. False: all is taken there; the person waits and keeps the old seat.

    The seat that is given back goes to the next in line at once. Expects the occasion's lock. Errors:
    RefusedTransition without a seat, for a form there is not or is one's own, and while one waits already; OccasionFull
    when there is neither seat nor list; nothing is written then.
    """
    check_transition(Act.SWITCH_MODE, row.state, State.CONFIRMED)
    other = mode != row.mode and mode in seats.seat_modes(row.occasion)
    if not other or waiting_list.open_entry(row) is not None:
        raise RefusedTransition
    pools = _pools_of(row, mode)
    pool = waiting_list.take_seat(row.occasion, pools=pools, now=now, by=by)
    if pool is not None:
        reason = ReasonCode.BY_PERSON if by.actor == Actor.PERSON else ReasonCode.BY_ORGANIZER
        freed = waiting_list.grant_switch(row, pool, reason=reason, now=now, by=by)
        waiting_list.promote(row.occasion, pools=freed, now=now, by=by)
        return True
    waiting_list.check_list_open(row.occasion, pools, now=now)
    waiting_list.join_queue(row, pools=pools, now=now, from_pool=seats.seat_of(row))
    numbers = {"mode": mode, "place": waiting_list.place_of(row)}
    record_reason(
        row.occasion,
        act=Act.SWITCH_MODE,
        reason=ReasonCode.ALL_TAKEN,
        now=now,
        by=by,
        registration=row,
        numbers=numbers,
    )
    return False


def stop_waiting(row: Registration, *, now: datetime, by: Agent) -> None:
    """Take back the wish to change form; the seat there is stays. Expects the occasion's lock.

    Errors: RefusedTransition when nobody waits for that.
    """
    entry = waiting_list.open_entry(row)
    if row.state != State.CONFIRMED or entry is None:
        raise RefusedTransition
    waiting_list.leave_queue(row, state=EntryState.LEFT, now=now)
    record_reason(row.occasion, act=Act.SWITCH_MODE, reason=ReasonCode.BY_PERSON, now=now, by=by, registration=row)


def _pools_of(row: Registration, mode: str) -> list[SeatPool]:
    """Return the pools that may seat a person in another form than theirs."""
    as_is, row.mode = row.mode, mode
    try:
        return seats.wanted_pools(row)
    finally:
        row.mode = as_is
