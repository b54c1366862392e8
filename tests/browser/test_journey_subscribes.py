"""Journey 3: a person subscribes to the calendar. What calendar programs would see, read by two of their libraries."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest

from tests.browser.calendar_readers import find_libical, read_with_ical_js
from tests.browser.public_pages import LANGUAGES

EVENT = "calendar/when-a-child-disappears-seminar/"


@pytest.fixture
def feed(open_page, language):
    """The answer to the feed's address as the calendar page shows it."""
    page = open_page()
    page.goto(f"/{language}/calendar/")
    path = page.get_attribute(".subscribe a[type='text/calendar']", "href")
    assert path == f"/{language}/calendar/all.ics"
    assert page.locator(f".subscribe a[href^='webcal://'][href$='{path}']").count() == 1
    assert page.inner_text(".subscribe__address").endswith(path)
    answer = page.request.get(path)
    assert answer.status == 200
    return answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_feed_when_asked_again_with_its_etag_then_nothing_is_sent(open_page, feed, language):
    etag, changed = feed.headers["etag"], feed.headers["last-modified"]

    by_etag = open_page().request.get(feed.url, headers={"If-None-Match": etag})
    other = open_page().request.get(feed.url, headers={"If-None-Match": '"other"'})

    assert feed.headers["content-type"] == "text/calendar; charset=utf-8"
    assert feed.headers["content-language"].lower() == language
    assert parsedate_to_datetime(changed) <= datetime.now(UTC)
    assert (by_etag.status, by_etag.body(), by_etag.headers["etag"]) == (304, b"", etag)
    assert (other.status, other.body()) == (200, feed.body())


@pytest.mark.parametrize("language", LANGUAGES)
def test_feed_when_read_by_ical_js_then_times_are_those_of_the_event_page(open_page, feed, language):
    page = open_page()
    page.goto(f"/{language}/{EVENT}")
    shown = datetime.fromisoformat(page.get_attribute(".occasion time >> nth=0", "datetime"))
    clock = page.inner_text(".occasion dd bdi >> nth=0").translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))

    read = read_with_ical_js(feed.body())

    assert read["method"] is None
    assert len(read["events"]) >= 12
    assert {event["zone"] for event in read["events"]} == {"Europe/Stockholm"}
    [event] = [event for event in read["events"] if event["summary"] == page.inner_text("h1")]
    assert datetime.fromisoformat(event["start"]) == shown
    assert clock.startswith(f"{shown:%H:%M}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_feed_when_read_by_libical_then_it_finds_no_error(feed, language):
    errors, items = find_libical().errors_and_items(feed.body())

    assert (errors, items) == (0, feed.body().count(b"BEGIN:VEVENT"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_file_of_one_event_when_downloaded_then_both_readers_take_it(open_page, language):
    page = open_page()
    page.goto(f"/{language}/{EVENT}")
    with page.expect_download() as download:
        page.click(".occasion a[type='text/calendar']")
    content = download.value.path().read_bytes()

    read = read_with_ical_js(content)

    assert [event["summary"] for event in read["events"]] == [page.inner_text("h1")]
    assert find_libical().errors_and_items(content) == (0, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_feeds_when_compared_then_the_same_events_carry_the_same_uid(open_page, feed, language):
    swedish = read_with_ical_js(open_page().request.get("/sv/calendar/all.ics").body())

    read = read_with_ical_js(feed.body())

    starts = {event["uid"]: event["start"] for event in swedish["events"]}
    assert {event["uid"]: event["start"] for event in read["events"]} == starts
