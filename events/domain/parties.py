"""Group registrations: seats for several people at once, given by their contact; the names come later.

Each act is one transaction under the occasion's lock, as for one person (``registration.py``). Names, and seats that go
back without one: ``party_names.py``.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from cms.domain.generation import bump_generation
from cms.domain.idempotency import request_hash, take_key
from cms.mail_addresses import clean_address, email_key
from events.domain import notifications, party_mails, party_seating, party_turns, seats, waiting_list
from events.domain.audit import log_act
from events.domain.pace import take_mail_turn
from events.domain.party_seats import first_place, names_due_at, seats_of
from events.domain.registration import (
    RECEIPT_KEPT,
    UNMARKED_KEPT,
    Answer,
    check_open,
    end_registration,
    last_time_to_cancel,
)
from events.domain.transitions import PERSON, Agent, change_state, check_transition, record_reason
from events.enums import Act, Actor, Confirmation, PartyRule, ReasonCode, Source
from events.enums import RegistrationState as State
from events.exceptions import (
    GroupsNotOffered,
    HoldExpired,
    PartyTooLarge,
    ReasonMissing,
    RefusedTransition,
    TooLateToCancel,
)
from events.models import Occasion, Party, Receipt, Registration, SeatPool
from events.models.registrations import new_receipt_id

SCOPE = "events.register_party"
MOST_SEATS = 50


@dataclass(frozen=True)
class PartyWish:
    """Clean values of the form: who asks, for how many (1–50), and what holds if there are not seats for all."""

    contact_name: str
    contact_email: str
    language: str
    organization_name: str
    seats: int
    rule: str = PartyRule.SPLIT
    mode: str = "onsite"
    organization_id: int | None = None
    municipality_id: str | None = None


def register_party(
    occasion: Occasion,
    *,
    wish: PartyWish,
    now: datetime,
    idempotency_key: str = "",
    doubtful: bool = False,
    by: Agent = PERSON,
    public: bool = False,
) -> Answer:
    """Take seats for a group, all at once or as its rule says; what it does not get it waits for.

    Every seat and every place is a registration without a name, under n arrival numbers in a row. A second group of the
    same contact changes nothing and gets a receipt like a first one; the contact gets a mail.
    ``public``: sent by anybody at all; then mails to the address keep the pace of :mod:`events.domain.pace`.
    Errors: GroupsNotOffered, PartyTooLarge (all or none, and the event never has that many), OccasionFull, those of
    ``registration.check_open``, IdempotencyKeyReused; nothing is written then.
    """
    receipt_id = new_receipt_id()
    with transaction.atomic(durable=True):
        if idempotency_key:
            body = request_hash({"occasion": occasion.code, **asdict(wish)})
            response = {"receipt": receipt_id}
            earlier = take_key(idempotency_key, scope=SCOPE, request_hash=body, status=303, response=response, now=now)
            if earlier is not None:
                return Answer(receipt_id=str(earlier["receipt"]))
        occasion = seats.lock_occasion(occasion.pk, arrivals=wish.seats)
        check_open(occasion, now=now, by=by)
        if not occasion.group_registration or occasion.approval_required:
            raise GroupsNotOffered
        asks = doubtful or occasion.confirmation == Confirmation.BY_MAIL
        party = _new_party(occasion, wish, now=now)
        rows = _new_rows(occasion, party, now=now)
        turn = take_mail_turn(party.contact_email, key=party.contact_email_key, now=now) if public else None
        known = Party.objects.filter(
            occasion=occasion, contact_email_key=party.contact_email_key, ended_at__isnull=True
        ).first()
        if known is None:
            mailed_at = (turn and turn.moment) or now
            seated, place = _take(occasion, party, rows, asks=asks, now=now, by=by, mailed_at=mailed_at)
        else:
            seated, place = _as_if_taken(occasion, party, rows, asks=asks, now=now, by=by)
            seats.return_arrivals(occasion, wish.seats)
            party_mails.send_link(known, occasion, now=now)
        if turn is not None:
            turn.apply()
        state = (State.HELD if asks else State.CONFIRMED) if seated else State.WAITLISTED
        Receipt.objects.create(
            public_id=receipt_id,
            occasion=occasion,
            state=state,
            place=place,
            asks_to_confirm=asks,
            wanted=wish.seats,
            seated=seated,
            expires_at=now + RECEIPT_KEPT,
        )
        bump_generation()
    return Answer(receipt_id=receipt_id)


def confirm_party(party: Party, *, now: datetime) -> Party:
    """Confirm the address of a group's contact: held seats are the group's, and its entries can be served.

    Errors: HoldExpired when the time has run out, RefusedTransition when there is nothing to confirm.
    """
    with transaction.atomic(durable=True):
        occasion, party, members = _locked(party)
        waiting_for_it = [row for row in members if row.hold_expires_at is not None]
        if not waiting_for_it:
            raise RefusedTransition
        pools: list[SeatPool] = []
        for row in waiting_for_it:
            if row.hold_expires_at is not None and now >= row.hold_expires_at:
                raise HoldExpired
            held = row.state == State.HELD
            row.hold_expires_at, row.email_confirmed_at = None, now
            change_state(
                row,
                act=Act.CONFIRM_ADDRESS,
                to=State.CONFIRMED if held else State.WAITLISTED,
                reason=ReasonCode.CONFIRMED_IN_TIME,
                now=now,
                by=PERSON,
            )
            pools += [] if held or pools else seats.wanted_pools(row)
        party.email_confirmed_at = now
        party.save(update_fields=["email_confirmed_at"])
        waiting_list.promote(occasion, pools=pools, now=now, by=PERSON, same_seat=True)
        party_mails.send_seats(Party.objects.get(pk=party.pk), occasion, now=now)
        bump_generation()
    return party


def release_seats(party: Party, *, chosen: Sequence[UUID], now: datetime) -> int:
    """Give back seats and places of a group, by the public ids of its members; return how many.

    Who was named and has an address gets a mail that takes the invitation back. The seats go to the next in line at
    once. Ids of others, and of members who have ended, are left out. Errors: TooLateToCancel; nothing is written then.
    """
    with transaction.atomic(durable=True):
        occasion, party, members = _locked(party)
        _check_time(occasion, now=now, by=PERSON)
        wanted = set(chosen)
        leaving = [row for row in members if row.public_id in wanted]
        _end(occasion, leaving, reason=ReasonCode.BY_CONTACT, now=now, by=PERSON)
        bump_generation()
    return len(leaving)


def cancel_party(party: Party, *, now: datetime, by: Agent = PERSON, reason: str = "") -> int:
    """Cancel a whole group: all its seats and places go back at once. Return how many.

    Errors: TooLateToCancel for the contact after the last time, ReasonMissing for an organizer without words,
    RefusedTransition when it has ended already; nothing is written then.
    """
    if by.actor != Actor.PERSON and not reason.strip():
        raise ReasonMissing
    with transaction.atomic(durable=True):
        occasion, party, members = _locked(party)
        if not members:
            raise RefusedTransition
        _check_time(occasion, now=now, by=by)
        code = ReasonCode.BY_CONTACT if by.actor == Actor.PERSON else ReasonCode.BY_ORGANIZER
        _end(occasion, members, reason=code, now=now, by=by, words=reason.strip())
        party.refresh_from_db(fields=["ended_at"])
        party_mails.send_cancelled(party, occasion, reason=reason.strip(), now=now)
        for row in members:
            log_act(row, Act.CANCEL, by=by)
        bump_generation()
    return len(members)


def send_link_again(party: Party, *, now: datetime) -> None:
    """Mail the contact's link again, at most once an hour."""
    with transaction.atomic(durable=True):
        party_mails.send_link(party, party.occasion, now=now)


