"""iCalendar, alone here: the bytes of items, of a feed's header and of invitations (RFC 5545, 5546, 7986).

One item is one day of an occasion, written by ``icalendar`` when something in it changed and kept
(``calendar_items.py``); an invitation takes its lines from there. All times carry TZID Europe/Stockholm.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar.parser import Contentline

from cms import languages
from cms.domain.language_links import public_base
from events.domain.meeting_links import meeting_link
from events.domain.words import OccasionWords
from events.enums import PARTSTAT, Mode, OccasionStatus, RegistrationState
from events.models import Occasion, OccasionDay, Registration

# The only time zone of our files; right from 1996 on (design: 0 of 394,488 hours differ from zoneinfo).
STOCKHOLM = (
    (
        "BEGIN:VTIMEZONE|TZID:Europe/Stockholm|BEGIN:DAYLIGHT|DTSTART:19700329T020000|RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3|"
        "TZNAME:CEST|TZOFFSETFROM:+0100|TZOFFSETTO:+0200|END:DAYLIGHT|BEGIN:STANDARD|DTSTART:19701025T030000|"
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10|TZNAME:CET|TZOFFSETFROM:+0200|TZOFFSETTO:+0100|END:STANDARD|END:VTIMEZONE|"
    )
    .replace("|", "\r\n")
    .encode()
)
# Stands for the site's address in kept bytes: a sign that clean_text lets through from nobody.
SITE = "\x00"
SHARED = {b"UID", b"DTSTART", b"DTEND", b"SUMMARY", b"DESCRIPTION", b"LOCATION", b"URL"}
_ROUND_SITE = re.compile(rb"(?:\r\n )?\x00(?:\r\n )?")
_LINE_END = re.compile(rb"\r\n(?! )")
_NAME = re.compile(rb"[A-Z-]*")
END = b"END:VCALENDAR\r\n"
PRODID = "-//Samverka//Events//EN"
STATUS = {
    OccasionStatus.DRAFT: "TENTATIVE",
    OccasionStatus.TENTATIVE: "TENTATIVE",
    OccasionStatus.POSTPONED: "TENTATIVE",
    OccasionStatus.CONFIRMED: "CONFIRMED",
    OccasionStatus.CANCELLED: "CANCELLED",
}
# Control characters would break a line or be refused by readers (RFC 5545 §3.1); a line feed in a text is escaped.
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u2028\u2029]")


@dataclass(frozen=True)
class ItemWords:
    """What one item says in one language. ``title``: of the page, empty when it is withdrawn. ``path``: its address."""

    title: str
    summary: str
    description: str
    location: str
    categories: str
    path: str
    status: str
    language: str


def item_words(occasion: Occasion, day: OccasionDay, words: OccasionWords, *, number: tuple[int, int]) -> ItemWords:
    """Return what an item says in the language of ``words``; ``number``: which day of how many."""
    with translation.override(words.language):
        summary = words.title
        if number[1] > 1:
            summary = _("%(title)s (day %(number)d of %(total)d)") % {
                "title": words.title,
                "number": number[0],
                "total": number[1],
            }
        if occasion.status == OccasionStatus.POSTPONED:
            summary = _("Postponed: %(title)s") % {"title": summary}
        return ItemWords(
            title=words.title,
            summary=summary,
            description="\n\n".join(part for part in (words.intro, words.practical) if part),
            location=place_words(occasion),
            categories=str(occasion.get_kind_display()),
            path=words.path,
            status="CANCELLED" if day.removed_at else STATUS[OccasionStatus(occasion.status)],
            language=words.language,
        )


def withdrawn_words(language: str) -> ItemWords:
    """Return the neutral words of an item that is no longer public."""
    with translation.override(language):
        return ItemWords("", _("Withdrawn event"), "", "", "", "", "CANCELLED", language)


def place_words(occasion: Occasion) -> str:
    """Return where it is held, in the active language."""
    online = _("Online")
    if occasion.mode == Mode.HYBRID:
        return f"{occasion.location} / {online}" if occasion.location else online
    return online if occasion.mode == Mode.ONLINE and not occasion.location else occasion.location


def public_event(day: OccasionDay, occasion: Occasion, item: ItemWords) -> bytes:
    """Return the VEVENT of a feed or download: no METHOD, so DTSTAMP is the last change (RFC 5545 §3.8.7.2).

    Kept as it is: :func:`with_addresses` puts the site's address in when it leaves.
    """
    zone = ZoneInfo(occasion.time_zone)
    event = icalendar.Event()
    event.add("uid", str(day.uid))
    event.add("sequence", day.sequence)
    event.add("dtstamp", day.last_modified.astimezone(UTC))
    start, end = day.start.astimezone(zone), day.end.astimezone(zone)
    event.add("dtstart", start.date() if day.all_day else start)
    event.add("dtend", end.date() if day.all_day else end)
    event.add("summary", one_line(item.summary), parameters=_in(item.language))
    address = f"{SITE}{item.path}" if item.path else ""
    description = "\n\n".join(part for part in (clean_text(item.description), address) if part)
    if description:
        event.add("description", description, parameters=_in(item.language))
    if item.location:
        event.add("location", one_line(item.location), parameters=_in(item.language))
    if address:
        event.add("url", icalendar.vUri(address))
    event.add("last-modified", day.last_modified.astimezone(UTC))
    event.add("created", day.created_at.astimezone(UTC))
    event.add("class", "PUBLIC")
    event.add("transp", "TRANSPARENT")
    event.add("status", item.status)
    if item.categories:
        event.add("categories", [item.categories], parameters=_in(item.language))
    return _ROUND_SITE.sub(b"\r\n " + SITE.encode() + b"\r\n ", event.to_ical())


def with_addresses(content: bytes) -> bytes:
    """Return kept bytes with the site's address in place of its sign: on lines of its own, so that none grows long."""
    base = public_base().encode()
    folded = b"\r\n ".join(base[start : start + 74] for start in range(0, len(base), 74))
    return content.replace(SITE.encode(), folded)


