"""The waiting list: joining it, one's place in it, and moving up when a seat comes free.

Moving up happens in the transaction that frees the seat, never by a cron job; nobody moves up after the cut-off.
Who is next: ``waiting_order.py``. Answers to offers: ``offers.py``.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import F

from events.domain import notifications, party_mails, party_turns
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
from events.domain.waiting_order import (
    Turn,
    in_order,
    is_asked_first,
    is_at_short_notice,
    passed_over,
    place_of_entry,
    turns,
    waiting_for,
)
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


def pools_waited_for(registration: Registration) -> list[SeatPool]:
    """Return the pools that a registration waits for; empty for somebody who does not wait."""
    waiting = WaitingEntry.objects.filter(registration=registration, state=EntryState.WAITING)
    return list(SeatPool.objects.filter(waiting_entries__in=waiting))


def open_entry(registration: Registration) -> WaitingEntry | None:
    """Return the entry of a registration that waits or has an offer, or None."""
    return WaitingEntry.objects.filter(registration=registration, state__in=OPEN_ENTRIES).first()


def place_of(registration: Registration) -> int | None:
    """Return the place on the waiting list, counted from 1, or None for someone who is not on it.

    It is 1 plus the entries that come before, in the order in force, and compete for one of the same pools.
    """
    entry = WaitingEntry.objects.filter(registration=registration, state=EntryState.WAITING).first()
    return None if entry is None else place_of_entry(registration.occasion, entry)


def places_in(occasion: Occasion) -> dict[int, int]:
    """Return the places of all who wait, as :func:`place_of` gives them: registration id -> place.

    As many queries for one as for all who wait for the same seats.
    """
    waiting = WaitingEntry.objects.filter(registration__occasion=occasion, state=EntryState.WAITING)
    waiting = waiting.select_related("registration__party").prefetch_related("pools")
    waiting = waiting.order_by("registration__arrival_number")
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
        waiting = turns(occasion, waiting_for([pool, *parts]))
        reasons = {turn: _why_passed(occasion, turn, asks=asks, now=now) for turn in waiting}
        if None not in reasons.values() and take_together([pool, *parts], past_queue=True):
            for turn, reason in reasons.items():
                if reason == ReasonCode.GROUP_DOES_NOT_FIT:
                    party_turns.note_passing(occasion, turn, seats=1, now=now, by=by)
                elif reason is not None:
                    _note_passed_over(occasion, turn, reason, now=now, by=by)
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
    for party in {row.party_id: row.party for row in moved if row.party is not None}.values():
        party_mails.send_promoted(party, occasion, now=now)
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
    served: list[tuple[Registration, list[SeatPool]]] = []
    passed, can_be_served = [], []
    for entry in waiting_for([pool]):
        reason = passed_over(occasion, entry, now=now)
        if reason is None:
            can_be_served.append(entry)
        else:
            passed.append((Turn([entry]), reason))
    do_not_fit: list[Turn] = []
    saved = False  # no seat at all may go past the groups that do not fit
    last = 0
    for turn in turns(occasion, can_be_served):
        if saved or not all(
            party_turns.may_be_passed(occasion, group, seats=turn.seats, now=now) for group in do_not_fit
        ):
            saved = saved or turn.seats == 1
            turn.was_passed = True
            passed.append((turn, ReasonCode.SEATS_SAVED))
            continue
        found = _take_for(occasion, turn, pool)
        if not found and turn.party is None and not (occasion.has_parts and has_room(pool)):
            break
        if not found:
            turn.was_passed = True
            if turn.party is None:
                passed.append((turn, ReasonCode.PART_FULL))
            else:
                do_not_fit.append(turn)
            continue
        for entry, (seat, parts) in zip(turn.entries, found, strict=True):
            entry.registration.occasion = occasion
            last = max(last, entry.registration.arrival_number)
            served.append((entry.registration, _serve(occasion, entry, seat, parts, now=now, by=by)))
        for group in do_not_fit:
            party_turns.note_passing(occasion, group, seats=turn.seats, now=now, by=by)
    seats_left = bool(passed) and has_room(pool)
    for turn, reason in passed:
        if seats_left or turn.entries[0].registration.arrival_number < last:
            _note_passed_over(occasion, turn, reason, now=now, by=by)
    return served


def _take_for(occasion: Occasion, turn: Turn, pool: SeatPool) -> list[tuple[SeatPool, list[SeatPool]]]:
    """Count the entries of a turn in, all or none; return the seat of each and its workshops, or nothing.

    One gets a seat in ``pool``, with whatever else it wants; a group gets any seats that it waits for.
    """
    if turn.party is not None:
        found = party_turns.seats_for(turn) or []
        if not all(take_seat_past_queue(taken) for taken in found):
            raise RuntimeError("A seat that was free under the occasion's lock is taken.")
        return [(taken, []) for taken in found]
    if not occasion.has_parts:
        return [(pool, [])] if take_seat_past_queue(pool) else []
    entry = turn.entries[0]
    entry.registration.occasion = occasion
    for seat, *parts in wanted_together(entry, pool):
        if take_together([seat, *parts], past_queue=True):
            return [(seat, parts)]
    return []


def _why_passed(occasion: Occasion, turn: Turn, *, asks: bool, now: datetime) -> ReasonCode | None:
    """Return why a newcomer may go past a turn, or None when the free seat is for those who wait.

    ``asks``: the newcomer's address is not confirmed either.
    """
    for entry in turn.entries:
        reason = why_no_room(entry) if asks else passed_over(occasion, entry, now=now)
        if reason is not None:
            return reason
    fits = turn.party is None or party_turns.seats_for(turn) is not None
    if asks or fits or not party_turns.may_be_passed(occasion, turn, seats=1, now=now):
        return None
    return ReasonCode.GROUP_DOES_NOT_FIT


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
        if registration.party_id is None:
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


def _note_passed_over(occasion: Occasion, turn: Turn, reason: ReasonCode, *, now: datetime, by: Agent) -> None:
    for entry in turn.entries:
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
