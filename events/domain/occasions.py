"""Planning an occasion: made, changed, published, cancelled; what was public stays known to calendars."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cms.domain.generation import bump_generation
from events.codes import new_code
from events.domain import notifications, registration, seats, waiting_list
from events.domain.audit import log_act
from events.domain.calendar_items import refresh_calendar
from events.domain.occasion_days import held_days, remember_days
from events.domain.party_seats import move_names_due
from events.domain.seats_of_mode import fit_seats_to_mode
from events.domain.transitions import Agent
from events.domain.words import latin_line
from events.enums import (
    STATUS_MOVES,
    Act,
    Confirmation,
    LapsedOffer,
    Mode,
    OccasionKind,
    OccasionStatus,
    Planning,
    PoolKind,
    Promotion,
    PromotionOrder,
)
from events.exceptions import DayEndsBeforeStart, NoDays, ReasonMissing, StatusRefused
from events.models import Occasion, OccasionDay, Registration, SeatPool
from events.wall_clock import to_moment


@dataclass(frozen=True)
class DayPlan:
    """A day as it shall be. ``day_id``: the row it changes; None for a new day. ``end`` is exclusive."""

    start: datetime
    end: datetime
    all_day: bool = False
    day_id: int | None = None


@dataclass(frozen=True)
class OccasionPlan:
    """All that an organizer decides about an occasion; field names are those of the table.

    ``cut_off_at`` None with a waiting list: the start of the first day.
    """

    days: Sequence[DayPlan]
    kind: str = OccasionKind.SEMINAR
    mode: str = Mode.ONSITE
    location: str = ""
    join_url: str = ""
    join_hours: int | None = None
    organizer_id: int | None = None
    network_id: int | None = None
    municipality_id: str | None = None
    course_responsible_id: int | None = None
    case_number: str = ""
    languages: Sequence[str] = field(default_factory=list)
    interpreter_languages: Sequence[str] = field(default_factory=list)
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    cancel_until: datetime | None = None
    frozen_at: datetime | None = None
    cut_off_at: datetime | None = None
    waiting_list: bool = True
    confirmation: str = Confirmation.DIRECT
    hold_minutes: int = 30
    approval_required: bool = False
    invitation_only: bool = False
    promotion: str = Promotion.DIRECT
    offer_hours: int = 24
    lapsed_offer: str = LapsedOffer.ENDS
    order: str = PromotionOrder.ARRIVAL
    group_registration: bool = False
    names_due_days: int = 14
    seats_past_party: int = 3


@dataclass(frozen=True)
class EarmarkPlan:
    """Seats kept for a municipality until ``releases_at`` (None: for good)."""

    municipality_id: str
    capacity: int
    releases_at: datetime | None = None


@dataclass(frozen=True)
class PartPlan:
    """A workshop with seats of its own (None: no limit)."""

    label: str
    capacity: int | None


DATED = {OccasionStatus.TENTATIVE, OccasionStatus.CONFIRMED}
_SETTINGS = [entry.name for entry in fields(OccasionPlan) if entry.name != "days"]


def create_occasion(
    plan: OccasionPlan,
    *,
    content_id: UUID,
    capacity: int | None,
    online_capacity: int | None = None,
    earmarks: Sequence[EarmarkPlan] = (),
    parts: Sequence[PartPlan] = (),
    status: OccasionStatus = OccasionStatus.DRAFT,
    code: str = "",
    now: datetime,
) -> Occasion:
    """Make an occasion with its days and seats, in the caller's transaction; calendars learn of it if it is public.

    ``capacity``: seats (null: no limit), on site, or online for an online event; ``online_capacity``: seats online of a
    hybrid event. ``code``: made beforehand by ``new_code``, or empty. Errors: NoDays, DayEndsBeforeStart.
    """
    _check_days(plan.days)
    with transaction.atomic():
        occasion = Occasion(code=code or new_code(), content_id=content_id, status=status, created_at=now)
        _apply_settings(occasion, plan)
        occasion.save()
        _apply_days(occasion, plan.days, now=now)
        main_mode = Mode.ONLINE if plan.mode in (Mode.ONLINE, Mode.SELF_PACED) else Mode.ONSITE
        main = SeatPool.objects.create(occasion=occasion, mode=main_mode, capacity=capacity)
        if plan.mode == Mode.HYBRID:
            SeatPool.objects.create(occasion=occasion, mode=Mode.ONLINE, capacity=online_capacity)
        for earmark in earmarks:
            SeatPool.objects.create(
                occasion=occasion,
                kind=PoolKind.EARMARK,
                mode=main_mode,
                parent=main,
                municipality_id=earmark.municipality_id,
                capacity=earmark.capacity,
                releases_at=earmark.releases_at,
            )
        for part in parts:
            add_part(occasion, part, mode=main_mode)
        refresh_calendar(occasion, now=now)
        bump_generation()
    return occasion


def add_part(occasion: Occasion, part: PartPlan, *, mode: str) -> SeatPool:
    """Add a workshop to an occasion, in the open transaction; people choose it from now on."""
    if not occasion.has_parts:
        occasion.has_parts = True
        occasion.save(update_fields=["has_parts"])
    return SeatPool.objects.create(
        occasion=occasion, kind=PoolKind.OPTION, mode=mode, label=part.label, capacity=part.capacity
    )


def change_occasion(occasion: Occasion, plan: OccasionPlan, *, now: datetime, by: Agent) -> Occasion:
    """Change an occasion to the plan; all who are registered or wait are told when time, place or form changed.

    A day that is not in the plan is taken out: deleted if it never was public, else kept as cancelled. A cut-off that
    was the start of the first day, and is not changed, stays with that day; when it comes later, those who wait move
    up into seats that are free. A new form takes the seats along (``fit_seats_to_mode``).
    While it is postponed nobody is told: the mail that it will be held says when and where.
    Errors: NoDays, DayEndsBeforeStart, SeatsInUse; nothing is written then.
    """
    with transaction.atomic(durable=True):
        return apply_plan(occasion, plan, now=now, by=by)


def set_status(occasion: Occasion, *, status: OccasionStatus, now: datetime, by: Agent) -> Occasion:
    """Move an occasion to another status; cancelling has an act of its own (:func:`cancel_occasion`).

    When it is postponed, and when it will be held after all, all who are registered or wait are told; they keep seat
    and place. Errors: StatusRefused for a step that the table does not know; nothing is written then.
    """
    with transaction.atomic(durable=True):
        return apply_status(occasion, status, now=now, by=by)


def cancel_occasion(occasion: Occasion, *, reason: str, now: datetime, by: Agent) -> int:
    """Cancel an occasion for good: every registration ends, nobody moves up, all are told. Return how many were told.

    ``reason`` goes into the mails as it is written. Errors: ReasonMissing, StatusRefused; nothing is written then.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(occasion.pk)
        if OccasionStatus.CANCELLED not in STATUS_MOVES[occasion.status]:
            raise StatusRefused
        occasion.status, occasion.cancelled_at = OccasionStatus.CANCELLED, now
        occasion.save(update_fields=["status", "cancelled_at"])
        refresh_calendar(occasion, now=now)
        rows = _involved(occasion)
        for row in rows:
            registration.end_with_occasion(row, now=now, by=by, words=reason.strip())
            notifications.send_occasion_cancelled(row, reason=reason.strip(), now=now)
        log_act(occasion, Act.CANCEL_OCCASION, by=by)
        bump_generation()
    return len(rows)


