"""Calendar files by their bytes, and read back by icalendar and vobject."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from wagtail.models import PageViewRestriction

from cms.domain.mail import read_mail
from cms.models import OutgoingMail
from events.domain import calendar_items, ical, occasions, registration
from events.domain.occasions import DayPlan, OccasionPlan
from events.domain.transitions import COMMAND
from events.enums import OccasionStatus
from events.models import CalendarFragment, EventPage
from tests.factories.events import NOW, START, TITLES, make_applicant, make_occasion, make_pages

pytestmark = pytest.mark.django_db

HOURS = timedelta(hours=7)
GOLDEN_EVENT = """BEGIN:VEVENT
SUMMARY;LANGUAGE=sv:Våren i nätverket
DTSTART;TZID=Europe/Stockholm:20270311T090000
DTEND;TZID=Europe/Stockholm:20270311T160000
DTSTAMP:20270201T090000Z
UID:{uid}
SEQUENCE:0
CATEGORIES;LANGUAGE=sv:Seminarium
CLASS:PUBLIC
CREATED:20270201T090000Z
DESCRIPTION;LANGUAGE=sv:Kort om dagen.\\n\\nTa med frågor.\\n\\n{url}
LAST-MODIFIED:20270201T090000Z
LOCATION;LANGUAGE=sv:Rådhuset\\, Falköping
STATUS:CONFIRMED
TRANSP:TRANSPARENT
URL:{url}
END:VEVENT
"""


def feed(language="sv", now=NOW):
    return calendar_items.feed(language, now=now).content


def unfold(content):
    return content.decode().replace("\r\n ", "").replace("\r\n", "\n")


def events_of(content):
    return icalendar.Calendar.from_ical(content).events


def plan_of(occasion, **changes):
    days = [DayPlan(day.start, day.end, day.all_day, day.pk) for day in occasion.days.held()]
    values = {"days": days, "location": occasion.location, "mode": occasion.mode, "cut_off_at": occasion.cut_off_at}
    return OccasionPlan(**{**values, **changes})


def test_an_item_is_these_bytes():
    page = make_pages(intro="Kort om dagen.", practical="<p>Ta med <b>frågor</b>.</p>")
    occasion = make_occasion(page=page)
    text = unfold(feed())
    url = next(line for line in text.splitlines() if line.startswith("URL:")).removeprefix("URL:")
    assert GOLDEN_EVENT.format(uid=occasion.days.get().uid, url=url) in text
    assert url.startswith("http://localhost")
    assert url.endswith(f"/calendar/{page.slug}/")


def test_the_feed_has_the_header_and_the_one_time_zone():
    make_occasion()
    content = feed("fa-af")
    text = unfold(content)
    assert text.startswith("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Samverka//Events//EN\nCALSCALE:GREGORIAN\n")
    for line in (
        "NAME;LANGUAGE=fa-AF:تقویم Samverka",
        "X-WR-CALNAME:تقویم Samverka",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "LAST-MODIFIED:20270201T090000Z",
    ):
        assert f"\n{line}\n" in text
    assert "SOURCE;VALUE=URI:http://localhost" in text
    for absent in ("METHOD", "ORGANIZER", "ATTENDEE", "VALARM", "\nDURATION"):
        assert absent not in text
    assert content.count(ical.STOCKHOLM) == 1
    assert len(ical.STOCKHOLM) == 347
    assert icalendar.Timezone.from_ical(ical.STOCKHOLM).to_ical() == ical.STOCKHOLM


@pytest.mark.parametrize("language", TITLES)
def test_lines_are_short_and_no_letter_is_split(language):
    titles = {code: title * 12 for code, title in TITLES.items()}
    make_occasion(titles=titles)
    content = feed(language)
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert events_of(content)[0]["SUMMARY"] == titles[language]


@pytest.mark.parametrize("language", TITLES)
def test_two_readers_agree(language):
    occasion = make_occasion(
        days=[(START, START + HOURS), (START + timedelta(days=1), START + timedelta(days=1, hours=2))]
    )
    content = feed(language)
    ours = events_of(content)
    theirs = vobject.readOne(content.decode()).vevent_list
    assert [str(event["UID"]) for event in ours] == [event.uid.value for event in theirs]
    assert [event["DTSTART"].dt.astimezone(UTC) for event in ours] == [
        event.dtstart.value.astimezone(UTC) for event in theirs
    ]
    assert [str(event["SUMMARY"]) for event in ours] == [event.summary.value for event in theirs]
    assert [event["DTSTART"].dt for event in ours] == [day.start for day in occasion.days.all()]


def test_uid_and_times_are_equal_in_all_languages():
    make_occasion()
    items = [events_of(feed(code))[0] for code in TITLES]
    for name in ("UID", "DTSTART", "DTEND", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED"):
        assert len({item[name].to_ical() if hasattr(item[name], "to_ical") else item[name] for item in items}) == 1


def test_unchanged_data_gives_unchanged_bytes_all_day():
    occasion = make_occasion()
    first = feed()
    assert not calendar_items.refresh_calendar(occasion, now=NOW + timedelta(hours=3))
    assert feed(now=NOW + timedelta(hours=3)) == first


def test_sequence_rises_with_time_and_place_but_not_with_words():
    occasion = make_occasion()
    later = NOW + timedelta(days=1)
    page = EventPage.objects.get(translation_key=occasion.content_id, locale__language_code="sv")
    page.title = "Hösten i nätverket"
    page.save_revision().publish()
    day = occasion.days.get()
    assert (day.sequence, events_of(feed())[0]["SUMMARY"]) == (0, "Hösten i nätverket")
    assert day.last_modified != NOW
    occasions.change_occasion(occasion, plan_of(occasion, location="Stadshuset"), now=later, by=COMMAND)
    item = events_of(feed())[0]
    assert (item["SEQUENCE"], item["LAST-MODIFIED"].dt) == (1, later)
    occasions.change_occasion(occasion, plan_of(occasion, location="Stadshuset"), now=later + HOURS, by=COMMAND)
    assert events_of(feed())[0]["LAST-MODIFIED"].dt == later


@pytest.mark.parametrize(
    ("status", "expected"), [("tentative", "TENTATIVE"), ("postponed", "TENTATIVE"), ("confirmed", "CONFIRMED")]
)
def test_status_words(status, expected):
    make_occasion(status=OccasionStatus(status))
    item = events_of(feed())[0]
    assert item["STATUS"] == expected
    assert item["SUMMARY"].startswith("Framflyttat: ") == (status == "postponed")


def test_a_draft_is_nowhere():
    make_occasion(status=OccasionStatus.DRAFT)
    assert events_of(feed()) == []
    assert ical.STOCKHOLM in feed()
    assert CalendarFragment.objects.count() == 0


def test_cancelled_stays_for_90_days_at_least():
    occasion = make_occasion(days=[(NOW + timedelta(days=1), NOW + timedelta(days=1, hours=2))])
    occasions.cancel_occasion(occasion, reason="Sjukdom", now=NOW, by=COMMAND)
    item = events_of(feed())[0]
    assert (item["STATUS"], item["SEQUENCE"]) == ("CANCELLED", 1)
    assert len(events_of(feed(now=NOW + timedelta(days=89)))) == 1
    assert events_of(feed(now=NOW + timedelta(days=92))) == []


def test_a_withdrawn_page_leaves_neutral_words():
    occasion = make_occasion()
    EventPage.objects.get(translation_key=occasion.content_id, locale__language_code="fa-af").unpublish()
    item = events_of(feed("fa-af"))[0]
    assert (item["STATUS"], str(item["SUMMARY"])) == ("CANCELLED", "برنامهٔ برداشته‌شده")
    assert "LOCATION" not in item
    assert TITLES["fa-af"] not in unfold(feed("fa-af"))
    assert events_of(feed("sv"))[0]["STATUS"] == "CONFIRMED"


def test_a_restricted_page_leaves_the_calendar():
    occasion = make_occasion()
    page = EventPage.objects.get(translation_key=occasion.content_id, locale__language_code="sv")
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert TITLES["sv"] not in unfold(feed())
    restriction.delete()
    assert TITLES["sv"] in unfold(feed())


def test_a_deleted_page_leaves_neutral_words():
    occasion = make_occasion(titles={"sv": "Ensam"})
    EventPage.objects.get(translation_key=occasion.content_id).delete()
    assert events_of(feed())[0]["STATUS"] == "CANCELLED"


def test_a_language_without_a_page_has_no_item():
    make_occasion(titles={"sv": "Bara på svenska"})
    assert len(events_of(feed("sv"))) == 1
    assert events_of(feed("en")) == []


def test_a_day_taken_out_is_cancelled_and_the_other_stays():
    second = START + timedelta(days=1)
    occasion = make_occasion(days=[(START, START + HOURS), (second, second + HOURS)])
    assert [str(event["SUMMARY"]) for event in events_of(feed())] == [
        "Våren i nätverket (dag 1 av 2)",
        "Våren i nätverket (dag 2 av 2)",
    ]
    kept = plan_of(occasion).days[:1]
    occasions.change_occasion(occasion, plan_of(occasion, days=kept), now=NOW + timedelta(hours=1), by=COMMAND)
    assert [event["STATUS"] for event in events_of(feed())] == ["CONFIRMED", "CANCELLED"]


@pytest.mark.parametrize(("days", "shown"), [(-32, False), (-30, True), (0, True), (540, True), (560, False)])
def test_the_window_is_31_days_back_and_18_months_ahead(days, shown):
    start = NOW + timedelta(days=days)
    make_occasion(days=[(start, start + timedelta(hours=1))])
    assert bool(events_of(feed())) == shown


def test_the_empty_feed_keeps_the_time_zone():
    content = feed("en")
    assert ical.STOCKHOLM in content
    assert events_of(content) == []
    assert calendar_items.feed("en", now=NOW).last_modified is None


def test_an_all_day_item_has_days_and_an_exclusive_end():
    zone = ZoneInfo("Europe/Stockholm")
    occasion = make_occasion()
    day = DayPlan(datetime(2027, 3, 11, tzinfo=zone), datetime(2027, 3, 13, tzinfo=zone), all_day=True)
    occasions.change_occasion(occasion, plan_of(occasion, days=[day]), now=NOW, by=COMMAND)
    item = next(event for event in events_of(feed()) if event["STATUS"] == "CONFIRMED")
    assert (item["DTSTART"].dt, item["DTEND"].dt) == (date(2027, 3, 11), date(2027, 3, 13))
    assert "DTSTART;VALUE=DATE:20270311" in unfold(feed())


def test_the_meeting_link_is_never_in_a_feed():
    make_occasion(mode="online", location="", join_url="https://mote.example.org/hemligt")
    assert b"hemligt" not in feed()
    assert events_of(feed())[0]["LOCATION"] == "Digitalt"


@pytest.mark.parametrize("nasty", ["Rad\r\nATTENDEE:mailto:x@example.org", "a\x01b\x0bc", "\u2028ny rad", ';,\\"'])
def test_words_cannot_break_out_of_their_property(nasty):
    make_occasion(titles={"sv": f"Titel {nasty}"})
    content = feed()
    assert len(events_of(content)) == 1
    assert "ATTENDEE" not in {name for event in events_of(content) for name in event}
    vobject.readOne(content.decode())


def test_a_control_in_a_title_stays_out_of_an_invitation_to_an_online_event():
    occasion = make_occasion(
        titles={"sv": "Titel \x07 med tecken"}, mode="online", join_url="https://mote.example.org/a"
    )
    registration.register(occasion, applicant=make_applicant(mode="online"), now=NOW)

    part = read_mail(OutgoingMail.objects.get()).calendar

    (event,) = events_of(part.content)
    assert event["CONFERENCE"].params["LABEL"] == "Titel med tecken"


@pytest.mark.parametrize("host", ["https://samverka.example.se", f"https://{'langt-namn-' * 12}x.example.se"])
def test_kept_items_and_invitations_follow_the_address_of_the_site(settings, host):
    occasion = make_occasion(titles={"sv": "Ett långt namn på en dag i nätverket " * 4})
    path = f"/sv/calendar/{EventPage.objects.get(translation_key=occasion.content_id).slug}/"
    settings.WAGTAILADMIN_BASE_URL = settings.PUBLIC_URL = host
    registration.register(occasion, applicant=make_applicant(), now=NOW)

    invitation = read_mail(OutgoingMail.objects.get()).calendar.content
    for content in (feed(), calendar_items.occasion_file(occasion, language="sv").content, invitation):
        (event,) = events_of(content)
        assert event["URL"] == host + path
        assert event["DESCRIPTION"].endswith(host + path)
        assert max(map(len, content.split(b"\r\n"))) <= 75
        vobject.readOne(content.decode())


def test_an_invitation_says_what_the_feed_says_and_no_more_than_it_should():
    occasion = make_occasion(page=make_pages(intro="Kort om dagen."))
    registration.register(occasion, applicant=make_applicant(language="fa-af"), now=NOW + HOURS)
    text = unfold(read_mail(OutgoingMail.objects.get()).calendar.content)
    (ours,) = events_of(feed("fa-af"))
    (theirs,) = events_of(read_mail(OutgoingMail.objects.get()).calendar.content)
    for name in ("UID", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "SEQUENCE"):
        assert theirs[name] == ours[name]
    assert "DTSTAMP:20270201T160000Z\nSEQUENCE:0\nSTATUS:CONFIRMED\nTRANSP:OPAQUE\nORGANIZER;" in text
    assert "\nMETHOD:REQUEST\n" in text
    for absent in ("CLASS", "CREATED", "LAST-MODIFIED", "CATEGORIES", "TRANSPARENT", "\x00"):
        assert absent not in text


def test_words_in_a_mail_are_those_of_the_day_it_was_queued():
    occasion = make_occasion(titles={"sv": "Som det hette då"})
    registration.register(occasion, applicant=make_applicant(), now=NOW)
    page = EventPage.objects.get(translation_key=occasion.content_id)
    page.title = "Som det heter nu"
    page.save_revision().publish()
    mail = read_mail(OutgoingMail.objects.get())
    assert mail.subject == "Bekräftad: Som det hette då"
    assert "09:00–16:00" in mail.text
    assert "Som det heter nu" in unfold(feed())


def test_the_download_has_no_name_or_method():
    occasion = make_occasion()
    text = unfold(calendar_items.occasion_file(occasion, language="en").content)
    assert "METHOD" not in text
    assert "X-WR-CALNAME" not in text
    assert f"SUMMARY;LANGUAGE=en:{TITLES['en']}" in text
