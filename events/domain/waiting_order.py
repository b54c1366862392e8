"""Who on a waiting list is next: by arrival, or the municipality with fewest seats first; and who is passed over.

Whether a group that comes whole fits, and whether seats are saved for it: ``party_turns.py``.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from events.domain.parts import why_no_room
from events.enums import SEAT_HOLDING, EntryState, Promotion, PromotionOrder, ReasonCode
from events.models import Occasion, Party, SeatPool, WaitingEntry

LAST_HOURS = timedelta(hours=48)


@dataclass(eq=False)
class Turn:
    """Who is served together: one entry, or all those of a group that comes whole, by arrival.

    ``was_passed``: set by who goes through the line when the turn got no seats, so that none are counted for it.
    """

    entries: list[WaitingEntry]
    party: Party | None = None
    was_passed: bool = False

    @property
    def seats(self) -> int:
        return len(self.entries)


def waiting_for(pools: Iterable[SeatPool]) -> list[WaitingEntry]:
    """Return the entries that wait for any of ``pools``, with their registrations and groups, by arrival."""
    entries = WaitingEntry.objects.filter(state=EntryState.WAITING, pools__in=[pool.pk for pool in pools])
    return list(entries.select_related("registration__party").order_by("registration__arrival_number").distinct())


def in_order(occasion: Occasion, entries: Iterable[WaitingEntry]) -> Iterator[WaitingEntry]:
    """Return entries, given by arrival, in the order in force, as if each got a seat when its turn came."""
    for turn in turns(occasion, entries):
        yield from turn.entries


def place_of_entry(occasion: Occasion, entry: WaitingEntry) -> int:
    """Return the place of a waiting entry, from 1, among those who compete for one of the same pools."""
    rivals = waiting_for(entry.pools.all())
    return 1 + [rival.pk for rival in in_order(occasion, rivals)].index(entry.pk)


def turns(occasion: Occasion, entries: Iterable[WaitingEntry]) -> Iterator[Turn]:
    """Return entries, given by arrival, as turns in the order in force, as if each got its seats when it came.

    ``fewest_seats_first``: the municipality that holds fewest seats of the occasion, then arrival; those without a
    municipality count as one. A group that comes whole has one turn, where its first entry stands.
    """
    left = _together(entries)
    if occasion.order != PromotionOrder.FEWEST_SEATS_FIRST:
        yield from left
        return
    held = seats_by_municipality(occasion)
    while left:
        chosen = min(left, key=_held_by(held))  # the first of equals
        left.remove(chosen)
        yield chosen
        if not chosen.was_passed:
            held[_municipality(chosen)] += sum(entry.from_pool_id is None for entry in chosen.entries)


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
    """Return whether the entry gets an offer rather than the seat.

    Who only changes form is never asked, nor is a group: its contact can give back what is not needed.
    """
    offers = occasion.promotion == Promotion.OFFER and not is_at_short_notice(occasion, now=now)
    return offers and entry.from_pool_id is None and entry.registration.party_id is None


def is_at_short_notice(occasion: Occasion, *, now: datetime) -> bool:
    """Return whether seats are offered and there is no time left for it: 48 hours before the cut-off and later."""
    offers = occasion.promotion == Promotion.OFFER
    return offers and occasion.cut_off_at is not None and now > occasion.cut_off_at - LAST_HOURS


def _together(entries: Iterable[WaitingEntry]) -> list[Turn]:
    found: list[Turn] = []
    whole: dict[int, Turn] = {}
    for entry in entries:
        party = entry.registration.party
        if party is None or not party.comes_whole or entry.from_pool_id is not None:
            found.append(Turn([entry]))
        elif party.pk in whole:
            whole[party.pk].entries.append(entry)
        else:
            whole[party.pk] = Turn([entry], party)
            found.append(whole[party.pk])
    return found


def _municipality(turn: Turn) -> str | None:
    return turn.entries[0].registration.municipality_id


def _held_by(held: Counter[str | None]) -> Callable[[Turn], int]:
    return lambda turn: held[_municipality(turn)]
