"""Series of occasions: the dates of a rule, exceptions, and changes that leave every uid as it was."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from events.domain import clock, occasions, series
from events.domain.holidays import easter_sunday, is_holiday
from events.domain.occasions import DayPlan, OccasionPlan
from events.domain.series import SeriesRule, rule_dates
from events.domain.transitions import Agent
from events.domain.words import local_time
from events.enums import Actor, OccasionStatus
from events.exceptions import AlreadyInSeries, DateTaken
from events.models import Occasion, OccasionDay, Reminder, SeatPool, SeriesDate
from tests.events.acts import register
from tests.factories.events import NOW, START, make_occasion, make_question
from tests.factories.networks import make_user

BY = Agent(Actor.COMMAND)
MONTHLY = SeriesRule("monthly", 1, 5)
TWICE = SeriesRule("weekly", 1, 2)


def make(rule=MONTHLY, *, left_out=(), **settings):
    occasion = make_occasion(**settings)
    series.make_series(occasion, rule, left_out=left_out, now=NOW)
    return Occasion.objects.get(pk=occasion.pk)


def in_order(occasion):
    return list(Occasion.objects.filter(series_id=occasion.series_id).order_by("series_on"))


def times(occasion):
    """Return date and hours of each occasion on the wall clock, in the order of the rule's dates."""
    rows = [(row, row.days.get()) for row in in_order(occasion)]
    return [f"{local_time(day.start, row):%Y-%m-%d %H:%M}–{local_time(day.end, row):%H:%M}" for row, day in rows]


def uids():
    return dict(OccasionDay.objects.values_list("pk", "uid"))


def plan_of(occasion, *, move=timedelta(0), longer=timedelta(0), **changes):
    days = [DayPlan(day.start + move, day.end + move + longer, day.all_day, day.pk) for day in occasion.days.held()]
    return replace(series.plan_of(occasion), days=days, **changes)


def change(occasion, plan, scope):
    return series.change_in_series(occasion, plan, scope=scope, now=NOW, by=BY)


@pytest.mark.parametrize(
    ("first", "rule", "expected"),
    [
        ("2027-03-11", SeriesRule("weekly", 2, 3), ["2027-03-11", "2027-03-25", "2027-04-08"]),
        ("2027-03-11", SeriesRule("monthly", 2, 3), ["2027-03-11", "2027-05-13", "2027-07-08"]),
        ("2027-03-31", SeriesRule("monthly", 1, 3), ["2027-03-31", "2027-04-28", "2027-05-26"]),
        ("2027-12-14", SeriesRule("monthly", 1, 2), ["2027-12-14", "2028-01-11"]),
        ("2027-03-11", SeriesRule("yearly", 1, 2), ["2027-03-11", "2028-03-09"]),
    ],
)
def test_a_rule_gives_these_dates(first, rule, expected):
    assert [day.isoformat() for day in rule_dates(date.fromisoformat(first), rule)] == expected


def test_swedish_holidays_are_known():
    assert [easter_sunday(year).isoformat() for year in (2024, 2025, 2026, 2038)] == [
        "2024-03-31",
        "2025-04-20",
        "2026-04-05",
        "2038-04-25",
    ]
    closed = ["2027-01-06", "2027-03-26", "2027-03-29", "2027-05-06", "2027-06-25", "2027-11-06", "2026-10-31"]
    assert all(is_holiday(date.fromisoformat(day)) for day in closed)
    assert not any(is_holiday(date.fromisoformat(day)) for day in ("2027-03-11", "2027-05-07", "2027-11-05"))


@pytest.mark.django_db
def test_a_series_keeps_the_wall_clock_over_summer_time_and_gives_each_its_own_uid_and_seats():
    occasion = make(capacity=12)

    assert times(occasion) == [
        "2027-03-11 09:00–16:00",
        "2027-04-08 09:00–16:00",
        "2027-05-13 09:00–16:00",
        "2027-06-10 09:00–16:00",
        "2027-07-08 09:00–16:00",
    ]
    rows = in_order(occasion)
    assert len({row.code for row in rows}) == len(set(uids().values())) == 5
    assert {row.status for row in rows} == {OccasionStatus.CONFIRMED}
    assert [row.pools.get().capacity for row in rows] == [12] * 5
    assert [row.cut_off_at for row in rows] == [row.days.get().start for row in rows]


