"""Answers to an offered seat: accepted, passed on, or not answered in time. An offer that ended is never armed again.

Offers are made in ``waiting_list.promote``. Each act here is one transaction, with the next one's turn in it.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from cms.domain.generation import bump_generation
from events.domain import notifications, seats, waiting_list
from events.domain.transitions import CLOCK, PERSON, change_state, check_transition
from events.enums import Act, EntryState, LapsedOffer, OfferState, ReasonCode
from events.enums import RegistrationState as State
from events.exceptions import OfferLapsed, RefusedTransition
from events.models import Occasion, Offer, Registration, SeatPool, WaitingEntry


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
    """Take back an offer that was not answered in time; False when there is nothing to take back (any more).

    The registration ends, or, where the occasion says so and its list is open still, waits on as the last in line.
    """
    with transaction.atomic(durable=True):
        registration = seats.lock_registration(registration)
        offer = open_offer(registration)
        if offer is None or now < offer.answer_by:
            return False
        waiting_list.leave_queue(registration, state=EntryState.LAPSED, now=now, offer=OfferState.LAPSED)
        freed = seats.give_back_seats(registration)
        if _waits_on(registration.occasion, now=now):
            _go_last(registration, offer, now=now)
        else:
            change_state(
                registration,
                act=Act.EXPIRE_OFFER,
                to=State.EXPIRED,
                reason=ReasonCode.OFFER_NOT_ANSWERED,
                now=now,
                by=CLOCK,
            )
        waiting_list.promote(registration.occasion, pools=freed, now=now, by=CLOCK, same_seat=True)
        place = waiting_list.place_of(registration)
        notifications.send_offer_lapsed(registration, offer, place=place, now=now)
        bump_generation()
    return True


def _waits_on(occasion: Occasion, *, now: datetime) -> bool:
    is_open = occasion.waiting_list and (occasion.cut_off_at is None or now < occasion.cut_off_at)
    return is_open and occasion.lapsed_offer == LapsedOffer.LAST


def _go_last(registration: Registration, offer: Offer, *, now: datetime) -> None:
    """Put a registration last in the queue for the same pools; not answering counts as passing on this very seat.

    Source: ``docs/decisions/0024``.
    """
    first_arrival = registration.arrival_number
    seats.arrive_anew(registration)
    pools = list(offer.entry.pools.order_by("pk"))
    entry = waiting_list.join_queue(registration, pools=pools, now=now, short_notice=offer.entry.short_notice)
    WaitingEntry.objects.filter(pk=entry.pk).update(passed=True)
    change_state(
        registration,
        act=Act.EXPIRE_OFFER,
        to=State.WAITLISTED,
        reason=ReasonCode.LAST_IN_LINE,
        now=now,
        by=CLOCK,
        numbers={
            "arrival": registration.arrival_number,
            "first_arrival": first_arrival,
            "place": waiting_list.place_of(registration),
        },
    )


def _answerable(registration: Registration, *, now: datetime) -> Offer:
    offer = open_offer(registration)
    if offer is None:
        raise RefusedTransition
    if now >= offer.answer_by:
        raise OfferLapsed
    return offer
