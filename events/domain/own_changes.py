"""What participants change on their own page: at once, or, once things are frozen, as a request the organizer decides.

Each public function is one transaction under the occasion's lock. The changes themselves: ``details.py``,
``substitution.py``, ``switching.py``.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from cms.domain.generation import bump_generation
from events.domain import notifications, seats, switching, waiting_list
from events.domain.audit import log_act
from events.domain.details import Details, change_details
from events.domain.occasion_days import held_days
from events.domain.part_changes import change_parts
from events.domain.substitution import Colleague, substitute
from events.domain.switching import switch_mode
from events.domain.transitions import PERSON, Agent, record_reason
from events.enums import Act, EntryState, OccasionStatus, ReasonCode, RegistrationState, RequestState
from events.exceptions import AlreadyAsked, ReasonMissing, RefusedTransition, TooLateToChange
from events.models import ChangeRequest, Registration


def is_frozen(row: Registration, *, now: datetime) -> bool:
    """Return whether changes to a registration are requests by now: it has a seat, and ``frozen_at`` has passed.

    ``change_until`` gives one person a later date.
    """
    frozen_at = row.occasion.frozen_at
    if row.state != RegistrationState.CONFIRMED or frozen_at is None:
        return False
    return now >= max(frozen_at, row.change_until or frozen_at)


def last_time_to_change(row: Registration) -> datetime | None:
    """Return when changes end: the start of the first day; None, at any time, while there is no day."""
    days = held_days(row.occasion)
    postponed = row.occasion.status == OccasionStatus.POSTPONED
    return None if postponed or not days else days[0].start


def change(row: Registration, *, act: Act, wanted: Mapping[str, Any], now: datetime) -> ChangeRequest | None:
    """Do a participant's change, or write it down as a request when things are frozen; return the request, or None.

    ``act``: CHANGE_DETAILS, SUBSTITUTE, SWITCH_MODE or CHANGE_PARTS; ``wanted``: the values of ``Details`` or
    ``Colleague``, or ``mode``, or ``parts``.
    Errors: TooLateToChange, AlreadyAsked, and those of the act; nothing is written then.
    """
    with transaction.atomic(durable=True):
        row = seats.lock_registration(row, arrivals=_arrivals(act))
        until = last_time_to_change(row)
        if until is not None and now >= until:
            raise TooLateToChange
        if is_frozen(row, now=now):
            return _ask(row, act=act, wanted=wanted, now=now)
        _perform(row, act=act, wanted=wanted, now=now, by=PERSON)
        bump_generation()
    return None


def approve_change(request: ChangeRequest, *, now: datetime, by: Agent) -> None:
    """Do what a participant asked for, in the organizer's name.

    Errors: RefusedTransition when it was decided already or the registration has ended, and those of the act; the
    request stays open then.
    """
    with transaction.atomic(durable=True):
        row = seats.lock_registration(request.registration, arrivals=_arrivals(Act(request.act)))
        _decide(request, RequestState.APPROVED, now=now, by=by)
        _perform(row, act=Act(request.act), wanted=request.wanted, now=now, by=by)
        log_act(row, Act(request.act), by=by)
        bump_generation()


def refuse_change(request: ChangeRequest, *, reason: str, now: datetime, by: Agent) -> None:
    """Refuse a request; ``reason`` goes into the mail as it is written.

    Errors: ReasonMissing, RefusedTransition when it was decided already; nothing is written then.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic(durable=True):
        row = seats.lock_registration(request.registration)
        _decide(request, RequestState.REFUSED, now=now, by=by)
        record_reason(
            row.occasion,
            act=Act.REFUSE_CHANGE,
            reason=ReasonCode.BY_ORGANIZER,
            now=now,
            by=by,
            registration=row,
            numbers={"act": request.act},
        )
        notifications.send_change_refused(row, request_id=request.pk, reason=reason.strip(), now=now)
        log_act(row, Act.REFUSE_CHANGE, by=by)


def withdraw_wishes(row: Registration, *, now: datetime) -> None:
    """Take back what a participant asked for: an open request, and the wait for another form of participation.

    Errors: RefusedTransition when there is neither.
    """
    with transaction.atomic(durable=True):
        row = seats.lock_registration(row)
        withdrawn = row.change_requests.filter(state=RequestState.OPEN).update(
            state=RequestState.WITHDRAWN, decided_at=now
        )
        if waiting_list.open_entry(row) is not None or not withdrawn:
            switching.stop_waiting(row, now=now, by=PERSON)
        bump_generation()


def allow_changes_until(row: Registration, *, until: datetime | None, now: datetime, by: Agent) -> None:
    """Let one person change without asking until a later date than the others; None takes it back."""
    with transaction.atomic(durable=True):
        row = seats.lock_registration(row)
        row.change_until = until
        row.save(update_fields=["change_until"])
        record_reason(
            row.occasion,
            act=Act.CHANGE_LATER,
            reason=ReasonCode.BY_ORGANIZER,
            now=now,
            by=by,
            registration=row,
        )
        log_act(row, Act.CHANGE_LATER, by=by)


def set_short_notice(row: Registration, *, short_notice: bool, now: datetime) -> None:
    """Note whether a waiting person can come at short notice; a seat that is free for such goes to them at once.

    Errors: RefusedTransition for somebody who does not wait.
    """
    with transaction.atomic(durable=True):
        row = seats.lock_registration(row)
        entry = waiting_list.open_entry(row)
        if entry is None or entry.state != EntryState.WAITING or entry.from_pool_id is not None:
            raise RefusedTransition
        entry.short_notice = short_notice
        entry.save(update_fields=["short_notice"])
        if short_notice:
            waiting_list.promote(row.occasion, pools=entry.pools.all(), now=now, by=PERSON, same_seat=True)
        bump_generation()


def renew_link(row: Registration, *, now: datetime) -> None:
    """Mail a new personal link and end all earlier ones; at most one an hour."""
    with transaction.atomic(durable=True):
        notifications.send_my_link(row, now=now)


# --- parts --------------------------------------------------------------------------------------------------------


def _arrivals(act: Act) -> int:
    return 1 if act == Act.SUBSTITUTE else 0


def _perform(row: Registration, *, act: Act, wanted: Mapping[str, Any], now: datetime, by: Agent) -> None:
    if act == Act.CHANGE_DETAILS:
        change_details(row, Details(**wanted), now=now, by=by)
    elif act == Act.SUBSTITUTE:
        substitute(row, Colleague(**wanted), now=now, by=by)
    elif act == Act.CHANGE_PARTS:
        change_parts(row, parts=wanted["parts"], now=now, by=by)
    else:
        switch_mode(row, mode=wanted["mode"], now=now, by=by)


def _ask(row: Registration, *, act: Act, wanted: Mapping[str, Any], now: datetime) -> ChangeRequest:
    if row.change_requests.filter(state=RequestState.OPEN).exists():
        raise AlreadyAsked
    if act == Act.SUBSTITUTE:
        seats.return_arrivals(row.occasion)
    record_reason(
        row.occasion,
        act=Act.ASK_CHANGE,
        reason=ReasonCode.AFTER_FREEZE,
        now=now,
        by=PERSON,
        registration=row,
        numbers={"act": act},
    )
    return ChangeRequest.objects.create(registration=row, act=act, wanted=dict(wanted), asked_at=now)


def _decide(request: ChangeRequest, state: RequestState, *, now: datetime, by: Agent) -> None:
    open_still = ChangeRequest.objects.filter(pk=request.pk, state=RequestState.OPEN)
    if not open_still.update(state=state, decided_at=now, decided_by=by.user):
        raise RefusedTransition
