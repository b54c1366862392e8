"""Answers to an offered seat: accepted, passed on, or not answered in time. An offer that ended is never armed again.

Offers are made in ``waiting_list.promote``. Each act here is one transaction, with the next one's turn in it.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from cms.domain.generation import bump_generation
from events.domain import notifications, seats, waiting_list
from events.domain.transitions import CLOCK, PERSON, change_state, check_transition
from events.enums import Act, EntryState, OfferState, ReasonCode
from events.enums import RegistrationState as State
from events.exceptions import OfferLapsed, RefusedTransition
from events.models import Offer, Registration, SeatPool, WaitingEntry


def open_offer(registration: Registration) -> Offer | None:
    """Return the offer that a registration can answer, or None."""
    return Offer.objects.filter(entry__registration=registration, state=OfferState.OPEN).first()


def accept_offer(registration: Registration, *, now: datetime) -> Registration:
    """Take the offered seat: confirmed, with mail and invitation.

    Errors: OfferLapsed from ``answer_by`` on, RefusedTransition without an offer; nothing is written then.
    """
    with transaction.atomic(durable=True):
        registration = seats.lock_registration(registration)
        check_transition(Act.ACCEPT_OFFER, registration.state, State.CONFIRMED)
        _answerable(registration, now=now)
        waiting_list.leave_queue(registration, state=EntryState.GRANTED, now=now, offer=OfferState.ACCEPTED)
        change_state(
            registration,
            act=Act.ACCEPT_OFFER,
            to=State.CONFIRMED,
            reason=ReasonCode.OFFER_ACCEPTED,
            now=now,
            by=PERSON,
        )
        notifications.send_confirmed(registration, now=now)
        bump_generation()
    return registration


def pass_offer(registration: Registration, *, now: datetime) -> Registration:
    """Pass on the offered seat and wait on, under the same arrival number, for another; the next one is asked.

    Errors: OfferLapsed from ``answer_by`` on, RefusedTransition without an offer; nothing is written then.
    """
    with transaction.atomic(durable=True):
        registration = seats.lock_registration(registration)
        check_transition(Act.PASS_OFFER, registration.state, State.WAITLISTED)
        offer = _answerable(registration, now=now)
        Offer.objects.filter(pk=offer.pk).update(state=OfferState.DECLINED, ended_at=now)
        WaitingEntry.objects.filter(pk=offer.entry_id).update(state=EntryState.WAITING, passed=True)
        SeatPool.objects.filter(waiting_entries=offer.entry_id).update(waiting=F("waiting") + 1)
        change_state(
            registration,
            act=Act.PASS_OFFER,
            to=State.WAITLISTED,
            reason=ReasonCode.OFFER_PASSED,
            now=now,
            by=PERSON,
        )
        freed = seats.give_back_seats(registration)
        waiting_list.promote(registration.occasion, pools=freed, now=now, by=PERSON, same_seat=True)
        bump_generation()
    return registration


def expire_offer(registration: Registration, *, now: datetime) -> bool:
    """End a registration whose offer was not answered in time; False when there is nothing to end (any more)."""
    with transaction.atomic(durable=True):
        registration = seats.lock_registration(registration)
        offer = open_offer(registration)
        if offer is None or now < offer.answer_by:
            return False
        change_state(
            registration,
            act=Act.EXPIRE_OFFER,
            to=State.EXPIRED,
            reason=ReasonCode.OFFER_NOT_ANSWERED,
            now=now,
            by=CLOCK,
        )
        waiting_list.leave_queue(registration, state=EntryState.LAPSED, now=now, offer=OfferState.LAPSED)
        freed = seats.give_back_seats(registration)
        waiting_list.promote(registration.occasion, pools=freed, now=now, by=CLOCK, same_seat=True)
        notifications.send_offer_lapsed(registration, now=now)
        bump_generation()
    return True


def _answerable(registration: Registration, *, now: datetime) -> Offer:
    offer = open_offer(registration)
    if offer is None:
        raise RefusedTransition
    if now >= offer.answer_by:
        raise OfferLapsed
    return offer
