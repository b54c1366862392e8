"""A colleague takes over a seat: the claims move, nobody is counted anew, nobody on the waiting list is passed."""

from dataclasses import dataclass
from datetime import datetime

from cms.mail_addresses import clean_address, email_key
from events.domain import notifications, seats, waiting_list
from events.domain.details import check_keeps_seat
from events.domain.parts import chosen_parts
from events.domain.transitions import Agent, change_state, check_transition, record_reason
from events.enums import Act, Actor, EntryState, ReasonCode, Source
from events.enums import RegistrationState as State
from events.exceptions import AlreadyRegistered, OrganizationMissing, SubstituteRefused
from events.models import Registration


@dataclass(frozen=True)
class Colleague:
    """Clean values of the person who comes instead; the organization is that of the seat."""

    name: str
    email: str
    language: str
    function: str = ""


def substitute(
    row: Registration, colleague: Colleague, *, now: datetime, by: Agent, arrival: int | None = None
) -> Registration:
    """Hand over a seat to a colleague from the same organization and return the new registration.

    The old row ends as replaced, with a CANCEL; the new one is confirmed, with a REQUEST and a link of its own. Expects
    the occasion's lock with one arrival number, or with ``arrival`` among several. A seat of a group stays the group's;
    who takes it without an address gets no mail. Errors: RefusedTransition, OrganizationMissing (a participant without
    one), SeatIsKept, SubstituteRefused (to a participant) or AlreadyRegistered (to others) for an address that is
    registered; nothing is written then.
    """
    check_transition(Act.SUBSTITUTE, row.state, State.REPLACED)
    if by.actor == Actor.PERSON and not row.organization_name:
        raise OrganizationMissing
    new = _row_of(row, colleague, arrival=arrival or row.occasion.next_arrival - 1, now=now)
    if new.email_key and row.occasion.registrations.active().filter(email_key=new.email_key).exists():
        raise SubstituteRefused if by.actor == Actor.PERSON else AlreadyRegistered
    _check_seat_suits(row, new)
    waiting_list.leave_queue(row, state=EntryState.LEFT, now=now)
    change_state(row, act=Act.SUBSTITUTE, to=State.REPLACED, reason=ReasonCode.SEAT_TAKEN_OVER, now=now, by=by)
    check_transition(Act.SUBSTITUTE, "", new.state)
    new.save()
    row.claims.update(registration=new)
    if row.occasion.has_parts:
        new.parts.set(chosen_parts(row))
    numbers = {"arrival": new.arrival_number, "replaces": row.arrival_number}
    record_reason(
        row.occasion,
        act=Act.SUBSTITUTE,
        reason=ReasonCode.SEAT_TAKEN_OVER,
        now=now,
        by=by,
        registration=new,
        numbers=numbers,
    )
    notifications.send_replaced(row, by_name=new.name, now=now)
    if new.email_key:
        notifications.send_substituted(new, from_name=row.name, now=now)
    return new


def _row_of(row: Registration, colleague: Colleague, *, arrival: int, now: datetime) -> Registration:
    address = clean_address(colleague.email) if colleague.email else ""
    return Registration(
        occasion=row.occasion,
        state=State.CONFIRMED,
        arrival_number=arrival,
        name=colleague.name,
        email=address,
        email_key=email_key(address) if address else None,
        language=colleague.language,
        mode=row.mode,
        organization_name=row.organization_name,
        organization_id=row.organization_id,
        municipality_id=row.municipality_id,
        function=colleague.function,
        party_id=row.party_id,
        registered_at=now,
        replaces=row,
        source=Source.SUBSTITUTE,
        change_until=row.change_until,
    )


def _check_seat_suits(row: Registration, new: Registration) -> None:
    check_keeps_seat(row, seats.wanted_pools(new))
