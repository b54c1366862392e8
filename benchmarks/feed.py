"""The calendar feed of 2,000 events: joined from stored bytes, against icalendar building it each time.

Control: both give the same events, byte for byte. Cold: the first feed of a process, in queries.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import django

from benchmarks import harness

EVENTS = 2_000
MOST_QUERIES = 12
NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
LANGUAGE = "sv"


def run(*, rounds: int, short: bool) -> None:
    """Measure and report."""
    django.setup()
    days, words = make_events(EVENTS // (10 if short else 1))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from events.domain import calendar_items

    def stored_feed() -> bytes:
        return calendar_items.feed(LANGUAGE, now=NOW).content

    with CaptureQueriesContext(connection) as cold:
        stored = stored_feed()
    built = build_with_icalendar(days, words)
    if stored.count(b"BEGIN:VEVENT") != len(days) or any(event not in stored for event in built):
        raise RuntimeError("The stored feed does not hold the events that icalendar builds.")
    calls = 10
    samples = harness.interleave(
        {
            "stored": lambda: harness.timed(lambda: [stored_feed() for _ in range(calls)]) / calls * 1e3,
            "joined": lambda: harness.timed(lambda: [b"".join(built) for _ in range(1000)]) / 1000 * 1e3,
            "icalendar": lambda: harness.timed(lambda: build_with_icalendar(days, words)) * 1e3,
        },
        rounds=rounds,
    )
    harness.report(
        "feed",
        [
            harness.Figure("events in the feed", len(days), "events"),
            harness.Figure("size of the feed", len(stored) / 1024, "KiB"),
            harness.Figure("cold feed", len(cold), "queries", f"≤ {MOST_QUERIES}", reached=len(cold) <= MOST_QUERIES),
            harness.median("feed from stored bytes, with its database query", samples["stored"], "ms"),
            harness.median("joining alone, bytes in memory", samples["joined"], "ms"),
            harness.median("icalendar building the events", samples["icalendar"], "ms"),
            harness.ratio("icalendar / feed with its query", samples["icalendar"], samples["stored"], at_least=100),
            harness.ratio("icalendar / joining alone", samples["icalendar"], samples["joined"]),
        ],
    )


def make_events(number: int) -> tuple[list[Any], Any]:
    """Make an occasion with ``number`` days, each an item of the feed, and return the days and their words."""
    from django.db import transaction

    from events.domain import ical
    from events.domain.words import public_pages, words_of_page
    from events.models import CalendarFragment, OccasionDay
    from tests.factories.events import make_occasion

    with transaction.atomic():
        occasion = make_occasion()
        page = public_pages([occasion.content_id])[occasion.content_id][LANGUAGE]
        words = words_of_page(page)
        first = occasion.days.get()
        CalendarFragment.objects.all().delete()
        OccasionDay.objects.filter(pk=first.pk).delete()
        days = OccasionDay.objects.bulk_create(
            [_day(OccasionDay, occasion, first, hour) for hour in range(number)], batch_size=500
        )
        items = [ical.item_words(occasion, day, words, number=(1, 1)) for day in days]
        CalendarFragment.objects.bulk_create(
            [
                CalendarFragment(
                    day=day, language=LANGUAGE, title=words.title, content=ical.public_event(day, occasion, item)
                )
                for day, item in zip(days, items, strict=True)
            ],
            batch_size=500,
        )
    return days, words


def _day(model: Any, occasion: Any, first: Any, hour: int) -> Any:
    return model(
        occasion=occasion,
        start=NOW + timedelta(hours=4 * hour),
        end=NOW + timedelta(hours=4 * hour + 2),
        created_at=NOW,
        last_modified=NOW,
        sequence=1,
        ever_published=True,
    )


def build_with_icalendar(days: list[Any], words: Any) -> list[bytes]:
    """Return each day as icalendar writes it: what a feed without stored bytes does at every request."""
    from events.domain import ical

    occasion = days[0].occasion
    return [
        ical.with_addresses(ical.public_event(day, occasion, ical.item_words(occasion, day, words, number=(1, 1))))
        for day in days
    ]
