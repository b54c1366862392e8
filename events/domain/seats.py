"""Seats are counted by one conditional UPDATE each, under the lock of the occasion's row. Never count-then-insert.

Every seat act begins with :func:`lock_occasion`: an UPDATE, so that it is a lock on PostgreSQL and puts acts in one
order on both databases. All functions expect an open transaction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf

from django.db import transaction
from django.db.models import BigIntegerField, CharField, Count, Exists, F, IntegerField, OuterRef, Q

from cms.domain.prepared import Bind, Prepared, insert_row
from events.domain.occasion_days import remember_days
from events.domain.transitions import Agent, record_reason
from events.enums import MODES_OF_SEATS, SEAT_HOLDING, Act, EntryState, PoolKind, ReasonCode
from events.exceptions import CapacityBelowTaken
from events.models import Occasion, Registration, SeatClaim, SeatPool

HAS_ROOM = Q(capacity__isnull=True) | Q(taken__lt=F("capacity"))

_THIS_POOL = Bind("pool", BigIntegerField())
_THIS_OCCASION = Bind("occasion", BigIntegerField())
_LOCK = Prepared(
    lambda: Occasion.objects.filter(pk=_THIS_OCCASION),
    lambda: {
        "seat_version": F("seat_version") + 1,
        "next_arrival": F("next_arrival") + Bind("arrivals", IntegerField()),
    },
    returning=True,
)
_POOLS_OF_MODE = Prepared(
    lambda: (
        SeatPool.objects.filter(occasion_id=_THIS_OCCASION, mode=Bind("mode", CharField()))
        .exclude(kind=PoolKind.OPTION)
        .order_by("pk")
    )
)
_TAKE_FREE = Prepared(
    lambda: SeatPool.objects.filter(HAS_ROOM, pk=_THIS_POOL, waiting=0), lambda: {"taken": F("taken") + 1}
)
_TAKE_PAST_QUEUE = Prepared(lambda: SeatPool.objects.filter(HAS_ROOM, pk=_THIS_POOL), lambda: {"taken": F("taken") + 1})


@dataclass(frozen=True)
class SeatDifference:
    """A counter of a pool that is not what the rows say. ``counter``: ``taken`` or ``waiting``."""

    pool_id: int
    counter: str
    stored: int
    rows: int


def lock_occasion(occasion_id: int, *, arrivals: int = 0) -> Occasion:
    """Take the occasion's lock, return the row with its days as they are after it; hand out ``arrivals`` numbers.

    The last number handed out is ``next_arrival - 1``. Errors: Occasion.DoesNotExist.
    """
    found = _LOCK.instances(occasion=occasion_id, arrivals=arrivals)
    if not found:
        raise Occasion.DoesNotExist
    remember_days(found[0])
    return found[0]


def lock_registration(registration: Registration, *, arrivals: int = 0) -> Registration:
    """Take the occasion's lock, then return the registration as it is after it, with its occasion."""
    occasion = lock_occasion(registration.occasion_id, arrivals=arrivals)
    fresh = Registration.objects.get(pk=registration.pk)
    fresh.occasion = occasion
    return fresh


def arrive_anew(registration: Registration) -> None:
    """Give a registration the next arrival number, under the lock: it comes after all who have registered by now."""
    occasion = registration.occasion
    Occasion.objects.filter(pk=occasion.pk).update(next_arrival=F("next_arrival") + 1)
    registration.arrival_number = occasion.next_arrival
    occasion.next_arrival += 1
    registration.save(update_fields=["arrival_number"])


def return_arrivals(occasion: Occasion, count: int = 1) -> None:
    """Take back the last arrival numbers that this transaction's lock handed out: nobody new arrived."""
    Occasion.objects.filter(pk=occasion.pk).update(next_arrival=F("next_arrival") - count)


def wanted_pools(registration: Registration) -> list[SeatPool]:
    """Return the pools that may seat this person, own earmarks first, then the open seats; never empty lists mixed.

    A pool fits by the form of participation (on site or online); an earmark also by organization, municipality or
    function as the registration says.
    """
    pools = _POOLS_OF_MODE.instances(occasion=registration.occasion_id, mode=registration.mode)
    earmarks = [pool for pool in pools if pool.kind == PoolKind.EARMARK and _is_kept_for(pool, registration)]
    return earmarks + [pool for pool in pools if pool.kind == PoolKind.SEATS]


def take_free_seat(pools: Sequence[SeatPool]) -> SeatPool | None:
    """Count a newcomer into the first of ``pools`` that has room and where nobody waits; None when there is none.

    The caller writes the claim (:func:`claim_seat`) in the same transaction.
    """
    return next((pool for pool in pools if _TAKE_FREE.update(pool=pool.pk)), None)


def has_room(pool: SeatPool) -> bool:
    """Return whether the pool has a seat now, whoever waits. For words and reasons; never a guard."""
    return SeatPool.objects.filter(HAS_ROOM, pk=pool.pk).exists()