# --- calendars ----------------------------------------------------------------------------------------------------


def file_of(items: Iterable[bytes], *, header: bytes = b"") -> bytes:
    """Return a calendar of kept items; ``header``: :func:`feed_header` for a feed, none for a download."""
    return b"".join([header or _calendar_header(), STOCKHOLM, with_addresses(b"".join(items)), END])


def feed_header(language: str, last_modified: datetime | None, *, name: str, address: str) -> bytes:
    """Return how the feed of a language begins: its name, where it is, how often to ask again."""
    calendar = _calendar()
    calendar.add("name", icalendar.vText(one_line(name)), parameters=_in(language))
    calendar.add("x-wr-calname", icalendar.vText(one_line(name)))
    calendar.add("source", icalendar.vUri(address), parameters={"VALUE": "URI"})
    calendar.add("refresh-interval", icalendar.vDuration(timedelta(hours=1)), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    if last_modified is not None:
        calendar.add("last-modified", last_modified.astimezone(UTC))
    return calendar.to_ical().removesuffix(END)


def _calendar(method: str = "") -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    return calendar


@lru_cache(maxsize=4)
def _calendar_header(method: str = "") -> bytes:
    return _calendar(method).to_ical().removesuffix(END)


# --- a person's own calendar --------------------------------------------------------------------------------------


def personal_event(
    registration: Registration, day: OccasionDay, item: bytes, *, changed: datetime, now: datetime
) -> bytes:
    """Return one day in its participant's own feed: a seat is busy time, all else is tentative and keeps none.

    ``item``: the day's kept bytes. ``changed``: of the day or the registration. No METHOD, so no ATTENDEE either; the
    meeting link is there for someone who has a seat and takes part online, from its time on.
    """
    occasion = registration.occasion
    has_seat = registration.state == RegistrationState.CONFIRMED
    status = "CANCELLED" if day.removed_at else STATUS[OccasionStatus(occasion.status)]
    if status == "CONFIRMED" and not has_seat:
        status = "TENTATIVE"
    lines = _shared_lines(item)
    moment = changed.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ").encode()
    own = [
        b"DTSTAMP:" + moment,
        b"LAST-MODIFIED:" + moment,
        b"SEQUENCE:%d" % day.sequence,
        b"STATUS:" + status.encode(),
        b"CLASS:PRIVATE",
        b"TRANSP:OPAQUE" if status == "CONFIRMED" else b"TRANSP:TRANSPARENT",
    ]
    join_url = meeting_link(registration, now=now)
    if join_url and status != "CANCELLED":
        own.append(_conference(join_url, lines[b"SUMMARY"]))
    return b"\r\n".join([b"BEGIN:VEVENT", *lines.values(), *own, b"END:VEVENT", b""])


# --- invitations by mail ------------------------------------------------------------------------------------------


def message(registration: Registration, item: bytes, *, method: str, sequence: int, now: datetime) -> bytes:
    """Return the iTIP message of one day to one person: REQUEST or CANCEL, one UID each (RFC 5546 §3.2.2, §3.2.5).

    ``item``: the day's kept bytes; what it says of time, place and words is taken over line by line. ``now`` is the
    creation of the outbox row: a mail sent again has the same bytes. The meeting link is in a REQUEST to someone who
    takes part online, never in a feed. A postponed event is tentative and keeps no time busy.
    """
    postponed = registration.occasion.status == OccasionStatus.POSTPONED
    status = b"CANCELLED" if method == "CANCEL" else b"TENTATIVE" if postponed else b"CONFIRMED"
    lines = _shared_lines(item)
    own = [
        b"DTSTAMP:%s" % now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ").encode(),
        b"SEQUENCE:%d" % sequence,
        b"STATUS:" + status,
        b"TRANSP:TRANSPARENT" if postponed else b"TRANSP:OPAQUE",
        _organizer(settings.DEFAULT_FROM_EMAIL),
        _attendee(registration),
    ]
    join_url = meeting_link(registration, now=now)
    if method == "REQUEST" and join_url:
        own.append(_conference(join_url, lines[b"SUMMARY"]))
    event = b"\r\n".join([b"BEGIN:VEVENT", *lines.values(), *own, b"END:VEVENT", b""])
    return b"".join([_calendar_header(method), STOCKHOLM, with_addresses(event), END])


# --- parts --------------------------------------------------------------------------------------------------------


def _shared_lines(item: bytes) -> dict[bytes, bytes]:
    """Return what kept bytes say of time, place and words, by the names of their properties."""
    return {name: line for line in _LINE_END.split(item) if (name := _NAME.match(line).group()) in SHARED}  # type: ignore[union-attr]


@lru_cache(maxsize=4)
def _organizer(sender: str) -> bytes:
    name, address = parseaddr(sender)
    return _line("ORGANIZER", _address(name or "Samverka", address))


def _attendee(registration: Registration) -> bytes:
    attendee = _address(registration.name, registration.email)
    attendee.params.update(
        {
            "CUTYPE": "INDIVIDUAL",
            "ROLE": "REQ-PARTICIPANT",
            "PARTSTAT": PARTSTAT[registration.state],
            "RSVP": "FALSE",
        }
    )
    return _line("ATTENDEE", attendee)


def _conference(join_url: str, summary: bytes) -> bytes:
    label = icalendar.Event.from_ical(b"BEGIN:VEVENT\r\n" + summary + b"\r\nEND:VEVENT\r\n")["SUMMARY"]
    address = icalendar.vUri(one_line(join_url))
    address.params.update({"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": one_line(str(label))})
    return _line("CONFERENCE", address)


def _line(name: str, value: Any) -> bytes:
    """Return a property as icalendar writes and folds it, without the line's end."""
    return bytes(Contentline.from_parts(name, value.params, value, sorted=True).to_ical())


def _in(language: str) -> dict[str, str]:
    return {"LANGUAGE": languages.get_language(language).html_lang}


def _address(name: str, address: str) -> icalendar.vCalAddress:
    value = icalendar.vCalAddress(f"mailto:{one_line(address)}")
    value.params["CN"] = one_line(name).replace('"', "'")
    return value


def clean_text(text: str) -> str:
    """Return a text that may stand in a property: line feeds stay (they are escaped), other controls go."""
    return _CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str) -> str:
    """Return a text without line breaks or controls."""
    return " ".join(clean_text(text).split())
