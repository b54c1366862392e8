"""Registering and cancelling: each act is one transaction with seat, reason, mail and key.

Public answers are the same for known and unknown addresses: a second try gets a receipt like a first one, and the
owner of the address gets a mail.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import BigIntegerField, CharField

from cms.domain.generation import bump_generation
from cms.domain.idempotency import request_hash, take_key
from cms.domain.prepared import Bind, Prepared, insert_row
from cms.mail_addresses import clean_address, email_key
from events.domain import guests, notifications, seats, waiting_list
from events.domain.audit import log_act
from events.domain.given_answers import GivenAnswers, check_complete, save_answers
from events.domain.occasion_days import held_days
from events.domain.pace import take_mail_turn
from events.domain.parts import check_room, parts_by_id
from events.domain.transitions import PERSON, Agent, change_state, check_transition, record_reason
from events.domain.wishes import NO_WISHES, Wishes
from events.enums import ACTIVE, Act, Actor, Confirmation, EntryState, OccasionStatus, ReasonCode, Source
from events.enums import RegistrationState as State
from events.exceptions import (
    AlreadyRegistered,
    InvitationNeeded,
    OccasionFull,
    OccasionIsCancelled,
    OccasionIsPostponed,
    ReasonMissing,
    RegistrationClosed,
    RegistrationNotOpen,
    TooLateToCancel,
)
from events.models import Invitation, Occasion, Receipt, Registration, SeatPool
from events.models.registrations import new_receipt_id

SCOPE = "events.register"
RECEIPT_KEPT = timedelta(hours=24)
UNMARKED_KEPT = timedelta(hours=24)


@dataclass(frozen=True)
class Applicant:
    """Clean values of the form. ``email`` may be empty only when an organizer adds someone by hand."""

    name: str
    email: str
    language: str
    mode: str
    organization_name: str = ""
    function: str = ""
    organization_id: int | None = None
    municipality_id: str | None = None


@dataclass(frozen=True)
class Answer:
    """What the answer page is told: the receipt's id. ``registration_id``: None for a second try or a repeat."""

    receipt_id: str
    registration_id: int | None = None


