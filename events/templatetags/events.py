"""What page templates show of occasions: the calendar's list, an event's days and seats, feed addresses, JSON-LD."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cms import languages
from cms.digits import to_local_digits
from cms.domain.language_links import public_base
from cms.domain.page_frame import frame_of
from events.domain import ical, queries
from events.domain.calendar_filters import MONTH, CalendarFilter, filter_choices, read_filter
from events.domain.calendar_items import feed_address
from events.domain.occasion_days import held_days
from events.domain.programs import ProgramDay, program_of
from events.domain.queries import CalendarEntry, SeatState
from events.domain.words import words_of_page
from events.enums import Mode, OccasionKind, OccasionStatus
from events.models import EventIndexPage, EventPage, Occasion, OccasionDay

register = template.Library()
UPCOMING_DAYS = 550
STATE_KINDS = {
    "open": "success",
    "few_seats": "success",
    "waiting_list": "warning",
    "full": "warning",
    "cancelled": "error",
    "postponed": "warning",
}
SCHEMA_STATUS = {
    OccasionStatus.CANCELLED: "EventCancelled",
    OccasionStatus.POSTPONED: "EventPostponed",
}
SCHEMA_MODE = {
    Mode.ONSITE: "OfflineEventAttendanceMode",
    Mode.ONLINE: "OnlineEventAttendanceMode",
    Mode.SELF_PACED: "OnlineEventAttendanceMode",
    Mode.HYBRID: "MixedEventAttendanceMode",
}


@dataclass(frozen=True)
class Choice:
    """One choice of a filter."""

    value: str
    title: str
    chosen: bool


@dataclass(frozen=True)
class FilterField:
    """One select of the filter; ``choices`` without the empty one."""

    name: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True)
class ListedEntry:
    """An entry and what its line says of the seats."""

    entry: CalendarEntry
    state: SeatState
    words: str
    kind: str

    @property
    def first_day(self) -> OccasionDay:
        return self.entry.days[0]


@dataclass(frozen=True)
class MonthList:
    month: date
    entries: list[ListedEntry]


@dataclass(frozen=True)
class CalendarView:
    """The calendar as asked for: months with entries; ``month`` is set when one month was asked for."""

    months: list[MonthList]
    month: date | None
    earlier: str
    later: str
    fields: list["FilterField"]
    feed: "FeedAddresses"


@dataclass(frozen=True)
class FeedAddresses:
    """The subscription to what a filter finds: ``https`` as the site's own address, ``webcal`` opens the program.

    ``query``: the filter's query string, without the month, for a subscription goes on.
    """

    address: str
    webcal: str
    path: str
    atom: str
    json: str
    query: str


@dataclass(frozen=True)
class OccasionView:
    """One occasion on its page."""

    occasion: Occasion
    days: list[OccasionDay]
    state: SeatState
    words: str
    kind: str
    place: str
    register_url: str
    group_url: str
    file_url: str
    has_passed: bool


@register.simple_tag(takes_context=True)
def calendar_view(context: Context, page: EventIndexPage) -> CalendarView:
    """Return the calendar for the query string: ``{% calendar_view page as calendar %}``.

    Without ``from`` everything to come, by month; with ``?from=2027-03`` that month, past or not. ``kind``, ``topic``,
    ``county``, ``municipality`` and ``network`` narrow it; a value that does not exist finds nothing.
    """
    request = context.get("request")
    narrowed = read_filter(request.GET.dict() if request else {})
    language = page.locale.language_code
    now = timezone.now()
    asked = MONTH.fullmatch(narrowed.month)
    if asked:
        start, end = queries.month_bounds(int(asked[1]), int(asked[2]))
        month, shown = start.date(), start.date()
    else:
        start, end = now, now + timedelta(days=UPCOMING_DAYS)
        month, shown = None, timezone.localdate(now)
    barriers = frame_of(request, page).barriers
    entries = queries.calendar_entries(language, start=start, end=end, narrowed=narrowed, barriers=barriers)
    choices = filter_choices(page.locale)
    return CalendarView(
        months=_by_month(entries, start=start, now=now),
        month=month,
        earlier=_month_query(shown, -1, narrowed),
        later=_month_query(shown, 1, narrowed),
        fields=[
            FilterField("kind", _("Kind of event"), _chosen(OccasionKind.choices, narrowed.kind)),
            FilterField("topic", _("Topic"), _chosen(choices.topics, narrowed.topic)),
            FilterField("county", _("County"), _chosen(choices.counties, narrowed.county)),
            FilterField("municipality", _("Municipality"), _chosen(choices.municipalities, narrowed.municipality)),
            FilterField("network", _("Network"), _chosen(choices.networks, narrowed.network)),
        ],
        feed=feed_addresses(narrowed),
    )


@register.simple_tag
def event_occasions(page: EventPage) -> list[OccasionView]:
    """Return the public occasions of an event page: ``{% event_occasions page as occasions %}``."""
    now = timezone.now()
    views = []
    for occasion in queries.occasions_of(page):
        days = held_days(occasion)
        state = queries.seat_state(occasion, now=now)
        views.append(
            OccasionView(
                occasion=occasion,
                days=days,
                state=state,
                words=seat_words(state),
                kind=STATE_KINDS.get(state.code, "neutral"),
                place=ical.place_words(occasion),
                register_url=reverse("events_register", args=[occasion.code]),
                group_url=reverse("events_group", args=[occasion.code]) if occasion.group_registration else "",
                file_url=reverse("events_occasion_ics", args=[occasion.code]),
                has_passed=bool(days) and days[-1].end <= now,
            )
        )
    return views


@register.simple_tag
def event_program(page: EventPage, occasions: list[OccasionView]) -> list[ProgramDay]:
    """Return the programme of a page: ``{% event_program page occasions as program %}``; dates for one occasion."""
    days = occasions[0].days if len(occasions) == 1 else []
    return program_of(page, days, now=timezone.now())


@register.simple_tag
def calendar_feed(narrowed: CalendarFilter | None = None) -> FeedAddresses:
    """Return the addresses of the feeds in the active language: ``{% calendar_feed as feed %}``."""
    return feed_addresses(narrowed or CalendarFilter())


def feed_addresses(narrowed: CalendarFilter) -> FeedAddresses:
    """Return the addresses of what a filter finds, in the active language, without its month."""
    lasting = replace(narrowed, month="")
    address, atom, json_ = (feed_address(form, get_language() or "sv", lasting) for form in ("ics", "atom", "json"))
    return FeedAddresses(
        address=address,
        webcal=re.sub(r"^https?:", "webcal:", address),
        path=address.removeprefix(public_base()),
        atom=atom.removeprefix(public_base()),
        json=json_.removeprefix(public_base()),
        query=lasting.query(),
    )


@register.filter
def seat_words(state: SeatState) -> str:
    """Return how the registration stands, in words."""
    if state.code == "few_seats" and state.left is not None:
        return ngettext("%(count)s seat left", "%(count)s seats left", state.left) % {"count": _digits(state.left)}
    if state.code == "waiting_list":
        if not state.waiting:
            return _("All seats are taken; you can join the waiting list")
        return ngettext(
            "All seats are taken; %(count)s person is waiting",
            "All seats are taken; %(count)s people are waiting",
            state.waiting,
        ) % {"count": _digits(state.waiting)}
    return {
        "open": _("There are seats left"),
        "full": _("All seats are taken"),
        "not_open": _("Registration has not opened yet"),
        "closed": _("Registration is closed"),
        "postponed": _("Postponed"),
        "cancelled": _("Called off"),
        "by_invitation": _("By invitation"),
    }[state.code]


@register.simple_tag
def structured_data(page: EventPage, occasion: OccasionView) -> SafeString:
    """Return the schema.org Event of an occasion as JSON for a data block; ``<``, ``>`` and ``&`` are escaped."""
    words = words_of_page(page)
    row = occasion.occasion
    online = {"@type": "VirtualLocation", "url": words.url}
    onsite = {"@type": "Place", "name": row.location, "address": row.location}
    places = {Mode.ONSITE: [onsite], Mode.HYBRID: [onsite, online]}.get(Mode(row.mode), [online])
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": words.title,
        "description": words.intro,
        "url": words.url,
        "inLanguage": languages.get_language(words.language).html_lang,
        "startDate": timezone.localtime(occasion.days[0].start).isoformat(),
        "endDate": timezone.localtime(occasion.days[-1].end).isoformat(),
        "eventStatus": f"https://schema.org/{SCHEMA_STATUS.get(OccasionStatus(row.status), 'EventScheduled')}",
        "eventAttendanceMode": f"https://schema.org/{SCHEMA_MODE[Mode(row.mode)]}",
        "location": places,
        "isAccessibleForFree": True,
        "organizer": {"@type": "Organization", "name": _organizer(row), "url": public_base()},
    }
    text = json.dumps(data, ensure_ascii=False)
    for sign, escaped in (("<", "\\u003C"), (">", "\\u003E"), ("&", "\\u0026")):
        text = text.replace(sign, escaped)
    return mark_safe(text)  # noqa: S308 - escaped above


def _organizer(occasion: Occasion) -> str:
    return occasion.organizer.name if occasion.organizer else "Samverka"


def _by_month(entries: list[CalendarEntry], *, start: datetime, now: datetime) -> list[MonthList]:
    months: dict[date, list[ListedEntry]] = {}
    for entry in entries:
        state = queries.seat_state(entry.occasion, now=now)
        first = max(timezone.localdate(entry.days[0].start), timezone.localdate(start))
        listed = ListedEntry(entry, state, seat_words(state), STATE_KINDS.get(state.code, "neutral"))
        months.setdefault(first.replace(day=1), []).append(listed)
    return [MonthList(month, listed) for month, listed in sorted(months.items())]


def _month_query(shown: date, step: int, narrowed: CalendarFilter) -> str:
    index = shown.year * 12 + shown.month - 1 + step
    return replace(narrowed, month=f"{index // 12}-{index % 12 + 1:02d}").query()


def _chosen(choices: Sequence[tuple[str, object]], chosen: str) -> list[Choice]:
    return [Choice(value, str(title), value == chosen) for value, title in choices]


def _digits(number: int) -> str:
    return to_local_digits(number, get_language() or "sv")
