"""Reminders: due on the wall clock, also when the clocks change; once for each person, reminder and date."""

from datetime import UTC, datetime, time, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from events.domain import clock, occasions, registration, reminders
from events.domain.event_pages import PageWords
from events.domain.occasions import DayPlan, OccasionPlan
from events.domain.organizing import create_event
from events.domain.transitions import COMMAND
from events.enums import OccasionStatus
from events.models import Reminder
from events.wall_clock import to_moment
from tests.events.acts import register, told
from tests.factories.events import NOW, START, make_calendars, make_occasion

pytestmark = pytest.mark.django_db
DUE = datetime(2027, 3, 9, 8, tzinfo=UTC)  # two days before START, at 9 in Stockholm


def remind(occasion, **values):
    return Reminder.objects.create(occasion=occasion, **{"days_before": 2, "at": time(9), **values})


def addresses():
    return [address for address, _method in told("reminder")]


def test_all_with_a_seat_are_reminded_once_when_it_is_due():
    occasion = make_occasion(capacity=1)
    row, _waiting = register(occasion, 1), register(occasion, 2)
    remind(occasion)

    clock.run_due_acts(DUE - timedelta(seconds=1))
    assert addresses() == []
    for minutes in (0, 1, 120):
        clock.run_due_acts(DUE + timedelta(minutes=minutes))

    assert told("reminder") == [(row.email, None)]


def test_a_time_that_was_missed_is_made_up_for_but_not_once_it_has_begun():
    early, late = make_occasion(), make_occasion()
    for occasion in (early, late):
        register(occasion, 1)
        remind(occasion)

    clock.run_due_acts(START)
    assert addresses() == []
    assert [due.reminder.occasion for due in reminders.due_reminders(now=START - timedelta(minutes=1))] == [early, late]


def test_who_registered_after_the_time_or_cancelled_is_not_reminded():
    occasion = make_occasion()
    remind(occasion)
    gone, stays = register(occasion, 1), register(occasion, 2)
    registration.cancel(gone, now=NOW)
    register(occasion, 3, now=DUE)

    clock.run_due_acts(DUE + timedelta(minutes=1))

    assert addresses() == [stays.email]


@pytest.mark.parametrize(
    ("segment", "numbers"), [("seated", [1, 2]), ("onsite", [1]), ("online", [2]), ("waitlisted", [3])]
)
def test_each_segment_has_its_people(segment, numbers):
    occasion = make_occasion(capacity=1, mode="hybrid", online_capacity=1)
    for number, mode in ((1, "onsite"), (2, "online"), (3, "onsite")):
        register(occasion, number, mode=mode)
    remind(occasion, segment=segment)

    clock.run_due_acts(DUE)

    assert addresses() == [f"deltagare{number}@example.org" for number in numbers]


def test_a_postponed_event_reminds_nobody_and_again_before_its_new_day():
    occasion = make_occasion()
    register(occasion, 1)
    remind(occasion)
    occasions.set_status(occasion, status=OccasionStatus.POSTPONED, now=NOW, by=COMMAND)
    clock.run_due_acts(DUE)
    assert addresses() == []
    occasions.set_status(occasion, status=OccasionStatus.CONFIRMED, now=DUE, by=COMMAND)
    clock.run_due_acts(DUE)
    assert len(addresses()) == 1

    later = timedelta(days=14)
    occasion.days.update(start=START + later, end=START + later + timedelta(hours=7))
    clock.run_due_acts(DUE + later)
    clock.run_due_acts(DUE + later)

    assert len(addresses()) == 2


@pytest.mark.parametrize(
    ("start", "days_before", "at", "expected"),
    [
        # Summer time begins on 28 March 2027, ends on 31 October 2027.
        (datetime(2027, 3, 29, 9), 2, time(9), datetime(2027, 3, 27, 8, tzinfo=UTC)),
        (datetime(2027, 3, 29, 9), 1, time(9), datetime(2027, 3, 28, 7, tzinfo=UTC)),
        (datetime(2027, 3, 29, 9), 1, time(2, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (datetime(2027, 11, 1, 9), 2, time(9), datetime(2027, 10, 30, 7, tzinfo=UTC)),
        (datetime(2027, 11, 1, 9), 1, time(2, 30), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        (datetime(2027, 11, 1, 0, 30), 1, time(9), datetime(2027, 10, 31, 8, tzinfo=UTC)),
    ],
)
def test_it_is_due_by_the_wall_clock_also_when_the_clocks_change(start, days_before, at, expected):
    begins = to_moment(start)
    occasion = make_occasion(days=[(begins, begins + timedelta(hours=2))])

    moment = reminders.due_at(remind(occasion, days_before=days_before, at=at))

    assert moment.astimezone(UTC) == expected


def test_two_workers_queue_it_once():
    occasion = make_occasion()
    register(occasion, 1)
    remind(occasion)
    first, second = (next(reminders.due_reminders(now=DUE)) for _worker in range(2))

    assert [reminders.queue_reminder(due, now=DUE) for due in (first, second)] == [1, 0]


def test_a_new_event_has_the_usual_reminder():
    make_calendars()
    plan = OccasionPlan(days=[DayPlan(START, START + timedelta(hours=1))])

    occasion = create_event({"sv": PageWords(title="Prov")}, plan, capacity=1, draft=True, now=NOW)

    assert list(occasion.reminders.values_list("days_before", "at", "segment")) == [(2, time(9), "seated")]


def test_the_command_queues_what_is_due_and_a_dry_run_nothing():
    now = timezone.now()
    start = now + timedelta(days=1)
    occasion, other = (make_occasion(days=[(start, start + timedelta(hours=1))]) for _number in range(2))
    for one in (occasion, other):
        register(one, 1, now=now - timedelta(days=20))
        remind(one)

    for options, lines, queued in (
        ((occasion.code, "--dry-run"), [occasion.code], 0),
        ((occasion.code,), [occasion.code], 1),
        ((), [other.code], 2),
        ((), [], 2),
    ):
        out = StringIO()
        call_command("event", "remind", *options, stdout=out, stderr=StringIO())
        assert [line.split()[0] for line in out.getvalue().splitlines()] == lines
        assert len(addresses()) == queued