def change_capacity(pool: SeatPool, *, capacity: int | None, now: datetime, by: Agent) -> list[Registration]:
    """Set the number of seats of a pool and move people up into new ones; return who moved up, in order.

    Errors: CapacityBelowTaken; nothing is written then.
    """
    with transaction.atomic(durable=True):
        return apply_capacity(pool, capacity=capacity, now=now, by=by)


def effect_of_capacity(pool: SeatPool, *, capacity: int | None, now: datetime, by: Agent) -> list[Registration]:
    """Return who would move up if a pool had that many seats, in order: the act itself is done and taken back.

    Errors: CapacityBelowTaken.
    """
    with transaction.atomic(durable=True):
        promoted = apply_capacity(pool, capacity=capacity, now=now, by=by)
        transaction.set_rollback(True)
    return promoted


def promote_now(occasion: Occasion, *, now: datetime, by: Agent) -> list[Registration]:
    """Move people up into whatever seats are free; normally nobody is left to move, since releases do it at once."""
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(occasion.pk)
        promoted = waiting_list.promote(occasion, pools=list(occasion.pools.all()), now=now, by=by)
        if promoted:
            bump_generation()
    return promoted


def next_in_line(occasion: Occasion, *, now: datetime, by: Agent) -> list[Registration]:
    """Return who :func:`promote_now` would move up, in order: the act itself is done and taken back."""
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(occasion.pk)
        promoted = waiting_list.promote(occasion, pools=list(occasion.pools.all()), now=now, by=by)
        transaction.set_rollback(True)
    return promoted