def room_in(pool: SeatPool) -> float:
    """Return how many seats of a pool, as it was read, are free, whoever waits; infinity without a limit."""
    return inf if pool.capacity is None else pool.capacity - pool.taken


def take_free_seats(pool: SeatPool, count: int) -> bool:
    """Count so many newcomers into a pool at once, all or none of them, unless others wait for it.

    The caller writes the claims (:func:`claim_seat`) in the same transaction.
    """
    fits = Q(capacity__isnull=True) | Q(taken__lte=F("capacity") - count)
    return bool(SeatPool.objects.filter(fits, pk=pool.pk, waiting=0).update(taken=F("taken") + count))


def take_seat_past_queue(pool: SeatPool) -> bool:
    """Count a person in although others wait for the pool. False when it is full. The caller writes the claim."""
    return bool(_TAKE_PAST_QUEUE.update(pool=pool.pk))


def take_together(pools: Sequence[SeatPool], *, past_queue: bool = False) -> bool:
    """Count a person into each of ``pools``, by ascending id, or into none of them. The caller writes the claims.

    A newcomer is counted in where nobody waits; ``past_queue``: although others do.
    """
    take = _TAKE_PAST_QUEUE if past_queue else _TAKE_FREE
    with transaction.atomic():
        taken = all(take.update(pool=pool.pk) for pool in sorted(pools, key=lambda pool: pool.pk))
        if not taken:
            transaction.set_rollback(True)
    return taken


def claim_seat(registration: Registration, pool: SeatPool, parts: Iterable[SeatPool] = ()) -> None:
    """Write the claim of a seat, and of those in workshops, that were counted in this transaction."""
    for counted in (pool, *parts):
        insert_row(SeatClaim(registration=registration, pool=counted))


def seat_of(registration: Registration) -> SeatPool | None:
    """Return the pool a person has the seat in, workshops aside."""
    claim = registration.claims.exclude(pool__kind=PoolKind.OPTION).select_related("pool").order_by("pk").first()
    return claim.pool if claim else None


def give_back_seats(registration: Registration, *, parts: Iterable[SeatPool] | None = None) -> list[SeatPool]:
    """Delete the claims of a registration and return the pools that got a seat back, by ascending id.

    ``parts``: those in these workshops alone; the other seats stay.
    """
    claims = registration.claims.select_related("pool").order_by("pool_id")
    if parts is not None:
        claims = claims.filter(pool__in=[pool.pk for pool in parts])
    return _give_back(claims)


def give_back_seat(registration: Registration) -> list[SeatPool]:
    """Delete the claim of a registration's seat, for another; those in workshops stay. Return as above."""
    return _give_back(
        registration.claims.exclude(pool__kind=PoolKind.OPTION).select_related("pool").order_by("pool_id")
    )


def _give_back(claims: Iterable[SeatClaim]) -> list[SeatPool]:
    freed = []
    for claim in claims:
        SeatPool.objects.filter(pk=claim.pool_id).update(taken=F("taken") - 1)
        freed.append(_after_release(claim.pool))
        claim.delete()
    return freed


def give_back_seats_of(registrations: Sequence[Registration]) -> set[SeatPool]:
    """Do what :func:`give_back_seats` does for many at once, in few statements; return the pools that got seats back.

    A pool whose kept seats were released hands each seat on, so those go one by one.
    """
    handed_on = Q(pool__kind=PoolKind.EARMARK, pool__released_at__isnull=False)
    claims = SeatClaim.objects.filter(registration__in=registrations)
    one_by_one = set(claims.filter(handed_on).values_list("registration_id", flat=True))
    freed = {pool for row in registrations if row.pk in one_by_one for pool in give_back_seats(row)}
    for pool_id, count in claims.values_list("pool").annotate(Count("pk")).order_by("pool"):
        SeatPool.objects.filter(pk=pool_id).update(taken=F("taken") - count)
        freed.add(SeatPool.objects.get(pk=pool_id))
    claims.delete()
    return freed


def set_capacity(pool: SeatPool, *, capacity: int | None, now: datetime, by: Agent) -> bool:
    """Set the number of seats, null for no limit; the caller promotes afterwards. Return whether it changed.

    Errors: CapacityBelowTaken; nothing is written then.
    """
    changed = SeatPool.objects.filter(pk=pool.pk).exclude(capacity=capacity)
    if capacity is None:
        changed = SeatPool.objects.filter(pk=pool.pk, capacity__isnull=False)
    fits = changed if capacity is None else changed.filter(taken__lte=capacity)
    before = pool.capacity
    if not fits.update(capacity=capacity):
        fresh = SeatPool.objects.get(pk=pool.pk)
        if capacity is not None and fresh.taken > capacity:
            raise CapacityBelowTaken(params={"taken": fresh.taken, "capacity": capacity})
        return False
    pool.refresh_from_db()
    record_reason(
        pool.occasion,
        act=Act.SET_CAPACITY,
        reason=ReasonCode.CAPACITY_CHANGED,
        now=now,
        by=by,
        numbers={"pool": pool.pk, "before": before, "after": capacity, "taken": pool.taken},
    )
    return True


