"""The calendar page: what it lists, and that its queries do not grow with the events."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.models import Topic
from events.enums import OccasionStatus
from events.models import EventPage, Occasion, OccasionDay, SeatPool
from tests.factories.events import make_calendars, make_occasion, make_pages
from tests.query_counts import make_restricted_section, query_count

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendar():
    return make_calendars()["sv"]


def coming(days):
    """Return one day with an hour's meeting, so many days from now."""
    start = timezone.now() + timedelta(days=days)
    return [(start, start + timedelta(hours=1))]


def make_event(title, *, days=7, topics=(), **settings):
    """Return the Swedish page of an event to come."""
    page = make_pages({"sv": title})
    page.topics.set(topics)
    page.save()
    make_occasion(page=page, days=coming(days), cut_off_at=coming(days)[0][0], **settings)
    return page


def listed(client, calendar, **query):
    soup = BeautifulSoup(client.get(calendar.url, query).text, "html.parser")
    return [link.text for link in soup.find_all("a", class_="calendar-item__link")]


def test_calendar_lists_what_is_coming_in_order_of_time_and_leaves_out_what_not_everybody_may_read(client, calendar):
    make_event("Den andra", days=20)
    make_event("Den första", days=10)
    make_event("Den förra", days=-10)
    make_event("Ett utkast", status=OccasionStatus.DRAFT)
    closed = make_event("Den slutna")
    before = listed(client, calendar)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)

    assert before == ["Den slutna", "Den första", "Den andra"]
    assert listed(client, calendar) == ["Den första", "Den andra"]


def test_topic_and_county_narrow_the_calendar_and_are_offered_in_their_order(client, calendar):
    topics = {
        slug: Topic.objects.create(slug=slug, title=slug.title(), locale=calendar.locale, order=order)
        for slug, order in (("skola", 1), ("boende", 2))
    }
    make_event("Om boende", topics=[topics["boende"]], municipality_id="1499")
    make_event("Om skola", topics=topics.values(), municipality_id="0180")

    soup = BeautifulSoup(client.get(calendar.url).text, "html.parser")
    offered = {
        name: [option["value"] for option in soup.find("select", id=f"filter-{name}").find_all("option")]
        for name in ("topic", "county")
    }

    assert offered == {"topic": ["", "skola", "boende"], "county": ["", "01", "14"]}
    assert sorted(listed(client, calendar, topic="boende")) == ["Om boende", "Om skola"]
    assert listed(client, calendar, topic="skola") == ["Om skola"]
    assert listed(client, calendar, topic="finns-inte") == []
    assert listed(client, calendar, county="14") == ["Om boende"]


def add_events(calendar, count, *, topic):
    """Add events of two days and two pools of seats as rows alone: hundreds are not worth creating one by one."""
    now = timezone.now()
    pages = []
    for _each in range(count):
        number = EventPage.objects.count()
        page = EventPage(title=f"Händelse {number}", slug=f"e{number}", locale=calendar.locale, topics=[topic])
        pages.append(calendar.add_child(instance=page))
    common = {"status": OccasionStatus.CONFIRMED, "municipality_id": "1499", "waiting_list": False, "created_at": now}
    occasions = Occasion.objects.bulk_create(Occasion(content_id=page.translation_key, **common) for page in pages)
    OccasionDay.objects.bulk_create(
        OccasionDay(occasion=occasion, start=start, end=end, last_modified=now, created_at=now)
        for occasion in occasions
        for days in (0.01, 1)
        for start, end in coming(days)
    )
    SeatPool.objects.bulk_create(
        SeatPool(occasion=occasion, mode=mode, capacity=9) for occasion in occasions for mode in ("onsite", "online")
    )


def test_calendar_costs_at_most_ten_queries_with_one_fifty_and_five_hundred_events(client, calendar):
    make_restricted_section()
    topic = Topic.objects.create(slug="boende", title="Boende", locale=calendar.locale)
    costs = {}
    for more in (1, 49, 450):
        add_events(calendar, more, topic=topic)
        month = timezone.localtime(OccasionDay.objects.earliest("start").start)
        for query in ("", f"?from={month:%Y-%m}", "?topic=boende&county=14&kind=seminar"):
            address = f"{calendar.url}{query}"
            shown = client.get(address).text.count("calendar-item__link")
            costs.setdefault(address, []).append((shown, query_count(client, address)))

    assert {tuple(shown for shown, _cost in each) for each in costs.values()} == {(1, 50, 500)}
    assert [len({cost for _shown, cost in each}) for each in costs.values()] == [1, 1, 1]
    assert max(cost for each in costs.values() for _shown, cost in each) <= 10


def test_event_page_costs_at_most_ten_queries_with_one_and_three_occasions(client, calendar):
    make_restricted_section()
    page = make_event("Våren")
    one = query_count(client, page.url)
    for _each in range(2):
        make_occasion(page=page, days=coming(9), cut_off_at=coming(9)[0][0])

    assert query_count(client, page.url) == one
    assert one <= 10
