"""The organizer's decision on a registration that needs approval: a seat, a place on the waiting list, or no."""

from datetime import datetime

from django.db import transaction

from cms.domain.generation import bump_generation
from events.domain import notifications, registration, seats, waiting_list
from events.domain.audit import log_act
from events.domain.parts import chosen_parts
from events.domain.transitions import Agent, change_state, check_transition
from events.enums import Act, ReasonCode
from events.enums import RegistrationState as State
from events.exceptions import ReasonMissing
from events.models import Registration


def approve(row: Registration, *, now: datetime, by: Agent) -> Registration:
    """Approve a registration: a seat if one is free for it, else its place in the queue by its arrival number.

    Errors: RefusedTransition when it does not wait for approval, OccasionFull when there is neither seat nor list;
    nothing is written then.
    """
    with transaction.atomic(durable=True):
        row = seats.lock_registration(row)
        check_transition(Act.APPROVE, row.state, State.CONFIRMED)
        pools = seats.wanted_pools(row)
        parts = chosen_parts(row)
        pool = waiting_list.take_seat(row.occasion, pools=pools, now=now, by=by, parts=parts)
        if pool is None:
            waiting_list.check_list_open(row.occasion, pools, now=now)
        to = State.CONFIRMED if pool is not None else State.WAITLISTED
        change_state(row, act=Act.APPROVE, to=to, reason=ReasonCode.BY_ORGANIZER, now=now, by=by)
        if pool is not None:
            seats.claim_seat(row, pool, parts)
            notifications.send_approved(row, now=now)
        else:
            waiting_list.join_queue(row, pools=[*pools, *parts], now=now)
            notifications.send_waitlisted(row, place=waiting_list.place_of(row) or 1, now=now)
        log_act(row, Act.APPROVE, by=by)
        bump_generation()
    return row


def decline(row: Registration, *, reason: str, now: datetime, by: Agent) -> Registration:
    """Decline a registration; ``reason`` goes into the mail as it is written.

    Errors: ReasonMissing, RefusedTransition when it does not wait for approval; nothing is written then.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic(durable=True):
        row = seats.lock_registration(row)
        check_transition(Act.DECLINE, row.state, State.DECLINED)
        registration.end_registration(
            row,
            act=Act.DECLINE,
            to=State.DECLINED,
            reason=ReasonCode.BY_ORGANIZER,
            now=now,
            by=by,
            words=reason.strip(),
        )
        notifications.send_declined(row, now=now)
        log_act(row, Act.DECLINE, by=by)
        bump_generation()
    return row
