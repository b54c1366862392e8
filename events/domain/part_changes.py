"""Other workshops than those that were chosen: the new seats first, then the old ones back."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from events.domain import seats, waiting_list
from events.domain.parts import check_room, chosen_parts, parts_by_id, why_no_room
from events.domain.transitions import Agent, record_reason
from events.domain.waiting_order import waiting_for
from events.enums import Act, Actor, EntryState, ReasonCode
from events.enums import RegistrationState as State
from events.exceptions import PartFull, RefusedTransition
from events.models import Registration, SeatPool


def change_parts(row: Registration, *, parts: Sequence[int], now: datetime, by: Agent) -> bool:
    """Let a person take part in these workshops, by id, instead of those before. Return whether anything changed.

    With a seat: the new ones must have room, and what is given back goes to the next in line at once. On the waiting
    list: the person waits for the new ones instead, under the same number. Expects the occasion's lock. Errors:
    PartFull, RefusedTransition for somebody who neither has a seat nor waits; nothing is written then.
    """
    wanted, before = parts_by_id(row.occasion, parts), chosen_parts(row)
    added = [part for part in wanted if part not in before]
    dropped = [part for part in before if part not in wanted]
    if not added and not dropped:
        return False
    if row.state == State.CONFIRMED:
        _take(added)
        for part in added:
            seats.claim_seat(row, part)
        freed = seats.give_back_seats(row, parts=dropped)
    elif row.state == State.WAITLISTED:
        freed = _wait_for(row, added, dropped)
    else:
        raise RefusedTransition
    row.parts.set(wanted)
    record_reason(
        row.occasion,
        act=Act.CHANGE_PARTS,
        reason=ReasonCode.BY_PERSON if by.actor == Actor.PERSON else ReasonCode.BY_ORGANIZER,
        now=now,
        by=by,
        registration=row,
        numbers={"parts": [part.pk for part in wanted]},
    )
    waiting_list.promote(row.occasion, pools=freed, now=now, by=by)
    return True


def _take(added: Sequence[SeatPool]) -> None:
    """Count a seated person into workshops; past those who wait for them only where none of them could be served."""
    if not added or seats.take_together(added):
        return
    nobody_could = all(why_no_room(entry) is not None for entry in waiting_for(added))
    if not (nobody_could and seats.take_together(added, past_queue=True)):
        check_room(added, waits=False)
        raise PartFull(params={"parts": ", ".join(part.label for part in added)})


def _wait_for(row: Registration, added: Sequence[SeatPool], dropped: Sequence[SeatPool]) -> list[SeatPool]:
    """Let a waiting entry wait for other workshops; return the pools it may be served from now."""
    entry = waiting_list.open_entry(row)
    if entry is None or entry.state != EntryState.WAITING:
        raise RefusedTransition
    SeatPool.objects.filter(pk__in=[part.pk for part in dropped]).update(waiting=F("waiting") - 1)
    SeatPool.objects.filter(pk__in=[part.pk for part in added]).update(waiting=F("waiting") + 1)
    entry.pools.remove(*dropped)
    entry.pools.add(*added)
    return list(entry.pools.order_by("pk"))
