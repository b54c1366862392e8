"""Mails to the contact of a group: its seats, its place, who is not named yet. Queued in the caller's transaction.

What concerns one member goes the way of all mails to a participant (``notifications.py``).
"""

from datetime import datetime

from events.domain import personal_mails
from events.domain.party_seats import PartySeats, first_place, seats_of, soonest_due
from events.enums import RegistrationState
from events.models import Occasion, Party, Registration


def send_hold(party: Party, occasion: Occasion, *, now: datetime) -> None:
    """Mail the link by which the contact confirms the address; at most one an hour to an address."""
    _send(party, occasion, kind="party_hold", key=_hourly("hold", party, occasion, now), now=now)


def send_seats(party: Party, occasion: Occasion, *, now: datetime) -> None:
    """Mail how many seats the group has now, and its place on the waiting list if it wants more."""
    _send(party, occasion, kind="party_seats", key=f"party_seats/party/{party.pk}/{occasion.seat_version}", now=now)


def send_promoted(party: Party, occasion: Occasion, *, now: datetime) -> None:
    """Mail that seats came free; there are two days at least to name who takes them. Expects the occasion's lock."""
    soonest = soonest_due(occasion, now=now)
    if party.names_due_at is not None and party.names_due_at < soonest:
        party.names_due_at, party.reminded_days = soonest, None
        party.save(update_fields=["names_due_at", "reminded_days"])
    send_seats(party, occasion, now=now)


def send_link(party: Party, occasion: Occasion, *, now: datetime) -> None:
    """Mail the contact's link again, also when the address tried to register a second group; once an hour."""
    _send(party, occasion, kind="party_link", key=_hourly("party_link", party, occasion, now), now=now)


def send_names_due(party: Party, occasion: Occasion, *, days: int, now: datetime) -> None:
    """Remind that seats without a name go back. ``days``: before it, part of the key."""
    key = f"names_due/party/{party.pk}/{party.names_due_at:%Y%m%d%H%M}/{days}"
    _send(party, occasion, kind="names_due", key=key, now=now)


def send_released(party: Party, occasion: Occasion, *, seats: int, now: datetime) -> None:
    """Mail that seats without a name went back."""
    extra: dict[str, object] = {"released": seats}
    key = f"party_released/party/{party.pk}/{occasion.seat_version}"
    _send(party, occasion, kind="party_released", key=key, now=now, extra=extra)


def send_cancelled(party: Party, occasion: Occasion, *, reason: str, now: datetime) -> None:
    """Mail that the whole group is cancelled, with an organizer's words if there are any."""
    key = f"party_cancelled/party/{party.pk}/1"
    _send(party, occasion, kind="party_cancelled", key=key, now=now, extra={"reason": reason})


def reader_of(party: Party, occasion: Occasion) -> Registration:
    """Return a registration, never saved, that stands for the contact as a reader."""
    return Registration(
        occasion=occasion,
        party=party,
        language=party.language,
        mode=party.mode,
        state=RegistrationState.WAITLISTED if party.ended_at is None else RegistrationState.CANCELLED,
    )


def party_values(party: Party, now_are: PartySeats, *, place: int | None) -> dict[str, object]:
    """Return what a mail says of a group's seats."""
    return {
        "wanted": party.wanted,
        "seated": now_are.seated,
        "unnamed": now_are.unnamed,
        "waiting": now_are.waiting,
        "place": place,
        "comes_whole": party.comes_whole,
        "names_due_at": party.names_due_at,
        "hold_expires_at": now_are.hold_expires_at,
    }


def _send(
    party: Party,
    occasion: Occasion,
    *,
    kind: str,
    key: str,
    now: datetime,
    extra: dict[str, object] | None = None,
) -> None:
    values = party_values(party, seats_of(party), place=first_place(party, occasion))
    personal_mails.send(
        reader_of(party, occasion),
        kind=kind,
        dedup_key=key,
        now=now,
        link=party.ended_at is None,
        extra={"party": values, **(extra or {})},
    )


def _hourly(kind: str, party: Party, occasion: Occasion, now: datetime) -> str:
    return personal_mails.hourly_key(kind, reader_of(party, occasion), now)