def register(
    occasion: Occasion,
    *,
    applicant: Applicant,
    now: datetime,
    idempotency_key: str = "",
    doubtful: bool = False,
    source: Source = Source.FORM,
    by: Agent = PERSON,
    client_time: datetime | None = None,
    given: GivenAnswers | None = None,
    invitation: Invitation | None = None,
    wishes: Wishes = NO_WISHES,
    public: bool = False,
    together: bool = False,
) -> Answer:
    """Register a person: confirmed, held until the address is confirmed, on the waiting list, or for approval.

    ``idempotency_key``: the same key with the same values gives the first answer again, for 90 days, and does nothing.
    ``doubtful``: ask to confirm the address by mail although the occasion confirms at once.
    ``given``: answers to the occasion's own questions, for its form has some; what was not asked is dropped.
    ``invitation``: used up in the same transaction; who comes, and for whom, is as it says, on the day of the event.
    ``wishes``: what else the person would like; a wish about waiting is kept for who has to wait.
    ``public``: sent by anybody at all; then mails to the address keep the pace of :mod:`events.domain.pace`.
    ``together``: one of several in the caller's transaction, without a receipt; a refusal undoes this one alone. The
    caller bumps the generation.
    Place goes by the order in which the server takes the requests; ``client_time`` is only noted.
    Errors: RegistrationNotOpen, RegistrationClosed, OccasionIsCancelled, OccasionIsPostponed, OccasionFull (no waiting
    list), IdempotencyKeyReused (other values under the key), AlreadyRegistered (only to an organizer or a command),
    AnswerMissing, PartFull, InvitationNeeded, InvitationRefused (why it does not hold); nothing is written then.
    """
    receipt_id = new_receipt_id()
    with transaction.atomic(durable=not together):
        if idempotency_key:
            answered = {"answers": given.fingerprint()} if given is not None else {}
            body = request_hash({"occasion": occasion.code, **asdict(applicant), **answered, **wishes.fingerprint()})
            response = {"receipt": receipt_id}
            earlier = take_key(idempotency_key, scope=SCOPE, request_hash=body, status=303, response=response, now=now)
            if earlier is not None:
                return Answer(receipt_id=str(earlier["receipt"]))
        occasion = seats.lock_occasion(occasion.pk, arrivals=1)
        check_open(occasion, now=now, by=by, invited=invitation is not None)
        guest = guests.welcome(invitation, occasion, now=now) if invitation is not None else None
        if guest is not None:
            applicant = guest.bind(applicant)
        if given is not None:
            check_complete(given)
        link_proves_address = guest is not None and guest.is_person
        doubtful = doubtful or occasion.confirmation == Confirmation.BY_MAIL
        asks = source == Source.FORM and doubtful and not link_proves_address
        draft = _new_row(occasion, applicant, now=now, source=source, client_time=client_time)
        spaced = public and draft.email_key is not None and not link_proves_address
        turn = take_mail_turn(draft.email, key=draft.email_key or "", now=now) if spaced else None
        earlier_rows = _OF_ADDRESS.instances(occasion=occasion.pk, email_key=draft.email_key) if draft.email_key else []
        known = next((row for row in earlier_rows if row.is_active), None)
        if known and by.actor != Actor.PERSON:
            raise AlreadyRegistered
        if known:
            state, place = _second_try(occasion, known, draft, asks=asks, now=now, wishes=wishes)
            if guest is not None:
                guests.accept_for_known(guest, registration=known, now=now)
        else:
            mailed_at = (turn and turn.moment) or now
            place = _first_try(
                occasion,
                draft,
                asks=asks,
                now=now,
                by=by,
                newcomer=not earlier_rows,
                mailed_at=mailed_at,
                wishes=wishes,
            )
            state = State(draft.state)
            if given is not None:
                save_answers(draft, given, now=now)
            if guest is not None:
                guests.accept(guest, registration=draft, now=now)
        if turn is not None:
            turn.apply()
        if not together:
            receipt = Receipt(
                public_id=receipt_id,
                occasion=occasion,
                state=state,
                place=place,
                asks_to_confirm=asks,
                expires_at=now + RECEIPT_KEPT,
            )
            insert_row(receipt)
            bump_generation()
    return Answer(receipt_id=receipt_id, registration_id=draft.pk)


def check_open(occasion: Occasion, *, now: datetime, by: Agent = PERSON, invited: bool = False) -> None:
    """Check that one can register now; an organizer or a command may also do so outside the window, and uninvited.

    Without ``closes_at`` registration closes when the first day starts.
    Errors: OccasionIsCancelled, OccasionIsPostponed, RegistrationNotOpen, RegistrationClosed, InvitationNeeded.
    """
    if occasion.status == OccasionStatus.CANCELLED:
        raise OccasionIsCancelled
    if occasion.status == OccasionStatus.POSTPONED:
        raise OccasionIsPostponed
    if by.actor in (Actor.ORGANIZER, Actor.COMMAND):
        return
    if occasion.status == OccasionStatus.DRAFT or (occasion.opens_at is not None and now < occasion.opens_at):
        raise RegistrationNotOpen
    closes = closing_time(occasion)
    if closes is None or now >= closes:
        raise RegistrationClosed
    if occasion.invitation_only and not invited:
        raise InvitationNeeded


def closing_time(occasion: Occasion) -> datetime | None:
    """Return when registration closes: as set, else at the start of the first day; None without days."""
    days = held_days(occasion)
    return occasion.closes_at or (days[0].start if days else None)


def last_time_to_cancel(occasion: Occasion) -> datetime | None:
    """Return until when a participant may cancel: as set, else the start of the first day.

    None, at any time: without days, and while the event is postponed.
    """
    if occasion.status == OccasionStatus.POSTPONED:
        return None
    days = held_days(occasion)
    return occasion.cancel_until or (days[0].start if days else None)


