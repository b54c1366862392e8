"""The combinable feeds: the list's filters, three forms, validators; and the page that explains how to subscribe."""

import json
from datetime import timedelta
from xml.etree import ElementTree as Xml

import icalendar
import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from cms.domain.language_links import public_base
from cms.models import Topic
from events.domain import ical, occasions
from events.domain.transitions import Agent
from events.enums import Actor, OccasionKind, OccasionStatus
from tests.browser.calendar_readers import find_libical, read_with_ical_js
from tests.factories.events import make_calendars, make_occasion, make_pages
from tests.factories.networks import make_network

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def calendar():
    return make_calendars()["sv"]


def webcal():
    return public_base().replace("http", "webcal", 1)


def make_event(title, *, days=7, topics=(), **settings):
    start = timezone.now() + timedelta(days=days)
    page = make_pages({"sv": title})
    page.topics.set(topics)
    page.save()
    times = [(start, start + timedelta(hours=1))]
    return make_occasion(page=page, days=times, cut_off_at=start, **settings)


def titles_in(client, form, query, language="sv"):
    """Return the titles that a feed of a form holds, in order."""
    content = client.get(f"/{language}/calendar/feed.{form}", query).content
    if form == "ics":
        return [str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(content).events]
    if form == "atom":
        return [entry.findtext(f"{ATOM}title") for entry in Xml.fromstring(content).iter(f"{ATOM}entry")]
    return [item["title"] for item in json.loads(content)["items"]]


def listed(client, calendar, query):
    soup = BeautifulSoup(client.get(calendar.url, query).text, "html.parser")
    return [link.text for link in soup.find_all("a", class_="calendar-item__link")]


def test_list_and_feeds_find_the_same_for_each_filter_and_for_several(client, calendar):
    topic = Topic.objects.create(slug="boende", title="Boende", locale=calendar.locale)
    network = make_network(name="Länsnätverket", public=True)
    make_event("A", days=1, kind=OccasionKind.CONFERENCE, municipality_id="1499", network_id=network.pk, topics=[topic])
    make_event("B", days=2, kind=OccasionKind.CONFERENCE, municipality_id="1480")
    make_event("C", days=3, municipality_id="0180", topics=[topic])
    expected = {
        (): ["A", "B", "C"],
        (("kind", "conference"),): ["A", "B"],
        (("county", "14"),): ["A", "B"],
        (("municipality", "0180"),): ["C"],
        (("topic", "boende"),): ["A", "C"],
        (("network", str(network.public_id)),): ["A"],
        (("kind", "conference"), ("topic", "boende"), ("county", "14")): ["A"],
        (("kind", "conference"), ("municipality", "0180")): [],
    }

    for query, titles in expected.items():
        assert listed(client, calendar, dict(query)) == titles
        for form in ("ics", "atom", "json"):
            assert titles_in(client, form, dict(query)) == titles


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "party"},
        {"county": "99"},
        {"municipality": "9999"},
        {"topic": "finns-inte"},
        {"network": "1"},
        {"network": "11111111-1111-4111-8111-111111111111"},
        {"from": "2027-13"},
    ],
)
def test_a_value_that_does_not_exist_is_404_in_feeds_and_finds_nothing_in_the_list(client, calendar, query):
    make_event("A")

    answers = [client.get(f"/sv/calendar/feed.{form}", query).status_code for form in ("ics", "atom", "json")]

    assert answers == [404, 404, 404]
    assert client.get("/sv/calendar/subscribe/", query).status_code == 404
    if "from" not in query:
        assert listed(client, calendar, query) == []


def test_a_network_that_is_not_public_is_neither_offered_nor_found(client, calendar):
    hidden, shown = make_network(name="Dolt", public=False), make_network(name="Synligt", public=True)
    make_event("A", network_id=hidden.pk)
    make_event("B", network_id=shown.pk)

    soup = BeautifulSoup(client.get(calendar.url).text, "html.parser")

    offered = [option.text for option in soup.find("select", id="filter-network").find_all("option")]
    assert offered == ["Alla", "Synligt"]
    assert client.get("/sv/calendar/feed.ics", {"network": str(hidden.public_id)}).status_code == 404
    assert listed(client, calendar, {"network": str(hidden.public_id)}) == []
    assert listed(client, calendar, {"network": str(shown.public_id)}) == ["B"]


def test_from_is_where_a_feed_begins_within_the_window(client, calendar):
    make_event("Snart", days=1)
    make_event("Sedan", days=100)
    make_event("För två år sedan", days=-700)
    month = timezone.localtime(timezone.now() + timedelta(days=100))

    for form in ("ics", "atom", "json"):
        assert titles_in(client, form, {"from": f"{month:%Y-%m}"}) == ["Sedan"]
        assert titles_in(client, form, {"from": "2020-01"}) == ["Snart", "Sedan"]


