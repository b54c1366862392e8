"""Reads that several callers share: the calendar's months, the seats in words, lists of registrations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet, prefetch_related_objects

from cms.domain.visibility import Barrier, viewable_by
from events.domain import registration, waiting_list
from events.domain.calendar_filters import CalendarFilter, matching
from events.domain.occasion_days import days_with_items, occasion_of
from events.enums import EntryState, OccasionStatus, PoolKind
from events.exceptions import (
    EventsError,
    InvitationNeeded,
    OccasionIsCancelled,
    OccasionIsPostponed,
    RegistrationNotOpen,
)
from events.models import EventPage, Occasion, OccasionDay, Registration, SeatPool, WaitingEntry

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FEW_SEATS = 5


@dataclass(frozen=True)
class CalendarEntry:
    """One occasion in a list: its page in the reader's language and its days within the asked time, in order."""

    occasion: Occasion
    page: EventPage
    days: Sequence[OccasionDay]


@dataclass(frozen=True)
class SeatState:
    """Whether one can register, and how many seats are left.

    ``code``: ``open``, ``few_seats``, ``waiting_list``, ``full``, ``not_open``, ``closed``, ``postponed``,
    ``cancelled``, ``by_invitation``. ``left``: free seats of all pools; None without a limit. ``waiting``: people in
    the queue.
    """

    code: str
    left: int | None
    waiting: int
    opens_at: datetime | None
    closes_at: datetime | None

    @property
    def can_register(self) -> bool:
        return self.code in {"open", "few_seats", "waiting_list"}


@dataclass(frozen=True)
class RegistrationRow:
    """A registration in an organizer's list; ``place`` on the waiting list, from 1, or None."""

    registration: Registration
    place: int | None


def month_bounds(year: int, month: int) -> tuple[datetime, datetime]:
    """Return the first moment of a month in Stockholm and of the month after it."""
    start = datetime.combine(date(year, month, 1), time(), STOCKHOLM)
    following = (start + timedelta(days=32)).date().replace(day=1)
    return start, datetime.combine(following, time(), STOCKHOLM)


def calendar_entries(
    language: str, *, start: datetime, end: datetime, narrowed: CalendarFilter, barriers: Sequence[Barrier]
) -> list[CalendarEntry]:
    """Return what is held between ``start`` and ``end`` (exclusive) and has a public page in ``language``.

    Ordered by the first day within that time; four queries, whatever the number. ``barriers``: the site's view
    restrictions, as read for the same request.
    """
    days = OccasionDay.objects.public().filter(start__lt=end, end__gt=start)
    days = days.filter(matching(narrowed, to_occasion="occasion"))
    days = days.select_related("occasion").prefetch_related("occasion__pools", "occasion__days")
    by_occasion: dict[int, list[OccasionDay]] = {}
    for day in days:
        by_occasion.setdefault(day.occasion_id, []).append(day)
    pages = _public_pages_in(language, {group[0].occasion.content_id for group in by_occasion.values()}, barriers)
    found = [(group[0].occasion, group) for group in by_occasion.values()]
    return [
        CalendarEntry(occasion, pages[occasion.content_id], group)
        for occasion, group in found
        if occasion.content_id in pages
    ]


def occasions_of(page: EventPage) -> list[Occasion]:
    """Return the public occasions of a page with days and pools, in order of time."""
    rows = Occasion.objects.filter(content_id=page.translation_key).exclude(status=OccasionStatus.DRAFT)
    rows = rows.select_related("organizer", "municipality", "network").prefetch_related("days", "pools")
    return sorted(
        rows, key=lambda occasion: min((day.start for day in occasion.days.all()), default=occasion.created_at)
    )


def public_occasion(code: str) -> Occasion | None:
    """Return the occasion of a code with its days if anybody may see it: not a draft, a public page in some language.

    One query: a day has an item with a title exactly while the occasion is public in that language.
    """
    occasion = occasion_of(code)
    if occasion is None or not occasion.is_public:
        return None
    titles = [item.title for day in days_with_items(occasion) for item in day.fragments.all()]
    return occasion if any(titles) else None


def seat_state(occasion: Occasion, *, now: datetime, invited: bool = False) -> SeatState:
    """Return how the registration of an occasion stands; reads its days and pools (prefetch them in lists).

    ``invited``: for somebody with an invitation.
    """
    pools = [pool for pool in occasion.pools.all() if pool.kind == PoolKind.SEATS]
    frees = [_free_for_newcomers(occasion, pool) for pool in pools]
    left = None if None in frees else sum(free or 0 for free in frees)
    waiting = sum(pool.waiting for pool in pools)
    return SeatState(
        code=_state_code(occasion, left, now=now, invited=invited),
        left=left,
        waiting=waiting,
        opens_at=occasion.opens_at,
        closes_at=registration.closing_time(occasion),
    )


def registration_rows(registrations: "QuerySet[Registration]") -> list[RegistrationRow]:
    """Return registrations of one occasion by arrival, each with its place on the waiting list."""
    rows = list(
        registrations.select_related("occasion", "organization", "municipality", "party").order_by("arrival_number")
    )
    if rows and rows[0].occasion.has_parts:
        prefetch_related_objects(rows, "parts")
    places = waiting_list.places_in(rows[0].occasion) if rows else {}
    return [RegistrationRow(row, places.get(row.pk)) for row in rows]


def _free_for_newcomers(occasion: Occasion, pool: SeatPool) -> int | None:
    """Return the free seats of a pool; those who wait for a full workshop alone stand in nobody's way."""
    if not occasion.has_parts or not pool.waiting:
        return pool.free
    waiting = WaitingEntry.objects.filter(pools=pool, state=EntryState.WAITING)
    if waiting.exclude(pools__kind=PoolKind.OPTION).exists():
        return pool.free
    return None if pool.capacity is None else max(pool.capacity - pool.taken, 0)


def _state_code(occasion: Occasion, left: int | None, *, now: datetime, invited: bool) -> str:
    try:
        registration.check_open(occasion, now=now, invited=invited)
    except OccasionIsCancelled:
        return "cancelled"
    except OccasionIsPostponed:
        return "postponed"
    except RegistrationNotOpen:
        return "not_open"
    except InvitationNeeded:
        return "by_invitation"
    except EventsError:
        return "closed"
    if left is None or left > FEW_SEATS:
        return "open"
    if left > 0:
        return "few_seats"
    list_is_open = occasion.waiting_list and (occasion.cut_off_at is None or now < occasion.cut_off_at)
    return "waiting_list" if list_is_open else "full"


def _public_pages_in(language: str, content_ids: Iterable[UUID], barriers: Sequence[Barrier]) -> dict[UUID, EventPage]:
    """Return the pages of one language that anybody may read, without their running text."""
    pages = EventPage.objects.filter(translation_key__in=list(content_ids), locale__language_code=language)
    shown = viewable_by(pages.select_related("locale").defer("body", "practical"), None, barriers=barriers)
    return {page.translation_key: page for page in shown}
