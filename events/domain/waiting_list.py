"""The waiting list: joining it, one's place in it, and moving up when a seat comes free.

Moving up happens in the transaction that frees the seat, never by a cron job; nobody moves up after the cut-off.
Who is next: ``waiting_order.py``. Answers to offers: ``offers.py``.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import F

from events.domain import notifications
from events.domain.parts import wanted_together, why_no_room
from events.domain.seats import (
    claim_seat,
    give_back_seat,
    has_room,
    take_free_seat,
    take_seat_past_queue,
    take_together,
)
from events.domain.transitions import Agent, change_state, record_reason
from events.domain.waiting_order import in_order, is_asked_first, is_at_short_notice, passed_over, waiting_for
from events.enums import Act, EntryState, OccasionStatus, OfferState, PromotionOrder, ReasonCode, RegistrationState
from events.exceptions import OccasionFull
from events.models import Occasion, Offer, Registration, SeatPool, WaitingEntry
from events.models.waiting import OPEN_ENTRIES


def join_queue(
    registration: Registration,
    *,
    pools: Iterable[SeatPool],
    now: datetime,
    from_pool: SeatPool | None = None,
    short_notice: bool = False,
) -> WaitingEntry:
    """Put a registration in the queue for any one of ``pools`` (at least one).

    ``from_pool``: the seat that is given back when the other form of participation has one.
    """
    entry = WaitingEntry.objects.create(
        registration=registration, created_at=now, from_pool=from_pool, short_notice=short_notice
    )
    wanted = [pool.pk for pool in pools]
    entry.pools.set(wanted)
    SeatPool.objects.filter(pk__in=wanted).update(waiting=F("waiting") + 1)
    return entry


def leave_queue(
    registration: Registration,
    *,
    state: EntryState,
    now: datetime,
    offer: OfferState = OfferState.WITHDRAWN,
) -> None:
    """End the open entry of a registration, if it has one, and count it out of its pools.

    ``offer``: what becomes of its open offer; the seat behind it is the caller's to claim or give back.
    """
    entry = open_entry(registration)
    if entry is None:
        return
    if entry.state == EntryState.WAITING:
        SeatPool.objects.filter(waiting_entries=entry).update(waiting=F("waiting") - 1)
    WaitingEntry.objects.filter(pk=entry.pk).update(state=state, ended_at=now)
    entry.offers.filter(state=OfferState.OPEN).update(state=offer, ended_at=now)


def open_entry(registration: Registration) -> WaitingEntry | None:
    """Return the entry of a registration that waits or has an offer, or None."""
    return WaitingEntry.objects.filter(registration=registration, state__in=OPEN_ENTRIES).first()


def place_of(registration: Registration) -> int | None:
    """Return the place on the waiting list, counted from 1, or None for someone who is not on it.

    It is 1 plus the entries that come before, in the order in force, and compete for one of the same pools.
    """
    entry = WaitingEntry.objects.filter(registration=registration, state=EntryState.WAITING).first()
    if entry is None:
        return None
    rivals = waiting_for(entry.pools.all())
    return 1 + [rival.pk for rival in in_order(registration.occasion, rivals)].index(entry.pk)


def places_in(occasion: Occasion) -> dict[int, int]:
    """Return the places of all who wait, as :func:`place_of` gives them: registration id -> place.

    As many queries for one as for all who wait for the same seats.
    """
    waiting = WaitingEntry.objects.filter(registration__occasion=occasion, state=EntryState.WAITING)
    waiting = waiting.select_related("registration").prefetch_related("pools").order_by("registration__arrival_number")
    wanted = {entry: frozenset(pool.pk for pool in entry.pools.all()) for entry in waiting}
    places: dict[int, int] = {}
    for pools in set(wanted.values()):
        rivals = in_order(occasion, [entry for entry, other in wanted.items() if other & pools])
        for place, entry in enumerate(rivals, start=1):
            if wanted[entry] == pools:
                places[entry.registration_id] = place
    return places


def next_place(pools: Iterable[SeatPool], newcomer: Registration) -> int:
    """Return the place that a newcomer to these pools would get; ``newcomer`` is not saved."""
    entry = WaitingEntry(registration=newcomer)
    rivals = [*waiting_for(pools), entry]
    return 1 + list(in_order(newcomer.occasion, rivals)).index(entry)


def check_list_open(occasion: Occasion, pools: Sequence[SeatPool], *, now: datetime) -> None:
    """Check that one can join the queue for ``pools``. Errors: OccasionFull."""
    over = occasion.cut_off_at is not None and now >= occasion.cut_off_at
    if not pools or not occasion.waiting_list or over:
        raise OccasionFull


def take_seat(
    occasion: Occasion,
    *,
    pools: Sequence[SeatPool],
    now: datetime,
    by: Agent,
    asks: bool = False,
    parts: Sequence[SeatPool] = (),
) -> SeatPool | None:
    """Count a newcomer into the first of ``pools`` that has room and where nobody waits who could have the seat, and
    with it into each of ``parts`` (workshops): all of them or none.

    Those who wait and are passed over (``waiting_order.passed_over``) get a reason row each, as when :func:`promote`
    passes them; ``asks``: the newcomer's address is not confirmed either, so the queue is not passed, but for
    those who wait for a full workshop.
    Expects the occasion's lock; the caller writes the claim. Source: ``docs/decisions/0017``.
    """
    together = (pool for pool in pools if take_together([pool, *parts]))
    found = next(together, None) if parts else take_free_seat(pools)
    if found is not None or (asks and not occasion.has_parts):
        return found
    for pool in pools:
        waiting = waiting_for([pool, *parts])
        reasons = {entry: why_no_room(entry) if asks else passed_over(occasion, entry, now=now) for entry in waiting}
        passed = [(entry, reason) for entry, reason in reasons.items() if reason is not None]
        if len(passed) == len(reasons) and take_together([pool, *parts], past_queue=True):
            for entry, reason in passed:
                _note_passed_over(occasion, entry, reason, now=now, by=by)
            return pool
    return None


def promote(
    occasion: Occasion, *, pools: Iterable[SeatPool], now: datetime, by: Agent, same_seat: bool = False
) -> list[Registration]:
    """Move people up into every free seat of ``pools``, in the order in force, and mail them: the seat, or an offer.

    Expects the occasion's lock in the open transaction. Nobody after ``cut_off_at``; each entry that is passed over
    (``waiting_order.passed_over``) gets a reason row. ``same_seat``: no other seat came free than one that was passed
    on already, so who passed on it is not asked again.
    Return those who moved up, in order; may be empty.
    """
    moved: list[Registration] = []
    left = sorted({pool.pk: pool for pool in pools}.values(), key=lambda pool: pool.pk)
    if not same_seat:
        again = WaitingEntry.objects.filter(passed=True, state=EntryState.WAITING, pools__in=left)
        WaitingEntry.objects.filter(pk__in=list(again.values_list("pk", flat=True))).update(passed=False)
    while left:
        pool = left.pop(0)
        if occasion.cut_off_at is not None and now >= occasion.cut_off_at:
            _explain_cut_off(occasion, pool, now=now, by=by)
            continue
        for registration, freed in _fill(occasion, pool, now=now, by=by):
            moved.append(registration)
            left += [other for other in freed if other.pk not in {waiting.pk for waiting in left}]
    return moved


def close_list(occasion: Occasion, *, now: datetime, by: Agent) -> list[Registration]:
    """End all entries of an occasion whose cut-off has passed and mail "no seat this time"; return them in order.

    Who waited for another form of participation keeps the seat there is. Expects the occasion's lock in the open
    transaction. Before the cut-off nothing happens, nor while the event is postponed: the list waits for the new day.
    """
    postponed = occasion.status == OccasionStatus.POSTPONED
    if postponed or occasion.cut_off_at is None or now < occasion.cut_off_at:
        return []
    waiting = WaitingEntry.objects.filter(registration__occasion=occasion, state=EntryState.WAITING)
    closed = []
    for entry in waiting.select_related("registration").order_by("registration__arrival_number"):
        registration = entry.registration
        registration.occasion = occasion
        if registration.state == RegistrationState.WAITLISTED:
            change_state(
                registration,
                act=Act.CLOSE_LIST,
                to=RegistrationState.EXPIRED,
                reason=ReasonCode.LIST_CLOSED,
                now=now,
                by=by,
            )
            notifications.send_list_closed(registration, now=now)
        else:
            record_reason(
                occasion,
                act=Act.CLOSE_LIST,
                reason=ReasonCode.LIST_CLOSED,
                now=now,
                by=by,
                registration=registration,
            )
            notifications.send_switch_closed(registration, entry_id=entry.pk, now=now)
        leave_queue(registration, state=EntryState.CLOSED, now=now)
        closed.append(registration)
    return closed


# --- parts --------------------------------------------------------------------------------------------------------


def _fill(occasion: Occasion, pool: SeatPool, *, now: datetime, by: Agent) -> list[tuple[Registration, list[SeatPool]]]:
    """Serve who waits for a pool while it has room; return each with the pools that got a seat back from them."""
    served, passed = [], []
    can_be_served = []
    for entry in waiting_for([pool]):
        reason = passed_over(occasion, entry, now=now)
        if reason is None:
            can_be_served.append(entry)
        else:
            passed.append((entry, reason))
    last = 0
    for entry in in_order(occasion, can_be_served):
        entry.registration.occasion = occasion
        seat, parts = _take_for(occasion, entry, pool)
        if seat is None and occasion.has_parts and has_room(pool):
            passed.append((entry, ReasonCode.PART_FULL))
            continue
        if seat is None:
            break
        last = max(last, entry.registration.arrival_number)
        served.append((entry.registration, _serve(occasion, entry, seat, parts, now=now, by=by)))
    seats_left = bool(passed) and has_room(pool)
    for entry, reason in passed:
        if seats_left or entry.registration.arrival_number < last:
            _note_passed_over(occasion, entry, reason, now=now, by=by)
    return served


def _take_for(
    occasion: Occasion, entry: WaitingEntry, pool: SeatPool
) -> tuple[SeatPool, list[SeatPool]] | tuple[None, list[SeatPool]]:
    """Count an entry into ``pool`` and whatever else it wants, all or none; return its seat and its workshops."""
    if not occasion.has_parts:
        return (pool, []) if take_seat_past_queue(pool) else (None, [])
    for seat, *parts in wanted_together(entry, pool):
        if take_together([seat, *parts], past_queue=True):
            return seat, parts
    return None, []


def _serve(
    occasion: Occasion,
    entry: WaitingEntry,
    pool: SeatPool,
    parts: Sequence[SeatPool],
    *,
    now: datetime,
    by: Agent,
) -> list[SeatPool]:
    """Give seats that were counted to an entry; return the pools that got one back from the same person."""
    registration = entry.registration
    numbers = {"pool": pool.pk, "arrival": registration.arrival_number}
    if entry.from_pool_id is not None:
        return grant_switch(registration, pool, reason=_why_next(occasion, entry, now=now), now=now, by=by)
    claim_seat(registration, pool, parts)
    asked = is_asked_first(occasion, entry, now=now)
    change_state(
        registration,
        act=Act.PROMOTE,
        to=RegistrationState.OFFERED if asked else RegistrationState.CONFIRMED,
        reason=_why_next(occasion, entry, now=now),
        now=now,
        by=by,
        numbers=numbers,
    )
    if asked:
        notifications.send_offer(registration, _open_offer(occasion, entry, pool, now=now), now=now)
    else:
        leave_queue(registration, state=EntryState.GRANTED, now=now)
        notifications.send_promoted(registration, now=now)
    return []


def grant_switch(
    registration: Registration, pool: SeatPool, *, reason: ReasonCode, now: datetime, by: Agent
) -> list[SeatPool]:
    """Move a confirmed person to a seat that was counted in ``pool``: the new claim first, then the old one back.

    The caller promotes for the pools that are returned. Expects the occasion's lock.
    """
    freed = give_back_seat(registration)
    claim_seat(registration, pool)
    registration.mode = pool.mode
    registration.save(update_fields=["mode"])
    leave_queue(registration, state=EntryState.GRANTED, now=now)
    change_state(
        registration,
        act=Act.SWITCH_MODE,
        to=RegistrationState.CONFIRMED,
        reason=reason,
        now=now,
        by=by,
        numbers={"pool": pool.pk, "mode": pool.mode},
    )
    notifications.send_switched(registration, version=registration.occasion.seat_version, now=now)
    return freed


def _open_offer(occasion: Occasion, entry: WaitingEntry, pool: SeatPool, *, now: datetime) -> Offer:
    """Write an offer and count its entry out of the queue while it is open."""
    answer_by = now + timedelta(hours=occasion.offer_hours)
    if occasion.cut_off_at is not None:
        answer_by = min(answer_by, occasion.cut_off_at)
    SeatPool.objects.filter(waiting_entries=entry).update(waiting=F("waiting") - 1)
    WaitingEntry.objects.filter(pk=entry.pk).update(state=EntryState.OFFERED)
    return Offer.objects.create(entry=entry, pool=pool, answer_by=answer_by, offered_at=now)


def _why_next(occasion: Occasion, entry: WaitingEntry, *, now: datetime) -> ReasonCode:
    if is_at_short_notice(occasion, now=now) and entry.from_pool_id is None:
        return ReasonCode.SHORT_NOTICE
    if occasion.order == PromotionOrder.FEWEST_SEATS_FIRST:
        return ReasonCode.NEXT_BY_FEWEST_SEATS
    return ReasonCode.NEXT_IN_ORDER


def _note_passed_over(occasion: Occasion, entry: WaitingEntry, reason: ReasonCode, *, now: datetime, by: Agent) -> None:
    record_reason(occasion, act=Act.PROMOTE, reason=reason, now=now, by=by, registration=entry.registration)


def _explain_cut_off(occasion: Occasion, pool: SeatPool, *, now: datetime, by: Agent) -> None:
    first = next(in_order(occasion, waiting_for([pool])), None)
    if first is not None:
        record_reason(
            occasion,
            act=Act.PROMOTE,
            reason=ReasonCode.AFTER_CUT_OFF,
            now=now,
            by=by,
            registration=first.registration,
            numbers={"pool": pool.pk},
        )