# --- parts --------------------------------------------------------------------------------------------------------


def _locked(party: Party) -> tuple[Occasion, Party, list[Registration]]:
    """Take the occasion's lock, then return the group as it is after it, with its members who have not ended."""
    occasion = seats.lock_occasion(party.occasion_id)
    fresh = Party.objects.get(pk=party.pk)
    members = seats_of(fresh).members
    for row in members:
        row.occasion = occasion
    return occasion, fresh, members


def _check_time(occasion: Occasion, *, now: datetime, by: Agent) -> None:
    until = last_time_to_cancel(occasion)
    if by.actor == Actor.PERSON and until is not None and now >= until:
        raise TooLateToCancel


def _new_party(occasion: Occasion, wish: PartyWish, *, now: datetime) -> Party:
    address = clean_address(wish.contact_email)
    return Party(
        occasion=occasion,
        contact_name=wish.contact_name,
        contact_email=address,
        contact_email_key=email_key(address),
        language=wish.language,
        organization_id=wish.organization_id,
        municipality_id=wish.municipality_id,
        organization_name=wish.organization_name,
        mode=wish.mode,
        wanted=wish.seats,
        rule=wish.rule,
        names_due_at=names_due_at(occasion, now=now),
        registered_at=now,
    )


def _new_rows(occasion: Occasion, party: Party, *, now: datetime) -> list[Registration]:
    """Return a row for each seat as it would be saved, under the arrival numbers of the lock; states come later."""
    first = occasion.next_arrival - party.wanted
    return [
        Registration(
            occasion=occasion,
            party=party,
            arrival_number=first + number,
            language=party.language,
            mode=party.mode,
            organization_name=party.organization_name,
            organization_id=party.organization_id,
            municipality_id=party.municipality_id,
            registered_at=now,
            source=Source.GROUP,
        )
        for number in range(party.wanted)
    ]