def test_an_empty_feed_keeps_its_time_zone_and_each_form_is_whole(client, calendar):
    content = client.get("/sv/calendar/feed.ics", {"county": "14"}).content

    assert content.count(ical.STOCKHOLM) == 1
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert Xml.fromstring(client.get("/sv/calendar/feed.atom").content).find(f"{ATOM}updated") is not None
    assert client.get("/sv/calendar/feed.json").json()["items"] == []


def test_the_name_and_the_source_say_what_is_subscribed_to(client, calendar):
    make_event("A", municipality_id="1499")
    content = client.get("/sv/calendar/feed.ics", {"county": "14", "kind": "seminar"}).content.decode()
    lines = content.replace("\r\n ", "").splitlines()

    assert "X-WR-CALNAME:Samverkas kalender: Seminarium\\, Västra Götalands län" in lines
    assert f"SOURCE;VALUE=URI:{public_base()}/sv/calendar/feed.ics?kind=seminar&county=14" in lines
    assert all(len(line.encode()) <= 75 for line in content.split("\r\n"))


@pytest.mark.parametrize(
    ("form", "media_type"),
    [("ics", "text/calendar"), ("atom", "application/atom+xml"), ("json", "application/feed+json")],
)
def test_validators_and_cache_rules_are_the_same_on_200_304_and_head(client, calendar, form, media_type):
    make_event("A")
    path = f"/sv/calendar/feed.{form}?kind=seminar"

    first, again, head = client.get(path), client.get(path), client.head(path)
    same = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    since = client.get(path, headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert first.headers["Content-Type"] == f"{media_type}; charset=utf-8"
    assert first.content == again.content
    assert (same.status_code, same.content, since.status_code, head.content) == (304, b"", 304, b"")
    for answer in (first, same, head):
        assert answer.headers["Cache-Control"] == "public, max-age=900"
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert answer.headers["ETag"] == first.headers["ETag"]
        assert not answer.cookies


def test_ical_js_and_libical_read_a_narrowed_feed_without_an_error(client, calendar):
    make_event("A; med, tecken", days=1, municipality_id="1499")
    make_event("B", days=2, municipality_id="0180")
    content = client.get("/sv/calendar/feed.ics", {"county": "14", "kind": "seminar"}).content

    assert [event["summary"] for event in read_with_ical_js(content)["events"]] == ["A; med, tecken"]
    assert find_libical().errors_and_items(content) == (0, 1)


def test_what_is_called_off_stays_in_all_three_and_says_so(client, calendar):
    occasion = make_event("A")
    occasions.cancel_occasion(occasion, reason="Sjukdom", now=timezone.now(), by=Agent(Actor.COMMAND))

    event = icalendar.Calendar.from_ical(client.get("/sv/calendar/feed.ics").content).events[0]

    assert event["STATUS"] == "CANCELLED"
    assert titles_in(client, "atom", {}) == ["Inställt: A"]
    assert client.get("/sv/calendar/feed.json").json()["items"][0]["_event"]["status"] == "CANCELLED"


def test_drafts_and_meeting_links_are_in_no_feed(client, calendar):
    make_event("Utkast", status=OccasionStatus.DRAFT)
    make_event("A", mode="online", join_url="https://mote.example.org/hemligt")

    for form in ("ics", "atom", "json"):
        assert titles_in(client, form, {}) == ["A"]
        assert b"hemligt" not in client.get(f"/sv/calendar/feed.{form}").content


def test_the_calendar_offers_the_subscription_to_what_was_chosen_without_its_month(client, calendar):
    make_event("A", municipality_id="1499")
    soup = BeautifulSoup(client.get(calendar.url, {"county": "14", "from": "2027-03"}).text, "html.parser")
    box = soup.find(class_="subscribe")

    assert box.find(class_="subscribe__address").text == f"{public_base()}/sv/calendar/feed.ics?county=14"
    assert [link["href"] for link in box.find_all("a")] == [
        f"{webcal()}/sv/calendar/feed.ics?county=14",
        "/sv/calendar/feed.ics?county=14",
        "/sv/calendar/subscribe/?county=14",
    ]


@pytest.mark.parametrize("language", ["sv", "en", "fa-af"])
def test_the_page_says_how_to_subscribe_in_four_programs(client, calendar, language):
    soup = BeautifulSoup(client.get(f"/{language}/calendar/subscribe/", {"kind": "seminar"}).text, "html.parser")
    text = soup.main.get_text()

    assert soup.html["lang"].lower() == language
    assert [heading.text for heading in soup.main.find_all("h2")][:4] == ["Outlook", "Google", "Apple", "Thunderbird"]
    assert f"{public_base()}/{language}/calendar/feed.ics?kind=seminar" in text
    assert soup.main.find("a", href=f"{webcal()}/{language}/calendar/feed.ics?kind=seminar")