@pytest.mark.django_db
def test_holidays_and_dates_left_out_get_no_occasion():
    start = START.replace(month=4, day=29)  # a Thursday; a week later is Ascension Day
    occasion = make(
        SeriesRule("weekly", 1, 4), days=[(start, start + timedelta(hours=1))], left_out=[date(2027, 5, 20)]
    )

    assert [row.series_on.isoformat() for row in in_order(occasion)] == ["2027-04-29", "2027-05-13"]
    assert list(SeriesDate.objects.values_list("on", "kind")) == [
        (date(2027, 5, 6), "holiday"),
        (date(2027, 5, 20), "cancelled"),
    ]


@pytest.mark.django_db
def test_only_this_one_is_changed_and_a_move_is_noted():
    second = in_order(make())[1]
    before = times(second)

    change(second, plan_of(second, move=timedelta(days=1), location="Stadshuset"), "this")

    assert times(second) == [before[0], "2027-04-09 09:00–16:00", *before[2:]]
    assert [row.location for row in in_order(second)].count("Stadshuset") == 1
    assert SeriesDate.objects.values_list("on", "kind", "moved_to").get() == (
        date(2027, 4, 8),
        "moved",
        date(2027, 4, 9),
    )


@pytest.mark.django_db
def test_this_and_following_take_hours_place_and_the_same_shift():
    third = in_order(make())[2]

    change(
        third, plan_of(third, move=timedelta(days=1, hours=1), longer=timedelta(hours=-1), location="Ny"), "following"
    )

    assert times(third) == [
        "2027-03-11 09:00–16:00",
        "2027-04-08 09:00–16:00",
        "2027-05-14 10:00–16:00",
        "2027-06-11 10:00–16:00",
        "2027-07-09 10:00–16:00",
    ]
    assert [row.location for row in in_order(third)] == ["Rådhuset, Falköping"] * 2 + ["Ny"] * 3


@pytest.mark.django_db
def test_all_keep_what_the_change_does_not_touch_and_one_moved_by_itself_keeps_its_date():
    rows = in_order(make())
    change(rows[1], plan_of(rows[1], move=timedelta(days=1), location="Egen plats"), "this")
    third = Occasion.objects.get(pk=rows[2].pk)

    change(third, plan_of(third, move=timedelta(days=4), closes_at=third.days.get().start), "all")

    assert [value[:10] for value in times(third)] == [
        "2027-03-15",
        "2027-04-09",
        "2027-05-17",
        "2027-06-14",
        "2027-07-12",
    ]
    assert [row.location for row in in_order(third)].count("Egen plats") == 1
    closes = [local_time(row.closes_at, row) for row in in_order(third)]
    assert {f"{moment:%H:%M}" for moment in closes} == {"09:00"}


@pytest.mark.django_db
@pytest.mark.parametrize("scope", ["this", "following", "all"])
def test_no_change_of_a_series_changes_a_uid_and_only_what_moved_gets_a_new_sequence(scope):
    second = in_order(make())[1]
    before = uids()

    changed = change(second, plan_of(second, move=timedelta(hours=2)), scope)

    assert uids() == before
    sequences = {day.occasion_id: day.sequence for day in OccasionDay.objects.all()}
    assert {pk for pk, sequence in sequences.items() if sequence == 1} == {row.pk for row in changed}
    assert len(changed) == {"this": 1, "following": 4, "all": 5}[scope]


@pytest.mark.django_db
def test_what_is_called_off_or_held_is_left_as_it_is():
    rows = in_order(make())
    occasions.cancel_occasion(rows[3], reason="Sjukdom", now=NOW, by=BY)
    later = rows[1].days.get().end

    changed = series.change_in_series(
        rows[2], plan_of(rows[2], location="Ny"), scope="all", now=later + timedelta(hours=1), by=BY
    )

    assert [row.pk for row in changed] == [rows[2].pk, rows[4].pk]