def release_earmark(earmark: SeatPool, *, now: datetime, by: Agent) -> SeatPool | None:
    """Give the unused seats of an earmark to its parent, once; return the parent when it grew."""
    released = SeatPool.objects.filter(
        pk=earmark.pk, kind=PoolKind.EARMARK, released_at__isnull=True, capacity__isnull=False, releases_at__lte=now
    )
    fresh = released.first()
    if fresh is None or fresh.parent is None:
        return None
    unused = (fresh.capacity or 0) - fresh.taken
    released.update(capacity=F("taken"), released_at=now)
    SeatPool.objects.filter(pk=fresh.parent.pk, capacity__isnull=False).update(capacity=F("capacity") + unused)
    record_reason(
        fresh.occasion,
        act=Act.RELEASE_EARMARK,
        reason=ReasonCode.EARMARK_RELEASED,
        now=now,
        by=by,
        numbers={"pool": fresh.pk, "seats": unused},
    )
    return SeatPool.objects.get(pk=fresh.parent.pk) if unused else None


def seat_differences(occasions: Iterable[int] | None = None) -> list[SeatDifference]:
    """Return each counter that differs from the rows behind it; empty when all is well.

    ``taken`` must be the claims of registrations whose state holds a seat; ``waiting`` the entries that wait for the
    pool. A registration that should hold a seat and has none shows up in ``seatless_registrations``.
    """
    pools = SeatPool.objects.all() if occasions is None else SeatPool.objects.filter(occasion__in=list(occasions))
    pools = pools.annotate(
        claimed=Count("claims", filter=Q(claims__registration__state__in=SEAT_HOLDING), distinct=True),
        all_claims=Count("claims", distinct=True),
        queued=Count("waiting_entries", filter=Q(waiting_entries__state=EntryState.WAITING), distinct=True),
    ).order_by("pk")
    differences = []
    for pool in pools:
        if pool.taken != pool.claimed or pool.claimed != pool.all_claims:
            differences.append(SeatDifference(pool.pk, "taken", pool.taken, pool.claimed))
        if pool.waiting != pool.queued:
            differences.append(SeatDifference(pool.pk, "waiting", pool.waiting, pool.queued))
    return differences


def seatless_registrations(occasion: Occasion) -> list[Registration]:
    """Return registrations whose state holds a seat though a claim is missing, or one in a workshop they chose."""
    holding = occasion.registrations.filter(state__in=SEAT_HOLDING)
    seated = SeatClaim.objects.filter(registration=OuterRef("pk")).exclude(pool__kind=PoolKind.OPTION)
    missing = holding.filter(~Exists(seated))
    if occasion.has_parts:
        claimed = SeatClaim.objects.filter(registration=OuterRef("registration_id"), pool=OuterRef("seatpool_id"))
        chosen = Registration.parts.through.objects.filter(~Exists(claimed), registration__occasion=occasion)
        missing = holding.filter(~Exists(seated) | Q(pk__in=chosen.values("registration_id")))
    return list(missing.order_by("pk")) if occasion.pools.exists() else []


def repair_counters(occasion_id: int) -> list[SeatDifference]:
    """Set the counters of an occasion to what its rows say and return what was wrong.

    Claims of registrations that hold no seat are deleted. Errors: IntegrityError if the rows themselves oversell.
    """
    lock_occasion(occasion_id)
    SeatClaim.objects.filter(pool__occasion_id=occasion_id).exclude(registration__state__in=SEAT_HOLDING).delete()
    differences = seat_differences([occasion_id])
    for difference in differences:
        SeatPool.objects.filter(pk=difference.pool_id).update(**{difference.counter: difference.rows})
    return differences


def seat_modes(occasion: Occasion) -> list[str]:
    """Return the forms of participation a person can choose between, on site first; one when there is no choice."""
    return MODES_OF_SEATS[occasion.mode]


def _after_release(pool: SeatPool) -> SeatPool:
    """A seat of an earmark that was released earlier goes on to the parent."""
    if pool.kind != PoolKind.EARMARK or pool.released_at is None or pool.parent is None:
        return pool
    SeatPool.objects.filter(pk=pool.pk).update(capacity=F("taken"))
    SeatPool.objects.filter(pk=pool.parent.pk, capacity__isnull=False).update(capacity=F("capacity") + 1)
    return pool.parent


def _is_kept_for(pool: SeatPool, registration: Registration) -> bool:
    if pool.released_at is not None:
        return False
    by_organization = pool.organization_id is not None and pool.organization_id == registration.organization_id
    by_municipality = pool.municipality_id is not None and pool.municipality_id == registration.municipality_id
    by_function = bool(pool.function) and pool.function.casefold() == registration.function.casefold()
    return by_organization or by_municipality or by_function