def repair_seats(occasion: Occasion) -> list[seats.SeatDifference]:
    """Set the counters of an occasion to what its rows say; return what was wrong."""
    with transaction.atomic(durable=True):
        differences = seats.repair_counters(occasion.pk)
        bump_generation()
    return differences


def words_changed(content_id: UUID, *, now: datetime) -> None:
    """Bring calendars up to date after a page was published or withdrawn; joins the transaction that is open."""
    with transaction.atomic():
        for occasion in Occasion.objects.filter(content_id=content_id).order_by("pk"):
            if refresh_calendar(occasion, now=now):
                bump_generation()


def days_between(starts: datetime, ends: datetime) -> list[DayPlan]:
    """Return a day for each date from start to end, each with the same hours on the wall clock; at least one."""
    first, last = timezone.localtime(starts), timezone.localtime(ends)
    count = (last.date() - first.date()).days
    if count < 0 or ends <= starts or last.time() <= first.time():
        return [DayPlan(starts, ends)]
    days = []
    for number in range(count + 1):
        date = first.date() + timedelta(days=number)
        start = to_moment(datetime.combine(date, first.time()))
        days.append(DayPlan(start, to_moment(datetime.combine(date, last.time()))))
    return days


# --- the acts themselves, in the caller's transaction -------------------------------------------------------------


def apply_plan(occasion: Occasion, plan: OccasionPlan, *, now: datetime, by: Agent) -> Occasion:
    """Do what :func:`change_occasion` says, in the open transaction; return the occasion as it is then."""
    _check_days(plan.days)
    occasion = seats.lock_occasion(occasion.pk)
    before_lines = [latin_line(occasion, day) for day in held_days(occasion)]
    before = _fingerprints(occasion)
    first_start = min((day.start for day in held_days(occasion)), default=None)
    if plan.cut_off_at == occasion.cut_off_at == first_start:
        plan = replace(plan, cut_off_at=None)
    fit_seats_to_mode(occasion, plan.mode)
    _apply_settings(occasion, plan)
    occasion.save(update_fields=_SETTINGS)
    _apply_days(occasion, plan.days, now=now)
    occasion = Occasion.objects.get(pk=occasion.pk)
    refresh_calendar(occasion, now=now)
    _names_follow(occasion, first_start, now=now)
    if _fingerprints(occasion) != before and occasion.status in DATED:
        for row in _involved(occasion):
            notifications.send_changed(row, before=before_lines, version=occasion.seat_version, now=now)
    _seat_those_who_wait(occasion, now=now, by=by)
    log_act(occasion, Planning.CHANGE_OCCASION, by=by)
    bump_generation()
    return occasion


