"""Reading an occasion's registrations as its organizer does: filtered, searched, by page, counted, day by day."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from events.domain.queries import RegistrationRow, registration_rows
from events.enums import ACTIVE, EntryState, Mode, RegistrationState
from events.models import Occasion, Registration, SeatPool
from networks.models import Municipality
from networks.name_keys import name_key

LONGEST_CHART_DAYS = 400


@dataclass(frozen=True)
class ParticipantFilter:
    """What narrows the list; empty values narrow nothing. ``words`` are looked for in name, address, organization.

    ``group``: ``any`` for the seats of groups, ``unnamed`` for those that nobody is named for.
    """

    state: str = ""
    organization: str = ""
    municipality: str = ""
    mode: str = ""
    pool: str = ""
    group: str = ""
    words: str = ""


@dataclass(frozen=True)
class FilterOptions:
    """Values with their words, from what the occasion has: each list may be empty."""

    states: list[tuple[str, str]]
    organizations: list[str]
    municipalities: list[tuple[str, str]]
    modes: list[tuple[str, str]]
    pools: list[SeatPool]
    has_groups: bool


@dataclass(frozen=True)
class DayCount:
    """One local day: who registered, who ended, and how many were registered when it was over."""

    day: date
    came: int
    ended: int
    registered: int


def participant_ids(occasion: Occasion, narrowed: ParticipantFilter) -> list[int]:
    """Return the ids of the registrations that a filter leaves, by arrival. One query.

    Words are compared folded (å, ä and ö stay letters of their own) here and not in the database: SQLite knows the
    two cases of ASCII alone.
    """
    rows = occasion.registrations.order_by("arrival_number")
    if narrowed.state:
        rows = rows.filter(state=narrowed.state)
    if narrowed.organization:
        rows = rows.filter(organization_name=narrowed.organization)
    if narrowed.municipality:
        rows = rows.filter(municipality_id=narrowed.municipality)
    if narrowed.mode:
        rows = rows.filter(mode=narrowed.mode)
    if narrowed.group:
        rows = rows.filter(party__isnull=False)
    if narrowed.group == "unnamed":
        rows = rows.filter(name="")
    if narrowed.pool.isascii() and narrowed.pool.isdigit():
        waits = Q(waiting_entries__pools=int(narrowed.pool), waiting_entries__state=EntryState.WAITING)
        rows = rows.filter(Q(claims__pool=int(narrowed.pool)) | waits).distinct()
    if not narrowed.words:
        return list(rows.values_list("pk", flat=True))
    wanted, in_address = name_key(narrowed.words), narrowed.words.strip().casefold()
    texts = ("name", "organization_name", "function", "party__contact_name")
    return [
        row["pk"]
        for row in rows.values("pk", *texts, "email", "party__contact_email")
        if (wanted and any(wanted in name_key(row[text] or "") for text in texts))
        or any(in_address in (row[address] or "").casefold() for address in ("email", "party__contact_email"))
    ]


def participant_rows(occasion: Occasion, ids: Sequence[int]) -> list[RegistrationRow]:
    """Return the registrations of some ids by arrival, each with its place; as many queries for one as for all."""
    rows = registration_rows(occasion.registrations.filter(pk__in=ids))
    for row in rows:
        row.registration.occasion = occasion
    return rows


def filter_options(occasion: Occasion) -> FilterOptions:
    """Return what the list of an occasion can be narrowed by."""
    values = set(occasion.registrations.values_list("state", "organization_name", "municipality_id", "mode"))
    codes = {code for _state, _name, code, _mode in values if code}
    municipalities = Municipality.objects.filter(code__in=codes).order_by("sort_key", "code")
    states, modes = {value[0] for value in values}, {value[3] for value in values}
    return FilterOptions(
        states=[(state.value, str(state.label)) for state in RegistrationState if state in states],
        organizations=sorted({name for _state, name, _code, _mode in values if name}, key=name_key),
        municipalities=[(row.code, row.name) for row in municipalities],
        modes=[(mode.value, str(mode.label)) for mode in Mode if mode in modes],
        pools=list(occasion.pools.select_related("organization", "municipality")),
        has_groups=occasion.parties.exists(),
    )


def state_counts(occasion: Occasion) -> list[tuple[RegistrationState, int]]:
    """Return how many registrations are in each state, in the order of the states; those without any left out."""
    counts = Counter(occasion.registrations.values_list("state", flat=True))
    return [(state, counts[state]) for state in RegistrationState if counts[state]]


def registrations_by_day(occasion: Occasion) -> list[DayCount]:
    """Return the days from the first registration to the last change, each day once, at most 400; may be empty."""
    times = list(occasion.registrations.values_list("registered_at", "ended_at", "state"))
    came = Counter(timezone.localdate(at) for at, _ended, _state in times)
    ended = Counter(timezone.localdate(at) for _came, at, state in times if at and state not in ACTIVE)
    if not came:
        return []
    first, last = min(came), max([*came, *ended])
    first = max(first, last - timedelta(days=LONGEST_CHART_DAYS - 1))
    registered = sum(number for day, number in came.items() if day < first)
    registered -= sum(number for day, number in ended.items() if day < first)
    days = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        registered += came[day] - ended[day]
        days.append(DayCount(day, came[day], ended[day], registered))
    return days


def registration_of(occasion: Occasion, public_id: UUID) -> Registration:
    """Return one registration of an occasion. Errors: Registration.DoesNotExist."""
    row = occasion.registrations.select_related("organization", "municipality", "party").get(public_id=public_id)
    row.occasion = occasion
    return row
