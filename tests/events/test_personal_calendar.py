"""A person's own calendar: all registrations of an address, by a token that is mailed, hashed and can be ended."""

import re
from datetime import timedelta

import icalendar
import pytest
import vobject

from cms.domain.mail import read_mail
from cms.exceptions import LinkExpired, LinkInvalid
from cms.models import OutgoingMail, SignedLink
from events.domain import occasions, personal_calendar, registration
from events.domain.transitions import Agent
from events.enums import Actor, Source
from tests.browser.calendar_readers import find_libical, read_with_ical_js
from tests.factories.events import NOW, START, make_applicant, make_occasion

pytestmark = pytest.mark.django_db

JOIN = "https://mote.example.org/hemligt"
HOUR = timedelta(hours=1)


def enrol(occasion, number=1, **values):
    given = make_applicant(number, **values)
    registration.register(occasion, applicant=given, now=NOW, source=Source.FORM)
    return occasion.registrations.get(email=given.email)


def token_of(row, now=NOW):
    assert personal_calendar.send_feed_address(row, now=now)
    mail = OutgoingMail.objects.filter(kind="my_calendar").latest("pk")
    return re.search(r"/my/calendar/(\S+)\.ics", read_mail(mail).text)[1]


def events_of(token, now=NOW, language="sv"):
    content = personal_calendar.personal_feed(token, language=language, now=now).content
    return {str(event["UID"]): event for event in icalendar.Calendar.from_ical(content).events}


def uid_of(occasion):
    return str(occasion.days.get().uid)


def test_it_holds_all_registrations_of_the_address_and_no_others():
    first, full, others = make_occasion(), make_occasion(capacity=1), make_occasion()
    enrol(full, 2)
    row = enrol(first)
    enrol(full)
    enrol(others, 2)

    events = events_of(token_of(row))

    assert {uid: str(event["STATUS"]) for uid, event in events.items()} == {
        uid_of(first): "CONFIRMED",
        uid_of(full): "TENTATIVE",
    }
    assert [events[uid_of(one)]["TRANSP"] for one in (first, full)] == ["OPAQUE", "TRANSPARENT"]
    assert {str(event["CLASS"]) for event in events.values()} == {"PRIVATE"}


def test_the_meeting_link_is_there_for_a_seat_and_not_for_a_place_on_the_list():
    seat, full = make_occasion(mode="online", join_url=JOIN), make_occasion(mode="online", join_url=JOIN, capacity=1)
    enrol(full, 2, mode="online")
    row = enrol(seat, mode="online")
    enrol(full, mode="online")

    events = events_of(token_of(row))

    assert events[uid_of(seat)]["CONFERENCE"] == JOIN
    assert "CONFERENCE" not in events[uid_of(full)]


def test_a_cancelled_registration_leaves_and_a_cancelled_event_stays_as_cancelled():
    left, off = make_occasion(), make_occasion()
    token = token_of(enrol(left))
    enrol(off)
    registration.cancel(left.registrations.get(), now=NOW + HOUR)
    occasions.cancel_occasion(off, reason="Sjukdom", now=NOW + HOUR, by=Agent(Actor.COMMAND))

    events = events_of(token, now=NOW + HOUR)

    assert {uid: str(event["STATUS"]) for uid, event in events.items()} == {uid_of(off): "CANCELLED"}


def test_promotion_changes_the_bytes_and_their_stamp_and_nothing_else_does():
    occasion = make_occasion(capacity=1)
    first, second = enrol(occasion, 2), enrol(occasion, 1)
    token = token_of(second)
    before = personal_calendar.personal_feed(token, language="sv", now=NOW)
    registration.cancel(first, now=NOW + HOUR)

    after = personal_calendar.personal_feed(token, language="sv", now=NOW + HOUR)

    assert personal_calendar.personal_feed(token, language="sv", now=NOW + 2 * HOUR).content == after.content
    assert (before.last_modified, after.last_modified) == (NOW, NOW + HOUR)
    assert events_of(token)[uid_of(occasion)]["DTSTAMP"].dt == NOW + HOUR


@pytest.mark.parametrize("language", ["sv", "en", "fa-af"])
def test_bytes_are_a_calendar_without_method_that_two_readers_take(language):
    occasion = make_occasion(
        days=[(START, START + HOUR), (START + timedelta(days=1), START + timedelta(days=1) + HOUR)]
    )
    token = token_of(enrol(occasion))
    content = personal_calendar.personal_feed(token, language=language, now=NOW).content

    assert b"METHOD" not in content
    assert b"ATTENDEE" not in content
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    read = [event.uid.value for event in vobject.readOne(content.decode()).vevent_list]
    assert (
        read == [str(day.uid) for day in occasion.days.order_by("start")] == list(events_of(token, language=language))
    )


def test_ical_js_and_libical_read_it_without_an_error():
    occasion = make_occasion(mode="online", join_url=JOIN)
    content = personal_calendar.personal_feed(token_of(enrol(occasion, mode="online")), language="sv", now=NOW).content

    read = read_with_ical_js(content)

    assert (read["method"], [event["uid"] for event in read["events"]]) == (None, [uid_of(occasion)])
    assert find_libical().errors_and_items(content) == (0, 1)


def test_the_token_is_hashed_ends_with_a_new_one_and_when_stopped():
    row, other = enrol(make_occasion()), enrol(make_occasion())
    first = token_of(row)
    assert first not in str(list(SignedLink.objects.values()))
    assert not personal_calendar.send_feed_address(row, now=NOW + timedelta(minutes=5))
    second = token_of(other, now=NOW + HOUR)

    with pytest.raises(LinkInvalid):
        events_of(first, now=NOW + HOUR)
    assert len(events_of(second, now=NOW + HOUR)) == 2
    assert personal_calendar.has_feed(row, now=NOW + HOUR)
    with pytest.raises(LinkExpired):
        events_of(second, now=NOW + HOUR + personal_calendar.KEPT)
    assert personal_calendar.end_feeds(row, now=NOW + HOUR) == 1
    assert not personal_calendar.has_feed(row, now=NOW + HOUR)
    with pytest.raises(LinkInvalid):
        events_of(second, now=NOW + HOUR)


def test_the_feed_is_kept_nowhere_and_an_unknown_token_is_404(client):
    path = f"/sv/my/calendar/{token_of(enrol(make_occasion()))}.ics"

    answer = client.get(path)

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get("/sv/my/calendar/okand.ics").status_code == 404


def test_the_address_is_asked_for_on_the_personal_page_and_shown_on_no_page(client):
    row = enrol(make_occasion())
    link = re.search(r"https?://[^/]+(/sv/link/\S+)", read_mail(OutgoingMail.objects.get(kind="confirmed")).text)[1]
    client.post(link)

    sent = client.post("/sv/my/calendar/", follow=True)

    assert sent.redirect_chain == [("/sv/my/calendar/sent/", 303)]
    assert not re.search(r"/my/calendar/[^/\"]+\.ics", sent.text)
    assert OutgoingMail.objects.filter(kind="my_calendar").count() == 1
    assert "/sv/my/calendar/end/" in client.get("/sv/my/").text
    client.post("/sv/my/calendar/end/")
    assert "/sv/my/calendar/end/" not in client.get("/sv/my/").text
    assert row.email not in sent.text
