"""What calendars are given: each day's item in each language, kept as bytes; feeds and downloads join them.

The address of the site is filled in when bytes leave (``ical.with_addresses``): it may change, they need not.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms import languages
from events.domain import ical
from events.domain.calendar_filters import CalendarFilter, first_moment, matching
from events.domain.occasion_days import days_with_items, forget_days, held_days
from events.domain.words import OccasionWords, absolute_address, public_pages, words_of, words_of_page
from events.models import CalendarFragment, Occasion, OccasionDay

KEPT_BACK = timedelta(days=31)
KEPT_FORWARD_MONTHS = 18
KEPT_WITHDRAWN = timedelta(days=90)


@dataclass(frozen=True)
class CalendarFile:
    """Bytes of a calendar and when something in it last changed (None: it is empty)."""

    content: bytes
    last_modified: datetime | None

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.content).hexdigest()}"'


def refresh_calendar(occasion: Occasion, *, now: datetime) -> bool:
    """Bring the stored items of an occasion up to date, in the caller's transaction; return whether anything changed.

    ``sequence`` rises only when time, place, status, form or meeting link changed since the day was public; words move
    ``last_modified`` alone. What was public in a language and is no longer stays, as CANCELLED with neutral words.
    """
    pages = public_pages([occasion.content_id]).get(occasion.content_id, {}) if occasion.is_public else {}
    words = {code: words_of_page(page) for code, page in pages.items()}
    forget_days(occasion)
    days = list(occasion.days.select_for_update(no_key=True).prefetch_related("fragments").order_by("start", "pk"))
    held = [day for day in days if day.removed_at is None]
    changed = False
    for day in days:
        number = (held.index(day) + 1, len(held)) if day in held else (1, 1)
        changed |= _refresh_day(occasion, day, words, number=number, now=now)
    return changed


def _refresh_day(
    occasion: Occasion, day: OccasionDay, words: dict[str, OccasionWords], *, number: tuple[int, int], now: datetime
) -> bool:
    fragments = {fragment.language: fragment for fragment in day.fragments.all()}
    items: dict[str, ical.ItemWords] = {}
    for code in languages.CODES:
        if code in words and (day.removed_at is None or code in fragments):
            items[code] = ical.item_words(occasion, day, words[code], number=number)
        elif code in fragments:
            items[code] = ical.withdrawn_words(code)
    fingerprint = day_fingerprint(occasion, day)
    text_fingerprint = hashlib.sha256(repr(sorted(items.items())).encode()).hexdigest() if items else ""
    if fingerprint == day.fingerprint and text_fingerprint == day.text_fingerprint:
        return False
    if fingerprint != day.fingerprint and day.ever_published:
        day.sequence += 1
    day.fingerprint, day.text_fingerprint, day.last_modified = fingerprint, text_fingerprint, now
    day.ever_published = day.ever_published or bool(items)
    day.save(update_fields=["fingerprint", "text_fingerprint", "last_modified", "sequence", "ever_published"])
    for code, item in items.items():
        withdrawn = None
        if item.status == "CANCELLED":
            earlier = fragments.get(code)
            withdrawn = (earlier.withdrawn_at if earlier else None) or now
        CalendarFragment.objects.update_or_create(
            day=day,
            language=code,
            defaults={
                "title": item.title,
                "content": ical.public_event(day, occasion, item),
                "withdrawn_at": withdrawn,
            },
        )
    return True


def day_fingerprint(occasion: Occasion, day: OccasionDay) -> str:
    """Return the SHA-256 of all that a calendar must act on: times, zone, status, form, place, meeting link."""
    facts = [
        day.start.astimezone(UTC).isoformat(),
        day.end.astimezone(UTC).isoformat(),
        str(day.all_day),
        occasion.time_zone,
        "removed" if day.removed_at else str(occasion.status),
        str(occasion.mode),
        occasion.location,
        occasion.join_url,
    ]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


# --- feeds and downloads ------------------------------------------------------------------------------------------


def feed(
    language: str, *, now: datetime, narrowed: CalendarFilter | None = None, titles: Sequence[str] = ()
) -> CalendarFile:
    """Return the public calendar of one language: 31 days back to 18 months ahead, cancelled items 90 days at least.

    The window follows the local day, so that the bytes stay the same from one midnight to the next. ``narrowed``: only
    what a filter finds, and ``titles``, what it says, in the calendar's name.
    """
    narrowed = narrowed or CalendarFilter()
    start, end = feed_window(narrowed, now=now)
    in_window = Q(day__end__gt=start, day__start__lt=end)
    withdrawn = Q(withdrawn_at__gt=_midnight(now) - KEPT_WITHDRAWN)
    if narrowed.month:
        withdrawn &= Q(day__end__gt=start)
    rows = CalendarFragment.objects.filter(in_window | withdrawn, language=language)
    rows = rows.filter(matching(narrowed, to_occasion="day__occasion"))
    items = rows.order_by("day__start", "day_id").values_list("content", flat=True)
    last_modified = rows.aggregate(last=Max("day__last_modified"))["last"]
    header = ical.feed_header(
        language,
        last_modified,
        name=feed_name(language, titles),
        address=feed_address("ics", language, narrowed),
    )
    return CalendarFile(ical.file_of(map(bytes, items), header=header), last_modified)


def feed_window(narrowed: CalendarFilter, *, now: datetime) -> tuple[datetime, datetime]:
    """Return from when to when (exclusive) feeds go: whole days in Stockholm; a month asked for is where they begin."""
    today = _midnight(now)
    return first_moment(narrowed, today - KEPT_BACK), _months_later(today, KEPT_FORWARD_MONTHS)


def feed_name(language: str, titles: Sequence[str]) -> str:
    """Return the name of a feed: ours, and what its filter says."""
    with translation.override(language):
        return ": ".join([_("Samverka calendar"), *([", ".join(titles)] if titles else [])])


def feed_address(form: str, language: str, narrowed: CalendarFilter) -> str:
    """Return the absolute address of a feed. ``form``: ``ics``, ``atom`` or ``json``."""
    if form == "ics" and not narrowed:
        return absolute_address("events_feed", language=language)
    query = narrowed.query()
    return absolute_address("events_filtered_feed", form, language=language) + (f"?{query}" if query else "")


def occasion_file(occasion: Occasion, *, language: str) -> CalendarFile | None:
    """Return one occasion as a file: its items in ``language``, else in the first language there is; None for none."""
    rows = CalendarFragment.objects.filter(day__occasion=occasion).order_by("day__start", "day_id")
    by_language: dict[str, list[tuple[bytes, datetime]]] = {}
    for row in rows.select_related("day"):
        by_language.setdefault(row.language, []).append((bytes(row.content), row.day.last_modified))
    items = next((by_language[code] for code in (language, *languages.CODES) if code in by_language), None)
    if items is None:
        return None
    return CalendarFile(ical.file_of(item[0] for item in items), max(item[1] for item in items))


# --- for mails ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ToldOccasion:
    """What a mail says of an occasion: its title and, by day, the item to invite with. ``language``: of these words."""

    title: str
    language: str
    items: Mapping[int, bytes]


def told_occasion(occasion: Occasion, *, language: str) -> ToldOccasion:
    """Return the words of an occasion for a mail in ``language``: those that are kept, else made now.

    In another language when there is no page in this one; someone registered must always be told what it is about.
    """
    days = days_with_items(occasion)
    kept: dict[str, dict[int, CalendarFragment]] = {}
    for day in days:
        for item in day.fragments.all():
            if item.title:
                kept.setdefault(item.language, {})[day.pk] = item
    for code in (language, *languages.CODES):
        found = kept.get(code, {})
        if days and len(found) == len(days):
            return ToldOccasion(found[days[0].pk].title, code, {day: bytes(found[day].content) for day in found})
    words = words_of(occasion, language=language)
    held = held_days(occasion)
    items = {}
    for day in days:
        number = (held.index(day) + 1, len(held)) if day in held else (1, 1)
        items[day.pk] = ical.public_event(day, occasion, ical.item_words(occasion, day, words, number=number))
    return ToldOccasion(words.title, words.language, items)


# --- parts --------------------------------------------------------------------------------------------------------


def _midnight(now: datetime) -> datetime:
    return timezone.localtime(now, ZoneInfo("Europe/Stockholm")).replace(hour=0, minute=0, second=0, microsecond=0)


def _months_later(moment: datetime, months: int) -> datetime:
    month = moment.month - 1 + months
    return moment.replace(year=moment.year + month // 12, month=month % 12 + 1, day=min(moment.day, 28))
