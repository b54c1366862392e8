"""Moving a person who has a seat to other seats of the same event, by its organizer's hand."""

from datetime import datetime

from django.db import transaction

from cms.domain.generation import bump_generation
from events.domain import notifications, seats, waiting_list
from events.domain.audit import log_act
from events.domain.transitions import Agent, record_reason
from events.enums import Act, PoolKind, ReasonCode, RegistrationState
from events.exceptions import NoSeatThere, RefusedTransition
from events.models import Registration, SeatPool

REASONS = (ReasonCode.BY_PERSON, ReasonCode.BY_ORGANIZER)


def pools_to_move_to(registration: Registration) -> list[SeatPool]:
    """Return the pools of the event that the person has no seat in; the organizer may give kept seats to anyone."""
    pools = registration.occasion.pools.exclude(kind=PoolKind.OPTION).exclude(claims__registration=registration)
    return list(pools.select_related("organization", "municipality").order_by("pk"))


def move(
    registration: Registration, pool: SeatPool, *, reason: ReasonCode, now: datetime, by: Agent
) -> list[Registration]:
    """Move a confirmed person to a seat in ``pool``; the seat left goes to the next in line. Return who moved up.

    The new seat is taken before the old one is given back, and never past a queue: nobody is moved to the head of a
    waiting list. ``reason``: one of ``REASONS``. Who changes between room and online gets a new invitation.
    Errors: NoSeatThere when the pool is full or others wait for it, RefusedTransition for somebody without a seat;
    nothing is written then.
    """
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(registration.occasion_id)
        row = Registration.objects.get(pk=registration.pk)
        row.occasion = occasion
        if row.state != RegistrationState.CONFIRMED or pool not in pools_to_move_to(row):
            raise RefusedTransition
        if seats.take_free_seat([pool]) is None:
            raise NoSeatThere
        freed = seats.give_back_seat(row)
        left = [other.pk for other in freed]
        seats.claim_seat(row, pool)
        changes_mode = row.mode != pool.mode
        Registration.objects.filter(pk=row.pk).update(mode=pool.mode)
        row.mode = pool.mode
        numbers = {"pool": pool.pk, "from": left}
        record_reason(occasion, act=Act.MOVE_SEAT, reason=reason, now=now, by=by, registration=row, numbers=numbers)
        log_act(row, Act.MOVE_SEAT, by=by)
        if changes_mode:
            notifications.send_switched(row, version=occasion.seat_version, now=now)
        promoted = waiting_list.promote(occasion, pools=freed, now=now, by=by)
        bump_generation()
    return promoted
