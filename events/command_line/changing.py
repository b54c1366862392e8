"""Changing an event: another time, place, number of seats or status; tried out first, if wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TextIO

from django.utils import timezone

from events.command_line.answers import Refused, UsageError, find_occasion, summary_of, write_json
from events.domain.changing import EventChange, Told, change_event, effect_of_change
from events.domain.mail_kinds import kind_in_words
from events.domain.occasion_days import held_days
from events.domain.occasions import DayPlan, days_between
from events.domain.series import plan_of
from events.domain.transitions import COMMAND
from events.enums import OccasionStatus, PoolKind
from events.models import Occasion, OccasionDay, SeatPool
from events.wall_clock import to_moment


def change(options: Mapping[str, Any], *, out: TextIO, err: TextIO) -> int:
    """Change what is given and print who is told what; with ``--dry-run`` nothing is changed."""
    given = [name for name in ("starts", "ends", "place", "capacity", "status") if options[name] is not None]
    if not given:
        raise UsageError("Say what to change: --starts, --ends, --place, --capacity or --status.")
    if options["capacity"] is not None and options["capacity"] < 0:
        raise UsageError("--capacity cannot be negative.")
    occasion = find_occasion(options["code"])
    wanted = _change_of(occasion, options)
    act = effect_of_change if options["dry_run"] else change_event
    told = act(occasion, wanted, now=timezone.now(), by=COMMAND)
    if options["format"] == "json":
        event = summary_of(find_occasion(occasion.code))
        write_json(out, {**event, "dry_run": options["dry_run"], "told": [_told_values(row) for row in told]})
        return 0
    for row in told:
        out.write(f"{row.registration.arrival_number:>4}  {row.kind}  {row.registration.email}\n")
    done = "would be" if options["dry_run"] else "are"
    err.write(f"{len({row.registration.pk for row in told})} people {done} told.\n")
    return 0


def _change_of(occasion: Occasion, options: Mapping[str, Any]) -> EventChange:
    plan = plan_of(occasion)
    if options["place"] is not None:
        plan = replace(plan, location=options["place"])
    if options["starts"] or options["ends"]:
        plan = replace(plan, days=_days(held_days(occasion), options["starts"], options["ends"]))
    return EventChange(
        plan=plan if plan != plan_of(occasion) else None,
        status=OccasionStatus(options["status"]) if options["status"] else None,
        pool=_main_pool(occasion) if options["capacity"] is not None else None,
        capacity=options["capacity"],
    )


def _days(held: Sequence[OccasionDay], starts: datetime | None, ends: datetime | None) -> list[DayPlan]:
    """Return the days at their new times, the rows kept in order.

    A start alone moves all days by as many days and to that hour; each lasts as long as before. With an end there is
    a day for each date, as ``create`` makes them.
    """
    if not held:
        raise Refused("The event has no day to move.")
    if ends is not None:
        fresh = days_between(starts or held[0].start, ends)
        return [replace(day, day_id=held[at].pk if at < len(held) else None) for at, day in enumerate(fresh)]
    assert starts is not None
    target, first = _wall(starts), _wall(held[0].start)
    moved = []
    for day in held:
        begins = datetime.combine(target.date() + (_wall(day.start).date() - first.date()), target.time())
        lasts = _wall(day.end) - _wall(day.start)
        moved.append(DayPlan(to_moment(begins), to_moment(begins + lasts), day.all_day, day.pk))
    return moved


def _wall(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(tzinfo=None)


def _main_pool(occasion: Occasion) -> SeatPool:
    pool = occasion.pools.filter(kind=PoolKind.SEATS).order_by("pk").first()
    if pool is None:
        raise Refused("The event has no seats to change.")
    return pool


def _told_values(row: Told) -> dict[str, Any]:
    person = row.registration
    return {
        "kind": row.kind,
        "what": kind_in_words(row.kind),
        "arrival": person.arrival_number,
        "email": person.email,
        "language": person.language,
    }
