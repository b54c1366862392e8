"""The only place where a registration changes state: checked against the table, with a reason row each time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cms.domain.prepared import insert_row
from events.enums import ACTIVE, TERMINAL, TRANSITIONS, Act, Actor, ReasonCode, RegistrationState
from events.exceptions import RefusedTransition
from events.models import ActReason, Occasion, Party, Registration

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class Agent:
    """Who does an act: one of ``Actor``, with the signed-in user of an organizer."""

    actor: str
    user: "User | None" = None


PERSON = Agent(Actor.PERSON)
CLOCK = Agent(Actor.JOB)
COMMAND = Agent(Actor.COMMAND)


def check_transition(act: str, from_state: str, to_state: str) -> None:
    """Check that the table allows the step. Errors: RefusedTransition, also for an unknown act."""
    if to_state not in TRANSITIONS.get(act, {}).get(from_state, frozenset()):
        raise RefusedTransition


def record_reason(
    occasion: Occasion,
    *,
    act: Act,
    reason: ReasonCode,
    now: datetime,
    by: Agent,
    registration: Registration | None = None,
    numbers: Mapping[str, Any] | None = None,
) -> ActReason:
    """Write why something happened, or did not; ``numbers`` are counts at that moment, never names."""
    row = ActReason(
        occasion=occasion,
        registration=registration,
        act=act,
        reason_code=reason,
        numbers=dict(numbers or {}),
        actor=by.actor,
        actor_user=by.user,
        at=now,
    )
    insert_row(row)
    return row


def change_state(
    registration: Registration,
    *,
    act: Act,
    to: str,
    reason: ReasonCode,
    now: datetime,
    by: Agent,
    words: str = "",
    numbers: Mapping[str, Any] | None = None,
) -> None:
    """Move a registration that was read after the occasion's lock to a new state, and write the reason.

    ``words``: what an organizer wrote. A terminal state sets the end; confirming clears the hold.
    Errors: RefusedTransition; nothing is written then.
    """
    check_transition(act, registration.state, to)
    registration.state = to
    if to in TERMINAL:
        registration.ended_at, registration.ended_by, registration.ended_reason = now, by.actor, words
        registration.hold_expires_at = None
    registration.save(
        update_fields=["state", "ended_at", "ended_by", "ended_reason", "hold_expires_at", "email_confirmed_at"]
    )
    record_reason(
        registration.occasion, act=act, reason=reason, now=now, by=by, registration=registration, numbers=numbers
    )
    if registration.party_id is not None and to in TERMINAL and to != RegistrationState.REPLACED:
        _end_party_without_seats(registration.party_id, now=now)


def _end_party_without_seats(party_id: int, *, now: datetime) -> None:
    emptied = Party.objects.filter(pk=party_id, ended_at__isnull=True).exclude(registrations__state__in=ACTIVE)
    emptied.update(ended_at=now)