def cancel(registration: Registration, *, now: datetime, by: Agent = PERSON, reason: str = "") -> Registration:
    """Cancel a registration; its seat goes to the next on the waiting list in the same transaction.

    Errors: TooLateToCancel for a participant after the last time, ReasonMissing for an organizer without words,
    RefusedTransition when it has ended already; nothing is written then.
    """
    if by.actor != Actor.PERSON and not reason.strip():
        raise ReasonMissing
    with transaction.atomic(durable=True):
        registration = seats.lock_registration(registration)
        check_transition(Act.CANCEL, registration.state, State.CANCELLED)
        until = last_time_to_cancel(registration.occasion)
        if by.actor == Actor.PERSON and until is not None and now >= until:
            raise TooLateToCancel
        code = ReasonCode.BY_PERSON if by.actor == Actor.PERSON else ReasonCode.BY_ORGANIZER
        end_registration(
            registration, act=Act.CANCEL, to=State.CANCELLED, reason=code, now=now, by=by, words=reason.strip()
        )
        log_act(registration, Act.CANCEL, by=by)
        notifications.send_cancelled(registration, now=now)
        bump_generation()
    return registration


def remove_old_receipts(*, now: datetime) -> int:
    """Delete receipts whose 24 hours have passed; return how many."""
    return Receipt.objects.filter(expires_at__lte=now).delete()[0]


# --- parts --------------------------------------------------------------------------------------------------------


_OF_ADDRESS = Prepared(
    lambda: Registration.objects.filter(
        occasion_id=Bind("occasion", BigIntegerField()), email_key=Bind("email_key", CharField())
    ).order_by("pk")
)


def _new_row(
    occasion: Occasion, applicant: Applicant, *, now: datetime, source: Source, client_time: datetime | None
) -> Registration:
    """Return the row as it would be saved, under the last arrival number of the lock; its state comes later."""
    address = clean_address(applicant.email) if applicant.email else ""
    return Registration(
        occasion=occasion,
        arrival_number=occasion.next_arrival - 1,
        name=applicant.name,
        email=address,
        email_key=email_key(address) if address else None,
        language=applicant.language,
        mode=applicant.mode,
        organization_name=applicant.organization_name,
        organization_id=applicant.organization_id,
        municipality_id=applicant.municipality_id,
        function=applicant.function,
        registered_at=now,
        source=source,
        client_time=client_time,
    )


def _first_try(
    occasion: Occasion,
    row: Registration,
    *,
    asks: bool,
    now: datetime,
    by: Agent,
    newcomer: bool,
    mailed_at: datetime,
    wishes: Wishes,
) -> int | None:
    """Save a row, seated or waiting, and return its place on the waiting list, if any.

    ``mailed_at``: when its first mail goes; the time to confirm the address runs from then.
    """
    pools = seats.wanted_pools(row)
    parts = parts_by_id(occasion, wishes.parts)
    approves = occasion.approval_required and by.actor == Actor.PERSON
    pool = None
    if not approves:
        pool = waiting_list.take_seat(occasion, pools=pools, now=now, by=by, asks=asks, parts=parts)
    place = None
    if approves:
        if not pools:
            raise OccasionFull
        row.state, code = State.AWAITING_APPROVAL, ReasonCode.NEEDS_APPROVAL
        _save_new(row)
    elif pool is not None:
        row.state = State.HELD if asks else State.CONFIRMED
        row.hold_expires_at = mailed_at + timedelta(minutes=occasion.hold_minutes) if asks else None
        code = ReasonCode.SEAT_FREE_UNCONFIRMED if asks else ReasonCode.SEAT_FREE
        _save_new(row)
        seats.claim_seat(row, pool, parts)
    else:
        check_room(parts, waits=wishes.waits_for_parts)
        waiting_list.check_list_open(occasion, pools, now=now)
        row.state = State.WAITLISTED
        row.hold_expires_at = mailed_at + UNMARKED_KEPT if asks else None
        _save_new(row)
        waiting_list.join_queue(row, pools=[*pools, *parts], now=now, short_notice=wishes.short_notice)
        place = waiting_list.place_of(row)
        code = _why_waiting(pools, parts)
    numbers: dict[str, object] = {"arrival": row.arrival_number, "place": place, "pool": pool.pk if pool else None}
    if parts:
        row.parts.set(parts)
        numbers["parts"] = [part.pk for part in parts]
    record_reason(occasion, act=Act.REGISTER, reason=code, now=now, by=by, registration=row, numbers=numbers)
    if row.source != Source.LIST:  # a list is one line of the log
        log_act(row, Act.REGISTER, by=by)
    _tell(row, place=place, now=now, newcomer=newcomer)
    return place


