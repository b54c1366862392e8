"""Series of occasions: made by a rule, changed one by one, from one on, or all; no change of a series changes a uid.

A series is no RRULE: each date is an occasion with a code, seats and calendar items of its own. What is done to
several occasions is one act and one transaction each, first to last, and may be repeated.
"""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from events.domain.copies import copy_kept_seats, copy_parts, copy_questions, copy_reminders
from events.domain.holidays import is_holiday
from events.domain.occasion_days import held_days
from events.domain.occasions import DayPlan, OccasionPlan, change_occasion, create_occasion
from events.domain.seats import lock_occasion
from events.domain.transitions import Agent
from events.enums import Mode, OccasionStatus, PoolKind, SeriesException, SeriesFrequency, SeriesScope
from events.exceptions import AlreadyInSeries, DateTaken
from events.models import Occasion, OccasionDay, OccasionSeries, SeriesDate
from events.wall_clock import to_moment

_SETTINGS = [entry.name for entry in fields(OccasionPlan) if entry.name != "days"]
_MOMENTS = ("opens_at", "closes_at", "cancel_until", "frozen_at", "cut_off_at")
_WEEK = 7


@dataclass(frozen=True)
class SeriesRule:
    """How often, and how many occasions with the first one."""

    frequency: str
    every: int
    count: int


@dataclass(frozen=True)
class SeriesRow:
    """A date of a series for its organizer: an occasion, an exception, or both."""

    on: date
    occasion: Occasion | None
    exception: SeriesDate | None


def rule_dates(first: date, rule: SeriesRule) -> list[date]:
    """Return the dates of a rule, the first among them, in order."""
    if rule.frequency == SeriesFrequency.WEEKLY:
        return [first + timedelta(days=_WEEK * rule.every * step) for step in range(rule.count)]
    months = rule.every * (12 if rule.frequency == SeriesFrequency.YEARLY else 1)
    return [_same_weekday(first, months * step) for step in range(rule.count)]


def make_series(
    occasion: Occasion, rule: SeriesRule, *, left_out: Iterable[date] = (), now: datetime
) -> OccasionSeries:
    """Make an occasion the first of a series and add the others, alike but for their dates; return the series.

    Kept seats, questions and reminders are taken over as they are now; later each occasion has its own.
    ``left_out``: dates of the rule without an occasion. So are public holidays. One transaction.
    Errors: AlreadyInSeries; nothing is written then.
    """
    with transaction.atomic(durable=True):
        occasion = lock_occasion(occasion.pk)
        if occasion.series_id is not None:
            raise AlreadyInSeries
        first = _date_of(held_days(occasion)[0], occasion)
        series = OccasionSeries.objects.create(
            content_id=occasion.content_id, first_on=first, created_at=now, **vars(rule)
        )
        Occasion.objects.filter(pk=occasion.pk).update(series=series, series_on=first)
        skipped = set(left_out)
        for day in rule_dates(first, rule)[1:]:
            kind = SeriesException.CANCELLED if day in skipped else SeriesException.HOLIDAY if is_holiday(day) else ""
            if kind:
                SeriesDate.objects.create(series=series, on=day, kind=kind)
            else:
                _add_occasion(series, occasion, day, now=now)
    return series


def add_extra(occasion: Occasion, *, on: date, now: datetime) -> Occasion:
    """Add an occasion on a date outside the rule, like another one of the series; return it.

    A date that the rule left out (a holiday) may be taken back this way. Errors: DateTaken; nothing is written then.
    """
    with transaction.atomic(durable=True):
        occasion = lock_occasion(occasion.pk)
        series = occasion.series
        if series is None or series.occasions.filter(series_on=on).exists():
            raise DateTaken
        added = _add_occasion(series, occasion, on, now=now)
        SeriesDate.objects.update_or_create(
            series=series, on=on, defaults={"kind": SeriesException.EXTRA, "moved_to": None}
        )
    return added


def change_in_series(occasion: Occasion, plan: OccasionPlan, *, scope: str, now: datetime, by: Agent) -> list[Occasion]:
    """Change an occasion to the plan, and those after it or all others in what was changed; return what was changed.

    The others keep what the change does not touch. They take new hours, and move by as many days as this one, but for
    one that was moved by itself: that keeps its date. Occasions called off or held already are left as they are.
    Errors: as ``change_occasion``; occasions before the one that is refused are changed then.
    """
    shift = shift_of(occasion, plan)
    if scope == SeriesScope.THIS or occasion.series_id is None:
        changed = [change_occasion(occasion, plan, now=now, by=by)]
        if shift:
            note_moved(occasion)
        return changed
    before = plan_of(occasion)
    rows = Occasion.objects.filter(series_id=occasion.series_id).exclude(status=OccasionStatus.CANCELLED)
    if scope == SeriesScope.FOLLOWING:
        rows = rows.filter(series_on__gte=occasion.series_on)
    moved = set(
        SeriesDate.objects.filter(series_id=occasion.series_id, kind=SeriesException.MOVED).values_list("on", flat=True)
    )
    changed = [change_occasion(occasion, plan, now=now, by=by)]
    for other in rows.exclude(pk=occasion.pk).order_by("series_on"):
        days = held_days(other)
        if days and days[-1].end > now:
            own_shift = 0 if other.series_on in moved else shift
            changed.append(change_occasion(other, _followed(other, before, plan, own_shift), now=now, by=by))
    return changed


def shift_of(occasion: Occasion, plan: OccasionPlan) -> int:
    """Return by how many days a plan moves the first day of an occasion, as it is before."""
    days = held_days(occasion)
    if not days or not plan.days:
        return 0
    first = min(day.start for day in plan.days)
    return (_local(first, occasion).date() - _date_of(days[0], occasion)).days