def apply_status(occasion: Occasion, status: OccasionStatus, *, now: datetime, by: Agent) -> Occasion:
    """Do what :func:`set_status` says, in the open transaction; return the occasion as it is then."""
    if status == OccasionStatus.CANCELLED:
        raise StatusRefused
    occasion = seats.lock_occasion(occasion.pk)
    before = OccasionStatus(occasion.status)
    if status not in STATUS_MOVES[before]:
        raise StatusRefused
    occasion.status = status
    occasion.save(update_fields=["status"])
    refresh_calendar(occasion, now=now)
    version = occasion.seat_version
    if status == OccasionStatus.POSTPONED:
        for row in _involved(occasion):
            notifications.send_postponed(row, version=version, now=now)
    elif before == OccasionStatus.POSTPONED:
        for row in _involved(occasion):
            notifications.send_resumed(row, version=version, now=now)
        _seat_those_who_wait(occasion, now=now, by=by)
    log_act(occasion, Planning.SET_STATUS, by=by, data={"from": before.value, "to": status.value})
    bump_generation()
    return occasion


def apply_capacity(pool: SeatPool, *, capacity: int | None, now: datetime, by: Agent) -> list[Registration]:
    """Do what :func:`change_capacity` says, in the open transaction; return who moved up, in order."""
    occasion = seats.lock_occasion(pool.occasion_id)
    if not seats.set_capacity(pool, capacity=capacity, now=now, by=by):
        return []
    promoted = waiting_list.promote(occasion, pools=[pool], now=now, by=by)
    log_act(occasion, Act.SET_CAPACITY, by=by)
    bump_generation()
    return promoted


# --- parts --------------------------------------------------------------------------------------------------------


def _check_days(days: Sequence[DayPlan]) -> None:
    if not days:
        raise NoDays
    if any(day.end <= day.start for day in days):
        raise DayEndsBeforeStart


def _apply_settings(occasion: Occasion, plan: OccasionPlan) -> None:
    for name in _SETTINGS:
        value = getattr(plan, name)
        setattr(occasion, name, list(value) if name in {"languages", "interpreter_languages"} else value)
    if occasion.waiting_list and occasion.cut_off_at is None:
        occasion.cut_off_at = min(day.start for day in plan.days)


def _apply_days(occasion: Occasion, days: Sequence[DayPlan], *, now: datetime) -> None:
    kept = {day.day_id for day in days if day.day_id is not None}
    for gone in occasion.days.filter(removed_at__isnull=True).exclude(pk__in=kept):
        if gone.ever_published:
            gone.removed_at = now
            gone.save(update_fields=["removed_at"])
        else:
            gone.delete()
    for day in days:
        values = {"start": day.start, "end": day.end, "all_day": day.all_day}
        if day.day_id is not None:
            occasion.days.filter(pk=day.day_id).update(**values)
        else:
            OccasionDay.objects.create(occasion=occasion, created_at=now, last_modified=now, **values)


def _fingerprints(occasion: Occasion) -> list[tuple[int, str]]:
    return list(occasion.days.order_by("pk").values_list("pk", "fingerprint"))


def _involved(occasion: Occasion) -> list[Registration]:
    """Return everybody who is registered or waits, in order of arrival."""
    remember_days(occasion)
    rows = list(occasion.registrations.active().order_by("arrival_number"))
    for row in rows:
        row.occasion = occasion
    return rows


def _names_follow(occasion: Occasion, first_start: datetime | None, *, now: datetime) -> None:
    """Let the day by which groups must name their members follow the first day of the event."""
    days = held_days(occasion)
    if days and first_start is not None and days[0].start != first_start:
        move_names_due(occasion, by=days[0].start - first_start, now=now)


def _seat_those_who_wait(occasion: Occasion, *, now: datetime, by: Agent) -> None:
    """Move people up into seats that are free: a later cut-off may let them, and a postponed event nobody."""
    pools = [pool for pool in occasion.pools.order_by("pk") if pool.waiting]
    if pools and occasion.status != OccasionStatus.POSTPONED:
        waiting_list.promote(occasion, pools=pools, now=now, by=by)
