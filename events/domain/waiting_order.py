"""Who on a waiting list is next: by arrival, or the municipality with fewest seats first; and who is passed over."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from events.domain.parts import why_no_room
from events.enums import SEAT_HOLDING, EntryState, Promotion, PromotionOrder, ReasonCode
from events.models import Occasion, SeatPool, WaitingEntry

LAST_HOURS = timedelta(hours=48)


def waiting_for(pools: Iterable[SeatPool]) -> list[WaitingEntry]:
    """Return the entries that wait for any of ``pools``, with their registrations, by arrival."""
    entries = WaitingEntry.objects.filter(state=EntryState.WAITING, pools__in=[pool.pk for pool in pools])
    return list(entries.select_related("registration").order_by("registration__arrival_number").distinct())


def in_order(occasion: Occasion, entries: Iterable[WaitingEntry]) -> Iterator[WaitingEntry]:
    """Return entries, given by arrival, in the order in force, as if each got a seat when its turn came.

    ``fewest_seats_first``: the municipality that holds fewest seats of the occasion, then arrival; those without a
    municipality count as one.
    """
    if occasion.order != PromotionOrder.FEWEST_SEATS_FIRST:
        yield from entries
        return
    held = seats_by_municipality(occasion)
    left = list(entries)
    while left:
        chosen = min(left, key=lambda entry: held[entry.registration.municipality_id])  # the first of equals
        left.remove(chosen)
        yield chosen
        if chosen.from_pool_id is None:
            held[chosen.registration.municipality_id] += 1


def seats_by_municipality(occasion: Occasion) -> Counter[str | None]:
    """Return how many registrations of each municipality hold a seat; None stands for those without one."""
    held = occasion.registrations.filter(state__in=SEAT_HOLDING)
    return Counter(held.values_list("municipality_id", flat=True))


def passed_over(occasion: Occasion, entry: WaitingEntry, *, now: datetime) -> ReasonCode | None:
    """Return why an entry is not served though a seat is free, or None for one that can be.

    Its address is not confirmed; it passed on this very seat; or seats are offered, there is no time left for it (48
    hours before the cut-off), and the person did not say that short notice is enough; or a workshop it wants is full.
    """
    if entry.registration.hold_expires_at is not None:
        return ReasonCode.ADDRESS_NOT_CONFIRMED
    if entry.passed:
        return ReasonCode.PASSED_THIS_SEAT
    if is_at_short_notice(occasion, now=now) and not entry.short_notice and entry.from_pool_id is None:
        return ReasonCode.NOT_AT_SHORT_NOTICE
    return why_no_room(entry) if occasion.has_parts else None


def is_asked_first(occasion: Occasion, entry: WaitingEntry, *, now: datetime) -> bool:
    """Return whether the entry gets an offer rather than the seat; who only changes form is never asked."""
    offers = occasion.promotion == Promotion.OFFER and not is_at_short_notice(occasion, now=now)
    return offers and entry.from_pool_id is None


def is_at_short_notice(occasion: Occasion, *, now: datetime) -> bool:
    """Return whether seats are offered and there is no time left for it: 48 hours before the cut-off and later."""
    offers = occasion.promotion == Promotion.OFFER
    return offers and occasion.cut_off_at is not None and now > occasion.cut_off_at - LAST_HOURS