def note_moved(occasion: Occasion) -> None:
    """Write down that an occasion of a series was moved by itself: a later change of all leaves its date alone."""
    days = held_days(Occasion.objects.get(pk=occasion.pk))
    if occasion.series_on is None or not days:
        return
    is_extra = SeriesDate.objects.filter(series_id=occasion.series_id, on=occasion.series_on).exclude(
        kind=SeriesException.MOVED
    )
    if not is_extra.exists():
        SeriesDate.objects.update_or_create(
            series_id=occasion.series_id,
            on=occasion.series_on,
            defaults={"kind": SeriesException.MOVED, "moved_to": _date_of(days[0], occasion)},
        )


def series_rows(series: OccasionSeries) -> list[SeriesRow]:
    """Return the dates of a series in order: occasions, and dates without one."""
    occasions = {row.series_on: row for row in series.occasions.prefetch_related("days")}
    exceptions = {row.on: row for row in series.exceptions.all()}
    dates = sorted({day for day in occasions if day} | exceptions.keys())
    return [SeriesRow(day, occasions.get(day), exceptions.get(day)) for day in dates]


def plan_of(occasion: Occasion) -> OccasionPlan:
    """Return an occasion as it is, as a plan."""
    days = [DayPlan(day.start, day.end, day.all_day, day.pk) for day in held_days(occasion)]
    return OccasionPlan(days=days, **{name: getattr(occasion, name) for name in _SETTINGS})


# --- parts --------------------------------------------------------------------------------------------------------


def _same_weekday(first: date, months: int) -> date:
    """Return the date so many months later that is the same weekday of its month; a fifth one is the last."""
    index = first.year * 12 + first.month - 1 + months
    year, month = divmod(index, 12)
    weeks = calendar.Calendar().itermonthdates(year, month + 1)
    fitting = [day for day in weeks if day.month == month + 1 and day.weekday() == first.weekday()]
    return fitting[min((first.day - 1) // _WEEK, len(fitting) - 1)]


def _add_occasion(series: OccasionSeries, like: Occasion, on: date, *, now: datetime) -> Occasion:
    days = (on - _date_of(held_days(like)[0], like)).days
    plan = _moved_plan(like, plan_of(like), days)
    pools = list(like.pools.filter(kind=PoolKind.SEATS).order_by("pk"))
    online = next((pool.capacity for pool in pools if pool.mode == Mode.ONLINE), None)
    added = create_occasion(
        plan,
        content_id=series.content_id,
        capacity=pools[0].capacity if pools else None,
        online_capacity=online if like.mode == Mode.HYBRID else None,
        status=OccasionStatus(like.status),
        now=now,
    )
    added.series, added.series_on = series, on
    added.save(update_fields=["series", "series_on"])
    earmarks = like.pools.filter(kind=PoolKind.EARMARK)
    copy_kept_seats(like, added, releases={pool.pk: _later(pool.releases_at, like, days) for pool in earmarks})
    copy_parts(like, added)
    copy_questions(like, added)
    copy_reminders(like, added)
    return added


def _moved_plan(occasion: Occasion, plan: OccasionPlan, days: int) -> OccasionPlan:
    """Return the plan of a new occasion so many days later, at the same hours of the wall clock."""
    moments = {name: _later(getattr(plan, name), occasion, days) for name in _MOMENTS}
    held = [
        DayPlan(_later(day.start, occasion, days), _later(day.end, occasion, days), day.all_day) for day in plan.days
    ]
    return replace(plan, days=held, **moments)


def _followed(other: Occasion, before: OccasionPlan, plan: OccasionPlan, shift: int) -> OccasionPlan:
    """Return the plan of another occasion after the same change: settings that differ, new hours, moved dates."""
    own = plan_of(other)
    apart = (_date_of(held_days(other)[0], other) - _local(before.days[0].start, other).date()).days
    settings: dict[str, Any] = {}
    for name in _SETTINGS:
        if getattr(plan, name) != getattr(before, name):
            value = getattr(plan, name)
            settings[name] = _later(value, other, apart) if name in _MOMENTS else value
    if _hours(plan, other) == _hours(before, other) and not shift:
        return replace(own, **settings)
    first = _local(plan.days[0].start, other).date()
    away = apart - (first - _local(before.days[0].start, other).date()).days + shift
    days = [
        DayPlan(
            _later(day.start, other, away),
            _later(day.end, other, away),
            day.all_day,
            own.days[place].day_id if place < len(own.days) else None,
        )
        for place, day in enumerate(plan.days)
    ]
    return replace(own, days=days, **settings)


def _hours(plan: OccasionPlan, occasion: Occasion) -> Sequence[tuple[int, time, time, bool]]:
    """Return the days of a plan without their dates: days after the first, hours, all day or not."""
    first = _local(plan.days[0].start, occasion).date()
    return [
        (
            (_local(day.start, occasion).date() - first).days,
            _local(day.start, occasion).time(),
            _local(day.end, occasion).time(),
            day.all_day,
        )
        for day in plan.days
    ]


def _local(moment: datetime, occasion: Occasion) -> datetime:
    return moment.astimezone(ZoneInfo(occasion.time_zone))


def _date_of(day: OccasionDay, occasion: Occasion) -> date:
    return _local(day.start, occasion).date()


def _later(moment: Any, occasion: Occasion, days: int) -> Any:
    """Return the same hour on the wall clock so many days later; None stays None. Errors: NoSuchLocalTime."""
    if moment is None:
        return None
    local = _local(moment, occasion).replace(tzinfo=None)
    return to_moment(local + timedelta(days=days), zone=ZoneInfo(occasion.time_zone))
