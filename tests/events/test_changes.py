"""An event postponed, held after all, moved, called off, or held in another form: who is told, who keeps what."""

from datetime import timedelta

import icalendar
import pytest

from cms.domain.mail import read_mail
from cms.models import OutgoingMail
from events.domain import calendar_items, clock, occasions, registration, seats
from events.domain.occasions import DayPlan, EarmarkPlan, OccasionPlan
from events.domain.transitions import COMMAND
from events.enums import OccasionStatus
from events.exceptions import OccasionIsPostponed, SeatsInUse
from events.models import Registration
from networks.models import Municipality
from tests.factories.events import NOW, START, make_applicant, make_occasion

pytestmark = pytest.mark.django_db

LANGUAGES = ["sv", "en", "fa-af"]
NEXT_WEEK = timedelta(days=7)


def register(occasion, number, **values):
    answer = registration.register(occasion, applicant=make_applicant(number, **values), now=NOW)
    return Registration.objects.get(pk=answer.registration_id)


def mails(kind):
    return [read_mail(row) for row in OutgoingMail.objects.filter(kind=kind).order_by("pk")]


def item(mail):
    (event,) = icalendar.Calendar.from_ical(mail.calendar.content).events
    return event


def set_status(occasion, status, now=NOW):
    return occasions.set_status(occasion, status=OccasionStatus(status), now=now, by=COMMAND)


def change(occasion, *, shift=timedelta(), now=NOW, **values):
    occasion.refresh_from_db()
    days = [DayPlan(day.start + shift, day.end + shift, day.all_day, day.pk) for day in occasion.days.held()]
    given = {"location": occasion.location, "mode": occasion.mode, "cut_off_at": occasion.cut_off_at}
    return occasions.change_occasion(occasion, OccasionPlan(days=days, **{**given, **values}), now=now, by=COMMAND)


@pytest.mark.parametrize(
    ("language", "subject", "seat", "place"),
    [
        ("sv", "Framflyttat: ", "Din plats är fortfarande din.", "Du behåller din plats på väntelistan."),
        ("en", "Postponed: ", "Your seat is still yours.", "You keep your place on the waiting list."),
        ("fa-af", "به تعویق افتاد: ", "جای شما هنوز از شماست.", "نوبت شما در فهرست انتظار محفوظ می‌ماند."),
    ],
)
def test_postponing_tells_all_in_their_language_and_takes_nothing_from_them(language, subject, seat, place):
    occasion = make_occasion(capacity=1)
    seated, waiting = (register(occasion, number, language=language) for number in (1, 2))

    set_status(occasion, "postponed")

    first, second = mails("postponed")
    assert first.subject.startswith(subject)
    assert seat in first.text
    assert seat in first.html
    assert place in second.text
    assert second.calendar is None
    event = item(first)
    assert (event["SEQUENCE"], event["STATUS"], event["TRANSP"]) == (1, "TENTATIVE", "TRANSPARENT")
    assert event["SUMMARY"].startswith(subject)
    assert [Registration.objects.get(pk=row.pk).state for row in (seated, waiting)] == ["confirmed", "waitlisted"]
    with pytest.raises(OccasionIsPostponed):
        register(occasion, 3)


def test_a_postponed_event_keeps_its_list_past_the_old_cut_off_and_lets_people_cancel():
    occasion = make_occasion(capacity=1)
    seated, waiting = register(occasion, 1), register(occasion, 2)
    set_status(occasion, "postponed")
    after = START + timedelta(days=1)

    clock.run_due_acts(after)
    registration.cancel(seated, now=after)

    waiting.refresh_from_db()
    assert waiting.state == "waitlisted"
    change(occasion, shift=NEXT_WEEK, now=after)
    waiting.refresh_from_db()
    assert (waiting.state, mails("changed")) == ("waitlisted", [])

    set_status(occasion, "confirmed", now=after)

    waiting.refresh_from_db()
    assert waiting.state == "confirmed"
    assert [item(mail)["DTSTART"].dt for mail in mails("promoted")] == [START + NEXT_WEEK]
    assert seats.seat_differences() == []