def _why_waiting(pools: Sequence[SeatPool], parts: Sequence[SeatPool]) -> ReasonCode:
    if not any(seats.has_room(wanted) for wanted in pools):
        return ReasonCode.ALL_TAKEN
    return ReasonCode.QUEUE_FIRST if all(seats.has_room(part) for part in parts) else ReasonCode.PART_FULL


def _save_new(row: Registration) -> None:
    check_transition(Act.REGISTER, "", row.state)
    insert_row(row)


def _second_try(
    occasion: Occasion, known: Registration, draft: Registration, *, asks: bool, now: datetime, wishes: Wishes
) -> tuple[State, int | None]:
    """Return the state and place a newcomer would be told; change nothing, and tell the owner of the address."""
    seats.return_arrivals(occasion)
    known.occasion = occasion
    notifications.send_second_try(known, place=waiting_list.place_of(known), now=now)
    pools = seats.wanted_pools(draft)
    if occasion.approval_required and pools:
        return State.AWAITING_APPROVAL, None
    parts = parts_by_id(occasion, wishes.parts)
    if any(pool.free != 0 for pool in pools) and all(part.free != 0 for part in parts):
        return (State.HELD if asks else State.CONFIRMED), None
    check_room(parts, waits=wishes.waits_for_parts)
    waiting_list.check_list_open(occasion, pools, now=now)
    return State.WAITLISTED, waiting_list.next_place([*pools, *parts], draft)


def _tell(row: Registration, *, place: int | None, now: datetime, newcomer: bool) -> None:
    if row.state == State.CONFIRMED:
        notifications.send_confirmed(row, now=now, newcomer=newcomer)
    elif row.state == State.HELD:
        notifications.send_hold(row, now=now, newcomer=newcomer)
    elif row.state == State.AWAITING_APPROVAL:
        notifications.send_awaiting(row, now=now, newcomer=newcomer)
    else:
        notifications.send_waitlisted(row, place=place or 1, now=now, newcomer=newcomer)


def end_registration(
    registration: Registration,
    *,
    act: Act,
    to: State,
    reason: ReasonCode,
    now: datetime,
    by: Agent,
    words: str = "",
    promote: bool = True,
) -> list[SeatPool]:
    """End a registration under the occasion's lock: seats back, out of the queue, the next one up.

    Of a group that waits, others may have stood behind seats saved for it: they move up too. Return the pools where
    others can move up; with ``promote`` they have done so.
    """
    assert registration.state in ACTIVE
    change_state(registration, act=act, to=to, reason=reason, now=now, by=by, words=words)
    unblocked = waiting_list.pools_waited_for(registration) if registration.party_id is not None else []
    waiting_list.leave_queue(registration, state=EntryState.LEFT, now=now)
    freed = [*seats.give_back_seats(registration), *unblocked]
    if promote:
        waiting_list.promote(registration.occasion, pools=freed, now=now, by=by)
    return freed


def end_with_occasion(registration: Registration, *, now: datetime, by: Agent, words: str) -> None:
    """End a registration because its event is cancelled; nobody moves up. Expects the occasion's lock."""
    end_registration(
        registration,
        act=Act.CANCEL_OCCASION,
        to=State.CANCELLED,
        reason=ReasonCode.OCCASION_CANCELLED,
        now=now,
        by=by,
        words=words,
        promote=False,
    )
