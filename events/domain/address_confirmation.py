"""An address that waits to be confirmed: confirmed in time, given more time once, or ended when the time has run out.

Who registered, and whether their address is asked to be confirmed: ``registration.py``.
"""

from datetime import datetime, timedelta

from django.db import transaction

from cms.domain.generation import bump_generation
from events.domain import notifications, seats, waiting_list
from events.domain.registration import end_registration
from events.domain.transitions import CLOCK, PERSON, change_state
from events.enums import Act, ReasonCode
from events.enums import RegistrationState as State
from events.exceptions import HoldExpired, RefusedTransition
from events.models import Registration


def confirm_address(registration: Registration, *, now: datetime) -> Registration:
    """Confirm the address of someone held or waiting; the hold becomes a seat, with mail and invitation.

    Errors: HoldExpired when the time has run out, RefusedTransition when there is nothing to confirm.
    """
    with transaction.atomic(durable=True):
        registration = seats.lock_registration(registration)
        if registration.hold_expires_at is None:
            raise RefusedTransition
        if now >= registration.hold_expires_at:
            raise HoldExpired
        held = registration.state == State.HELD
        registration.hold_expires_at, registration.email_confirmed_at = None, now
        change_state(
            registration,
            act=Act.CONFIRM_ADDRESS,
            to=State.CONFIRMED if held else State.WAITLISTED,
            reason=ReasonCode.CONFIRMED_IN_TIME,
            now=now,
            by=PERSON,
        )
        if held:
            notifications.send_confirmed(registration, now=now)
        else:
            # A seat may have come free while this entry was passed over.
            pools = seats.wanted_pools(registration)
            waiting_list.promote(registration.occasion, pools=pools, now=now, by=PERSON, same_seat=True)
        bump_generation()
    return Registration.objects.select_related("occasion").get(pk=registration.pk)


def prolong_hold(registration: Registration, *, now: datetime) -> Registration:
    """Hold a seat for as long once more, while the address is confirmed; once for each registration.

    Errors: HoldExpired when the time has run out, RefusedTransition when nothing is held or it was prolonged before.
    """
    with transaction.atomic(durable=True):
        registration = seats.lock_registration(registration)
        if registration.hold_prolonged or registration.hold_expires_at is None:
            raise RefusedTransition
        if now >= registration.hold_expires_at:
            raise HoldExpired
        registration.hold_expires_at += timedelta(minutes=registration.occasion.hold_minutes)
        registration.hold_prolonged = True
        change_state(registration, act=Act.PROLONG_HOLD, to=State.HELD, reason=ReasonCode.BY_PERSON, now=now, by=PERSON)
        registration.save(update_fields=["hold_prolonged"])
    return registration


def expire_hold(registration: Registration, *, now: datetime) -> bool:
    """End a registration whose address was not confirmed in time; False when there is nothing to end (any more)."""
    with transaction.atomic(durable=True):
        registration = seats.lock_registration(registration)
        if registration.hold_expires_at is None or now < registration.hold_expires_at:
            return False
        end_registration(
            registration,
            act=Act.EXPIRE_HOLD,
            to=State.EXPIRED,
            reason=ReasonCode.NOT_CONFIRMED_IN_TIME,
            now=now,
            by=CLOCK,
        )
        bump_generation()
    return True
