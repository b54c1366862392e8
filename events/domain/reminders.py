"""Reminders of an event: due on the wall clock so many days before, queued once for each person, reminder and date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from events.domain import notifications, seats
from events.domain.occasion_days import held_days
from events.enums import Mode, OccasionStatus, RegistrationState, Segment
from events.models import Occasion, Registration, Reminder

USUAL_DAYS_BEFORE = 2
USUAL_TIME = time(9)
LONGEST_AHEAD = timedelta(days=92)


@dataclass(frozen=True)
class DueReminder:
    """A reminder that is due, since when, and whom it goes to, by arrival."""

    reminder: Reminder
    due_at: datetime
    recipients: list[Registration]


def add_usual_reminder(occasion: Occasion) -> Reminder:
    """Plan what most events have: two days before at 9, to all who have a seat."""
    return Reminder.objects.create(occasion=occasion, days_before=USUAL_DAYS_BEFORE, at=USUAL_TIME)


def due_at(reminder: Reminder) -> datetime | None:
    """Return when a reminder is due: so many days on the calendar before the first day, at its time on the wall clock.

    The hours between may be one more or less when the clocks change. A time that is skipped that night is an hour
    later, one that comes twice is the first. None without days.
    """
    days = held_days(reminder.occasion)
    if not days:
        return None
    zone = ZoneInfo(reminder.occasion.time_zone)
    date = days[0].start.astimezone(zone).date() - timedelta(days=reminder.days_before)
    return datetime.combine(date, reminder.at, zone)


def due_reminders(*, now: datetime, occasion: Occasion | None = None) -> Iterator[DueReminder]:
    """Return the reminders whose time has come, of one occasion or all, before the event begins.

    Not while the event is postponed, cancelled or a draft. Who registered after the time was just told all.
    """
    held = [OccasionStatus.TENTATIVE, OccasionStatus.CONFIRMED]
    reminders = Reminder.objects.filter(
        occasion__status__in=held, occasion__days__start__gt=now, occasion__days__start__lt=now + LONGEST_AHEAD
    )
    if occasion is not None:
        reminders = reminders.filter(occasion=occasion)
    for reminder in reminders.distinct().select_related("occasion").order_by("occasion", "pk"):
        moment = due_at(reminder)
        begun = held_days(reminder.occasion)[0].start <= now if moment else True
        if moment is None or begun or moment > now or reminder.done_for == moment:
            continue
        yield DueReminder(reminder, moment, list(_recipients(reminder, moment)))


def queue_reminder(due: DueReminder, *, now: datetime) -> int:
    """Queue a due reminder to those whom it concerns now; return how many, 0 when somebody else has done it."""
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(due.reminder.occasion_id)
        undone = Reminder.objects.filter(Q(done_for=None) | ~Q(done_for=due.due_at), pk=due.reminder.pk)
        if not undone.update(done_for=due.due_at):
            return 0
        recipients = list(_recipients(due.reminder, due.due_at))
        for registration in recipients:
            registration.occasion = occasion
            version = f"{due.reminder.pk}/{due.due_at:%Y%m%d}"
            notifications.send_reminder(registration, version=version, now=now)
    return len(recipients)


def _recipients(reminder: Reminder, moment: datetime) -> "QuerySet[Registration]":
    state = RegistrationState.WAITLISTED if reminder.segment == Segment.WAITLISTED else RegistrationState.CONFIRMED
    rows = Registration.objects.filter(occasion_id=reminder.occasion_id, state=state, registered_at__lt=moment)
    rows = rows.filter(Q(email_key__isnull=False) | Q(party__isnull=False))
    if reminder.segment in (Segment.ONSITE, Segment.ONLINE):
        mode = Mode.ONSITE if reminder.segment == Segment.ONSITE else Mode.ONLINE
        rows = rows.filter(mode=mode)
    return rows.order_by("arrival_number")
