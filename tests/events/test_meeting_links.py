"""The link to an online meeting: shown and mailed from its time on, to those who have a seat and take part online."""

import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.domain.mail import read_mail
from cms.models import OutgoingMail
from events.domain import calendar_items, clock, meeting_link_mails, occasions, registration, series
from events.domain.mail_previews import preview_mail
from events.domain.meeting_links import meeting_link, shown_from
from events.domain.transitions import COMMAND
from events.enums import OccasionStatus
from events.models import Occasion
from tests.events.acts import mails, register, told
from tests.events.test_own_page import sign_in, soon
from tests.events.test_personal_calendar import events_of, token_of, uid_of
from tests.factories.events import NOW, START, make_occasion

pytestmark = pytest.mark.django_db
JOIN = "https://mote.example.org/hemligt"
HOUR = timedelta(hours=1)
SHOWN = START - 24 * HOUR


def make_online(**values):
    return make_occasion(**{"mode": "online", "location": "", "join_url": JOIN, "join_hours": 24, **values})


def carries_link(kind):
    """Return, for each mail of a kind, whether its words and its invitation have the link."""
    found = []
    for mail in OutgoingMail.objects.filter(kind=kind).order_by("pk"):
        read = read_mail(mail)
        item = bytes(read.calendar.content).replace(b"\r\n ", b"") if read.calendar else b""
        found.append((JOIN in read.text, JOIN in read.html, JOIN.encode() in item))
    return found


def test_the_confirmation_keeps_the_link_back_and_says_when_it_comes():
    register(make_online(), mode="online")

    assert carries_link("confirmed") == [(False, False, False)]
    assert re.search(r"Länken kommer med e-post [^.]*10 mars 2027", mails("confirmed")[0][1].replace("\xa0", " "))


def test_it_is_mailed_once_at_its_time_to_those_online_with_a_seat_alone():
    occasion = make_online(mode="hybrid", capacity=5, online_capacity=2, location="Falköping")
    online = register(occasion, 1, mode="online")
    register(occasion, 2)
    gone = register(occasion, 3, mode="online")
    register(occasion, 4, mode="online")
    registration.cancel(gone, now=NOW)
    promoted = occasion.registrations.get(arrival_number=4)

    clock.run_due_acts(SHOWN - timedelta(seconds=1))
    assert told("meeting_link") == []
    for minutes in (0, 1, 90):
        clock.run_due_acts(SHOWN + timedelta(minutes=minutes))

    assert told("meeting_link") == [(online.email, "REQUEST"), (promoted.email, "REQUEST")]
    assert carries_link("meeting_link") == [(True, True, True)] * 2


def test_who_is_confirmed_after_its_time_has_it_in_the_confirmation_and_gets_no_second_mail():
    occasion = make_online()
    register(occasion, mode="online", now=SHOWN)

    clock.run_due_acts(SHOWN + HOUR)

    assert carries_link("confirmed") == [(True, True, True)]
    assert told("meeting_link") == []


def test_the_invitation_that_brings_it_has_a_higher_sequence_under_the_same_uid():
    occasion = make_online()
    register(occasion, mode="online")
    meeting_link_mails.queue_links(occasion, now=SHOWN)

    def item(kind):
        content = read_mail(OutgoingMail.objects.get(kind=kind)).calendar.content
        return icalendar.Calendar.from_ical(content).events[0]

    assert item("confirmed")["UID"] == item("meeting_link")["UID"]
    assert item("confirmed")["SEQUENCE"] < item("meeting_link")["SEQUENCE"]


def test_an_event_that_moves_hides_it_until_its_new_time():
    occasion = make_online()
    row = register(occasion, mode="online")
    clock.run_due_acts(SHOWN)
    plan = series.plan_of(occasion)
    later = START + timedelta(days=7)
    days = [occasions.DayPlan(later, later + HOUR, False, plan.days[0].day_id)]
    occasions.change_occasion(occasion, series.replace(plan, days=days), now=SHOWN + HOUR, by=COMMAND)
    row.refresh_from_db()
    row.occasion = Occasion.objects.get(pk=occasion.pk)

    assert (meeting_link(row, now=SHOWN + HOUR), carries_link("changed")) == ("", [(False, False, False)])
    clock.run_due_acts(SHOWN + timedelta(days=7))
    assert len(told("meeting_link")) == 2


@pytest.mark.parametrize("status", ["postponed", "cancelled"])
def test_nothing_is_mailed_for_an_event_that_is_not_held(status):
    occasion = make_online()
    register(occasion, mode="online")
    if status == "postponed":
        occasions.set_status(occasion, status=OccasionStatus.POSTPONED, now=NOW, by=COMMAND)
    else:
        occasions.cancel_occasion(occasion, reason="Sjukdom", now=NOW, by=COMMAND)

    clock.run_due_acts(SHOWN)

    assert told("meeting_link") == []


def test_hours_are_those_of_the_wall_clock_when_the_clocks_change():
    start = datetime(2027, 3, 28, 7, tzinfo=UTC)  # 9 in Stockholm, the day the clocks go forward
    occasion = make_online(days=[(start, start + HOUR)])
    assert shown_from(occasion) == datetime(2027, 3, 27, 8, tzinfo=UTC)  # 9 the day before


def test_the_personal_feed_has_it_from_its_time_on_with_a_new_stamp():
    occasion = make_online()
    token = token_of(register(occasion, mode="online"))

    before, after = events_of(token, now=SHOWN - HOUR), events_of(token, now=SHOWN + HOUR)

    uid = uid_of(occasion)
    assert ("CONFERENCE" in before[uid], str(after[uid]["CONFERENCE"])) == (False, JOIN)
    assert before[uid]["DTSTAMP"].dt < after[uid]["DTSTAMP"].dt == SHOWN
    assert events_of(token, now=SHOWN + 2 * HOUR)[uid].to_ical() == after[uid].to_ical()


def test_the_personal_page_shows_it_from_its_time_on(client):
    occasion = soon(mode="online", join_url=JOIN, join_hours=24)
    sign_in(client, register(occasion, mode="online", now=timezone.now()))
    early = client.get("/sv/my/").text
    Occasion.objects.update(join_hours=720)

    late = client.get("/sv/my/").text

    assert (JOIN in early, "Länken till mötet på nätet kommer" in early) == (False, True)
    assert (JOIN in late, "Länken till mötet på nätet kommer" in late) == (True, False)


def test_public_calendars_never_have_it():
    occasion = make_online()
    register(occasion, mode="online")
    for now in (NOW, SHOWN + HOUR):
        assert JOIN.encode() not in calendar_items.feed("sv", now=now).content
        assert JOIN.encode() not in calendar_items.occasion_file(occasion, language="sv").content


def test_the_preview_of_its_mail_shows_it():
    occasion = make_online(mode="hybrid", online_capacity=3)
    assert JOIN in preview_mail(occasion, "meeting_link", language="sv", now=NOW).mail.text
    assert JOIN not in preview_mail(occasion, "confirmed", language="sv", now=NOW).mail.text


def test_the_database_knows_the_bounds():
    occasion = make_online()
    with pytest.raises(IntegrityError), transaction.atomic():
        Occasion.objects.filter(pk=occasion.pk).update(join_hours=0)
    occasion.join_hours = 721
    with pytest.raises(ValidationError):
        occasion.full_clean()