@pytest.mark.django_db
def test_an_extra_date_is_added_once_and_a_holiday_can_be_taken_back():
    occasion = make()
    added = series.add_extra(occasion, on=date(2027, 4, 20), now=NOW)

    assert times(occasion)[2] == "2027-04-20 09:00–16:00"
    assert SeriesDate.objects.values_list("on", "kind").get() == (added.series_on, "extra")
    assert added.series_on == date(2027, 4, 20)
    with pytest.raises(DateTaken):
        series.add_extra(occasion, on=date(2027, 4, 20), now=NOW)
    with pytest.raises(AlreadyInSeries):
        series.make_series(occasion, MONTHLY, now=NOW)
    assert isinstance(plan_of(added), OccasionPlan)


@pytest.mark.django_db
def test_an_organizer_makes_a_series_adds_a_date_and_changes_all(client):
    occasion = make_occasion()
    rights = ("wagtailadmin.access_admin", "events.view_occasion", "events.change_occasion", "events.add_occasion")
    user = make_user(*rights)
    user.is_superuser = True
    user.save()
    client.force_login(user)
    address = reverse("events_admin_series", args=[occasion.code])

    refused = client.post(address, {"frequency": "monthly", "every": "1", "count": "1"})
    made = client.post(address, {"frequency": "monthly", "every": "2", "count": "3", "left_out": "2027-07-08"})
    extra = client.post(address, {"on": "2027-06-01"})
    page = client.get(address).text

    assert (refused.status_code, made.status_code, extra.status_code) == (422, 302, 302)
    occasion.refresh_from_db()
    assert [row.series_on.isoformat() for row in in_order(occasion)] == ["2027-03-11", "2027-05-13", "2027-06-01"]
    assert all(row.code in page for row in in_order(occasion))
    form = client.get(reverse("events_admin_change", args=[occasion.code]))
    assert [choice.data["value"] for choice in form.context["scope_form"]["scope"].subwidgets] == [
        "this",
        "following",
        "all",
    ]


@pytest.mark.django_db
def test_kept_seats_questions_and_reminders_are_taken_over_with_dates_of_their_own():
    occasion = make_occasion(capacity=5)
    kept = {"kind": "earmark", "mode": "onsite", "parent": occasion.pools.get(), "municipality_id": "1499"}
    SeatPool.objects.create(occasion=occasion, capacity=2, releases_at=START - timedelta(days=14), **kept)
    first = make_question(occasion, "yes_no", label="Kommer du med tåg?")
    make_question(occasion, "short", label="Vilket tåg?", show_if=[(first.key, "yes")])
    Reminder.objects.create(occasion=occasion, days_before=3, at=time(8))
    occasion = Occasion.objects.get(pk=occasion.pk)

    second = series.make_series(occasion, TWICE, now=NOW).occasions.get(series_on="2027-03-18")

    pools = second.pools.order_by("pk").values_list("kind", "capacity", "municipality_id", "releases_at")
    later = START + timedelta(days=7 - 14)
    assert list(pools) == [("seats", 5, None, None), ("earmark", 2, "1499", later)]
    assert second.pools.get(kind="earmark").parent == second.pools.get(kind="seats")
    asked = list(second.questions.order_by("position").values_list("key", "label", "show_if"))
    assert asked == list(occasion.questions.order_by("position").values_list("key", "label", "show_if"))
    assert (len(asked), asked[1][2]) == (2, [[first.key, "yes"]])
    assert second.asks_questions
    assert list(second.reminders.values_list("days_before", "at", "done_for")) == [(3, time(8), None)]


@pytest.mark.django_db
def test_seats_that_were_released_are_open_in_an_occasion_that_is_added_later():
    occasion = make_occasion(capacity=5)
    parent = occasion.pools.get()
    SeatPool.objects.create(
        occasion=occasion, kind="earmark", parent=parent, municipality_id="1499", capacity=2, releases_at=NOW
    )
    register(occasion, 1, municipality_id="1499")
    clock.release_earmark_now(occasion.pools.get(kind="earmark"), now=NOW)
    series.make_series(Occasion.objects.get(pk=occasion.pk), TWICE, now=NOW)

    added = series.add_extra(Occasion.objects.get(pk=occasion.pk), on=date(2027, 4, 1), now=NOW)

    assert list(added.pools.values_list("kind", "capacity")) == [("seats", 7)]


@pytest.mark.django_db
def test_a_series_of_occasions_without_questions_asks_none():
    second = series.make_series(make_occasion(), TWICE, now=NOW).occasions.get(series_on="2027-03-18")
    assert (second.asks_questions, second.questions.count()) == (False, 0)
