"""How a group stands: seats it has, seats without a name, places on the waiting list, and when names are due."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from events.domain.occasion_days import held_days
from events.domain.waiting_order import place_of_entry
from events.enums import SEAT_HOLDING, EntryState, RegistrationState
from events.models import Occasion, Party, Registration, WaitingEntry

TIME_TO_NAME = timedelta(days=2)


@dataclass(frozen=True)
class PartySeats:
    """A group as it is now. ``members``: those who have not ended, by arrival. ``hold_expires_at``: while its contact's
    address waits to be confirmed."""

    members: list[Registration]
    seated: int
    waiting: int
    unnamed: int
    hold_expires_at: datetime | None


def seats_of(party: Party) -> PartySeats:
    """Return how a group stands. One query."""
    members = list(party.registrations.active().order_by("arrival_number"))
    for row in members:
        row.party = party
    seated = [row for row in members if row.state in SEAT_HOLDING]
    return PartySeats(
        members=members,
        seated=len(seated),
        waiting=sum(row.state == RegistrationState.WAITLISTED for row in members),
        unnamed=sum(not row.is_named for row in seated),
        hold_expires_at=next((row.hold_expires_at for row in members if row.hold_expires_at), None),
    )


def first_place(party: Party, occasion: Occasion) -> int | None:
    """Return the place on the waiting list of the first of a group who waits, or None."""
    waiting = WaitingEntry.objects.filter(
        registration__party=party, state=EntryState.WAITING, from_pool__isnull=True
    ).order_by("registration__arrival_number")
    entry = waiting.first()
    return None if entry is None else place_of_entry(occasion, entry)


def names_due_at(occasion: Occasion, *, now: datetime) -> datetime | None:
    """Return when a group that registers now must have named its members: so many days before the first day begins.

    Two days at least, but never after the event has begun; None without days.
    """
    days = held_days(occasion)
    if not days:
        return None
    due = days[0].start - timedelta(days=occasion.names_due_days)
    return max(due, soonest_due(occasion, now=now))


def soonest_due(occasion: Occasion, *, now: datetime) -> datetime:
    """Return the earliest time at which names may be due that nobody was told of before: in two days."""
    starts = [day.start for day in held_days(occasion)[:1]]
    return min([now + TIME_TO_NAME, *starts])


def move_names_due(occasion: Occasion, *, by: timedelta, now: datetime) -> None:
    """Move the time names are due with the event; nobody gets less than two days. Expects the occasion's lock."""
    for party in Party.objects.filter(occasion=occasion, ended_at__isnull=True, names_due_at__gt=now):
        if party.names_due_at is not None:
            party.names_due_at = max(party.names_due_at + by, soonest_due(occasion, now=now))
            party.reminded_days = None
            party.save(update_fields=["names_due_at", "reminded_days"])
