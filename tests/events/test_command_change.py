"""``manage.py event change``: one act for time, place, seats and status; ``--dry-run`` says who would be told."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from cms.models import OutgoingMail
from events.domain import series
from events.domain.occasion_days import held_days
from events.domain.series import SeriesRule
from events.domain.transitions import COMMAND
from events.enums import SeriesScope
from events.models import Occasion, SeriesDate
from tests.events.acts import fresh, register, told
from tests.events.test_command import event
from tests.factories.events import NOW, START, make_occasion

pytestmark = pytest.mark.django_db


def starts(occasion):
    return [timezone.localtime(day.start).isoformat()[:16] for day in held_days(Occasion.objects.get(pk=occasion.pk))]


def test_a_dry_run_says_who_would_be_told_what_and_changes_nothing():
    occasion = make_occasion(capacity=1)
    seated, waiting = register(occasion, 1), register(occasion, 2)
    before, mails = starts(occasion), OutgoingMail.objects.count()

    code, out, err = event("change", occasion.code, "--starts", "2027-03-12T10:00", "--capacity", "2", "--dry-run")

    assert code == 0
    assert out.splitlines() == [
        f"   1  changed  {seated.email}",
        f"   2  changed  {waiting.email}",
        f"   2  promoted  {waiting.email}",
    ]
    assert "2 people would be told" in err
    assert (starts(occasion), OutgoingMail.objects.count(), fresh(waiting).state) == (before, mails, "waitlisted")


def test_what_the_dry_run_said_is_what_happens():
    occasion = make_occasion(capacity=1)
    register(occasion, 1)
    waiting = register(occasion, 2)
    asked = ("change", occasion.code, "--starts", "2027-03-12T10:00", "--capacity", "2", "--place", "Skövde")
    foretold = json.loads(event(*asked, "--dry-run", "--format", "json")[1])

    done = json.loads(event(*asked, "--format", "json")[1])

    assert done["told"] == foretold["told"]
    assert [row["kind"] for row in done["told"]] == ["changed", "changed", "promoted"]
    assert starts(occasion) == ["2027-03-12T10:00"]
    assert (occasion.pools.get().capacity, fresh(waiting).state) == (2, "confirmed")
    assert Occasion.objects.get(pk=occasion.pk).location == "Skövde"


def test_a_start_alone_moves_all_days_which_last_as_long_as_before():
    days = [(START + timedelta(days=shift), START + timedelta(days=shift, hours=7)) for shift in (0, 1)]
    occasion = make_occasion(days=days)
    uids = [day.uid for day in held_days(occasion)]

    event("change", occasion.code, "--starts", "2027-03-27T13:00")  # the clocks go forward in the second night

    held = held_days(Occasion.objects.get(pk=occasion.pk))
    assert starts(occasion) == ["2027-03-27T13:00", "2027-03-28T13:00"]
    assert [timezone.localtime(day.end).hour for day in held] == [20, 20]
    assert [day.uid for day in held] == uids


def test_an_end_on_another_date_makes_a_day_for_each_date():
    occasion = make_occasion()

    event("change", occasion.code, "--ends", "2027-03-12T15:00")

    assert starts(occasion) == ["2027-03-11T09:00", "2027-03-12T09:00"]


def test_a_postponed_event_is_told_of_once_when_it_gets_its_new_time():
    occasion = make_occasion()
    row = register(occasion)
    assert event("change", occasion.code, "--status", "postponed")[0] == 0

    code, out, _err = event("change", occasion.code, "--starts", "2027-04-01T09:00", "--status", "confirmed")

    assert (code, out) == (0, f"   1  resumed  {row.email}\n")
    assert (told("changed"), len(told("resumed"))) == ([], 1)


def test_a_refusal_takes_the_whole_change_back():
    occasion = make_occasion(capacity=2)
    register(occasion, 1)
    register(occasion, 2)

    code, _out, err = event("change", occasion.code, "--starts", "2027-03-12T10:00", "--capacity", "1")

    assert (code, err.partition(":")[0]) == (1, "capacity_below_taken")
    assert (starts(occasion), told("changed")) == (["2027-03-11T09:00"], [])


@pytest.mark.parametrize("wrong", [(), ("--capacity", "-1")])
def test_a_change_without_sense_is_exit_2(wrong):
    occasion = make_occasion()
    assert event("change", occasion.code, *wrong)[0] == 2


def test_one_of_a_series_that_is_moved_by_itself_keeps_its_date_later():
    occasion = make_occasion()
    whole = series.make_series(occasion, SeriesRule(frequency="weekly", every=1, count=2), now=NOW)
    second = whole.occasions.get(series_on="2027-03-18")

    event("change", second.code, "--starts", "2027-03-19T09:00")

    assert SeriesDate.objects.get(series=whole).kind == "moved"
    first = Occasion.objects.get(pk=occasion.pk)
    moved = datetime(2027, 3, 12, 8, tzinfo=UTC)
    plan = series.plan_of(first)
    plan = series.replace(plan, days=[series.DayPlan(moved, moved + timedelta(hours=7), False, plan.days[0].day_id)])
    series.change_in_series(first, plan, scope=SeriesScope.ALL, now=NOW, by=COMMAND)
    assert starts(second) == ["2027-03-19T09:00"]