@pytest.mark.parametrize(("language", "words"), [("sv", "blir av"), ("en", "will be held"), ("fa-af", "برگزار می‌شود")])
def test_when_it_will_be_held_after_all_everybody_learns_when(language, words):
    occasion = make_occasion(capacity=1)
    for number in (1, 2):
        register(occasion, number, language=language)
    set_status(occasion, "postponed")
    change(occasion, shift=NEXT_WEEK)

    set_status(occasion, "confirmed")

    seated, waiting = mails("resumed")
    assert words in seated.text
    event = item(seated)
    assert (event["DTSTART"].dt, event["STATUS"], event["SEQUENCE"]) == (START + NEXT_WEEK, "CONFIRMED", 3)
    assert waiting.calendar is None
    assert words in waiting.html
    feed = icalendar.Calendar.from_ical(calendar_items.feed(language, now=NOW).content).events
    assert [entry["STATUS"] for entry in feed] == ["CONFIRMED"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_those_who_wait_learn_that_the_event_moved_and_that_it_is_called_off(language):
    occasion = make_occasion(capacity=1)
    for number in (1, 2):
        register(occasion, number, language=language)

    change(occasion, shift=NEXT_WEEK)
    occasions.cancel_occasion(occasion, reason="Sjukdom", now=NOW, by=COMMAND)

    for kind in ("changed", "occasion_cancelled"):
        seated, waiting = mails(kind)
        assert (seated.calendar is not None, waiting.calendar) == (True, None)
        assert seated.text != waiting.text
    assert "Sjukdom" in mails("occasion_cancelled")[1].text
    assert "2027" in mails("changed")[1].text or "۲۰۲۷" in mails("changed")[1].text


def test_a_later_cut_off_lets_those_who_wait_into_a_free_seat():
    occasion = make_occasion(capacity=1, cut_off_at=NOW + timedelta(hours=1))
    seated, waiting = register(occasion, 1), register(occasion, 2)
    registration.cancel(seated, now=NOW + timedelta(hours=2))
    waiting.refresh_from_db()
    assert waiting.state == "waitlisted"

    change(occasion, cut_off_at=START, now=NOW + timedelta(hours=3))

    waiting.refresh_from_db()
    assert waiting.state == "confirmed"


def test_an_event_that_moves_online_takes_its_seats_its_people_and_its_queue_along():
    occasion = make_occasion(capacity=1)
    seated, waiting = register(occasion, 1), register(occasion, 2)

    change(occasion, mode="online", join_url="https://mote.example.org/a")

    pool = occasion.pools.get()
    assert (pool.mode, pool.capacity, pool.taken, pool.waiting) == ("online", 1, 1, 1)
    for row in (seated, waiting):
        row.refresh_from_db()
    assert [seated.mode, waiting.mode] == ["online", "online"]
    assert item(mails("changed")[0])["CONFERENCE"] == "https://mote.example.org/a"
    registration.cancel(seated, now=NOW)
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"
    assert seats.seat_differences() == []


def test_seats_kept_for_a_municipality_follow_their_parent():
    municipality = Municipality.objects.first()
    page = make_occasion().content_id
    plan = OccasionPlan(days=[DayPlan(START, START + timedelta(hours=2))])
    earmark = EarmarkPlan(municipality.pk, 2)
    occasion = occasions.create_occasion(plan, content_id=page, capacity=5, earmarks=[earmark], now=NOW)
    change(occasion, mode="self_paced")
    assert set(occasion.pools.values_list("mode", "kind")) == {("online", "seats"), ("online", "earmark")}
    change(occasion, mode="hybrid")
    assert sorted(occasion.pools.values_list("mode", "kind", "capacity")) == [
        ("online", "earmark", 2),
        ("online", "seats", 5),
        ("onsite", "seats", None),
    ]
    change(occasion, mode="onsite")
    assert occasion.pools.get().mode == "onsite"


def test_a_form_that_people_have_seats_in_cannot_fall_away():
    occasion = make_occasion(mode="hybrid", capacity=5, online_capacity=5)
    row = register(occasion, 1, mode="online")

    with pytest.raises(SeatsInUse) as refusal:
        change(occasion, mode="onsite")

    assert "1" in str(refusal.value)
    occasion.refresh_from_db()
    assert (occasion.mode, occasion.pools.count()) == ("hybrid", 2)
    registration.cancel(row, now=NOW)
    change(occasion, mode="onsite")
    assert occasion.pools.get().mode == "onsite"
    assert seats.seat_modes(Registration.objects.get(pk=row.pk).occasion) == ["onsite"]


def test_the_personal_page_says_postponed_and_can_still_cancel(client):
    occasion = make_occasion()
    register(occasion, 1)
    set_status(occasion, "postponed", now=NOW)
    link = mails("postponed")[0].text.split("/link/")[1].split("/")[0]
    page = client.post(f"/sv/link/{link}/", follow=True).content.decode()
    assert "Evenemanget är framflyttat." in page
    assert 'action="/sv/my/cancel/"' in page