def _find_seats(
    occasion: Occasion, party: Party, pools: Sequence[SeatPool], *, asks: bool, now: datetime, by: Agent
) -> list[SeatPool]:
    """Count the group in as far as its rule allows, and check that the rest can wait."""
    if party.comes_whole and not party_turns.could_ever_fit(list(pools), seats=party.wanted):
        raise PartyTooLarge
    found = party_seating.take_seats(
        occasion, pools=pools, count=party.wanted, whole=party.comes_whole, now=now, by=by, asks=asks
    )
    if len(found) < party.wanted:
        waiting_list.check_list_open(occasion, pools, now=now)
    return found


def _take(
    occasion: Occasion,
    party: Party,
    rows: list[Registration],
    *,
    asks: bool,
    now: datetime,
    by: Agent,
    mailed_at: datetime,
) -> tuple[int, int | None]:
    """Save a group, seated or waiting or both; return how many have a seat, and the first place of the others.

    ``mailed_at``: when its first mail goes; the time to confirm the address runs from then.
    """
    pools = seats.wanted_pools(rows[0])
    found = _find_seats(occasion, party, pools, asks=asks, now=now, by=by)
    party.save()
    for number, row in enumerate(rows):
        row.party = party
        has_seat = number < len(found)
        row.state = (State.HELD if asks else State.CONFIRMED) if has_seat else State.WAITLISTED
        check_transition(Act.REGISTER, "", row.state)
        if asks:
            kept = timedelta(minutes=occasion.hold_minutes) if found else UNMARKED_KEPT
            row.hold_expires_at = mailed_at + kept
    Registration.objects.bulk_create(rows)
    for row, pool in zip(rows, found, strict=False):
        seats.claim_seat(row, pool)
    waiting = rows[len(found) :]
    if waiting:
        party_seating.join_queue_together(waiting, pools=pools, now=now)
    place = first_place(party, occasion)
    is_room = any(seats.has_room(pool) for pool in pools)
    for number, row in enumerate(rows):
        pool_id = found[number].pk if number < len(found) else None
        reason = ReasonCode.QUEUE_FIRST if is_room else ReasonCode.ALL_TAKEN
        if pool_id is not None:
            reason = ReasonCode.SEAT_FREE_UNCONFIRMED if asks else ReasonCode.SEAT_FREE
        elif party.comes_whole and is_room and place == 1:
            reason = ReasonCode.GROUP_DOES_NOT_FIT
        numbers = {"arrival": row.arrival_number, "place": place if pool_id is None else None, "pool": pool_id}
        record_reason(occasion, act=Act.REGISTER, reason=reason, now=now, by=by, registration=row, numbers=numbers)
    (party_mails.send_hold if asks else party_mails.send_seats)(party, occasion, now=now)
    return len(found), place


def _as_if_taken(
    occasion: Occasion, party: Party, rows: list[Registration], *, asks: bool, now: datetime, by: Agent
) -> tuple[int, int | None]:
    """Return what a first group would be told, and change nothing: it is counted in and taken back."""
    pools = seats.wanted_pools(rows[0])
    with transaction.atomic():
        found = _find_seats(occasion, party, pools, asks=asks, now=now, by=by)
        transaction.set_rollback(True)
    place = waiting_list.next_place(pools, rows[len(found)]) if len(found) < len(rows) else None
    return len(found), place


def _end(
    occasion: Occasion, leaving: list[Registration], *, reason: ReasonCode, now: datetime, by: Agent, words: str = ""
) -> None:
    """End members under the occasion's lock; then, once for all, the next in line move up."""
    freed: list[SeatPool] = []
    for row in leaving:
        freed += end_registration(
            row, act=Act.CANCEL, to=State.CANCELLED, reason=reason, now=now, by=by, words=words, promote=False
        )
        if row.email_key:
            notifications.send_cancelled(row, now=now)
    waiting_list.promote(occasion, pools=freed, now=now, by=by)
