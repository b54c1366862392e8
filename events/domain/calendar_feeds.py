"""The calendar as Atom (RFC 4287) and as JSON Feed (jsonfeed.org 1.1): the same data gives the same bytes.

What they hold, from when to when, is what the iCalendar feed holds; that one is ``calendar_items.py``.
"""

import json
import re
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as Xml

from django.utils import translation
from django.utils.translation import gettext as _

from cms import languages
from cms.domain.language_links import public_base
from cms.domain.visibility import standing_barriers
from events.domain.calendar_filters import CalendarFilter
from events.domain.calendar_items import CalendarFile, feed_address, feed_name, feed_window
from events.domain.ical import STATUS, place_words
from events.domain.queries import CalendarEntry, calendar_entries
from events.domain.words import absolute_address, local_time
from events.enums import OccasionStatus

ATOM = "http://www.w3.org/2005/Atom"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
EMPTY_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def atom_feed(language: str, *, narrowed: CalendarFilter, titles: list[str], now: datetime) -> CalendarFile:
    """Return the events of a language as Atom, the first day's uid as id; ``titles``: what the filter says."""
    entries = _entries(language, narrowed, now)
    changed = _last_change(entries)
    address = feed_address("atom", language, narrowed)
    feed = Xml.Element("feed", {"xmlns": ATOM, "xml:lang": languages.get_language(language).html_lang})
    _text(feed, "id", address)
    _text(feed, "title", feed_name(language, titles))
    _text(feed, "updated", _moment(changed or EMPTY_SINCE))
    _text(Xml.SubElement(feed, "author"), "name", "Samverka")
    _link(feed, "self", address, "application/atom+xml")
    _link(feed, "alternate", _calendar_address(language, narrowed), "text/html")
    with translation.override(language):
        for entry in entries:
            _add_entry(feed, entry)
    content = b'<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(feed, encoding="utf-8")
    return CalendarFile(content, changed)


def json_feed(language: str, *, narrowed: CalendarFilter, titles: list[str], now: datetime) -> CalendarFile:
    """Return the events of a language as JSON Feed; each item's ``_event`` has days, place, kind and status."""
    entries = _entries(language, narrowed, now)
    with translation.override(language):
        items = [_json_item(entry) for entry in entries]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed_name(language, titles),
        "home_page_url": _calendar_address(language, narrowed),
        "feed_url": feed_address("json", language, narrowed),
        "language": languages.get_language(language).html_lang,
        "items": items,
    }
    return CalendarFile((json.dumps(feed, ensure_ascii=False, indent=1) + "\n").encode(), _last_change(entries))


# --- parts --------------------------------------------------------------------------------------------------------


def _entries(language: str, narrowed: CalendarFilter, now: datetime) -> list[CalendarEntry]:
    start, end = feed_window(narrowed, now=now)
    return calendar_entries(language, start=start, end=end, narrowed=narrowed, barriers=standing_barriers())


def _last_change(entries: list[CalendarEntry]) -> datetime | None:
    return max((_changed(entry) for entry in entries), default=None)


def _changed(entry: CalendarEntry) -> datetime:
    return max(day.last_modified for day in entry.days)


def _json_item(entry: CalendarEntry) -> dict[str, Any]:
    occasion, page = entry.occasion, entry.page
    days = [
        {
            "uid": str(day.uid),
            "start": local_time(day.start, occasion).isoformat(),
            "end": local_time(day.end, occasion).isoformat(),
            "all_day": day.all_day,
        }
        for day in entry.days
    ]
    event = {
        "code": occasion.code,
        "kind": occasion.kind,
        "status": STATUS[OccasionStatus(occasion.status)],
        "mode": occasion.mode,
        "location": place_words(occasion),
        "days": days,
        "register_url": absolute_address("events_register", occasion.code, language=page.locale.language_code),
        "ics_url": absolute_address("events_occasion_ics", occasion.code, language=page.locale.language_code),
    }
    return {
        "id": f"urn:uuid:{entry.days[0].uid}",
        "url": _page_address(entry),
        "title": page.title,
        "content_text": page.intro or page.title,
        "date_published": _moment(occasion.created_at),
        "date_modified": _moment(_changed(entry)),
        "tags": [str(occasion.get_kind_display())],
        "_event": event,
    }


def _add_entry(feed: Xml.Element, entry: CalendarEntry) -> None:
    occasion = entry.occasion
    item = Xml.SubElement(feed, "entry")
    _text(item, "id", f"urn:uuid:{entry.days[0].uid}")
    title = entry.page.title
    if occasion.has_changed_plans:
        title = _("%(status)s: %(title)s") % {"status": occasion.get_status_display(), "title": title}
    _text(item, "title", title)
    _text(item, "published", _moment(occasion.created_at))
    _text(item, "updated", _moment(_changed(entry)))
    _link(item, "alternate", _page_address(entry), "text/html")
    Xml.SubElement(item, "category", {"term": occasion.kind, "label": str(occasion.get_kind_display())})
    starts = [local_time(day.start, occasion) for day in entry.days]
    ends = [local_time(day.end, occasion) for day in entry.days]
    hours = [f"{start:%Y-%m-%d %H:%M}–{end:%H:%M}" for start, end in zip(starts, ends, strict=True)]
    _text(item, "summary", "\n".join(part for part in (*hours, place_words(occasion), entry.page.intro) if part))


def _page_address(entry: CalendarEntry) -> str:
    parts = entry.page.get_url_parts()
    return f"{public_base()}{parts[2]}" if parts else public_base()


def _calendar_address(language: str, narrowed: CalendarFilter) -> str:
    query = narrowed.query()
    return f"{public_base()}/{language}/calendar/" + (f"?{query}" if query else "")


def _text(parent: Xml.Element, name: str, value: str) -> None:
    Xml.SubElement(parent, name).text = _NOT_IN_XML.sub("", value)


def _link(parent: Xml.Element, rel: str, href: str, media_type: str) -> None:
    Xml.SubElement(parent, "link", {"rel": rel, "href": href, "type": media_type})


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
