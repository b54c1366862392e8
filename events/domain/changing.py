"""Changing an event as one act: time and place, status, seats; done, or tried out to see who would be told."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cms.models import OutgoingMail
from events.domain.occasions import OccasionPlan, apply_capacity, apply_plan, apply_status
from events.domain.series import note_moved, shift_of
from events.domain.transitions import Agent
from events.enums import OccasionStatus
from events.models import Occasion, Registration, SeatPool


@dataclass(frozen=True)
class EventChange:
    """What shall be otherwise. ``plan``: all settings and days, None for as they are. ``status``: None for as it is.

    ``pool`` with ``capacity``: the seats of one pool; None for as they are.
    """

    plan: OccasionPlan | None = None
    status: OccasionStatus | None = None
    pool: SeatPool | None = None
    capacity: int | None = None


@dataclass(frozen=True)
class Told:
    """A mail that a change queued: its kind, and whom it is for. Further days of one mail are not listed."""

    kind: str
    registration: Registration


def change_event(occasion: Occasion, change: EventChange, *, now: datetime, by: Agent) -> list[Told]:
    """Change an event in one transaction and return who is told what, by arrival; may be empty.

    Errors: as ``change_occasion``, ``set_status`` and ``change_capacity``; nothing is written then.
    """
    with transaction.atomic(durable=True):
        return _apply(occasion, change, now=now, by=by)


def effect_of_change(occasion: Occasion, change: EventChange, *, now: datetime, by: Agent) -> list[Told]:
    """Return who would be told what by :func:`change_event`: the act itself is done and taken back. Errors: its."""
    with transaction.atomic(durable=True):
        told = _apply(occasion, change, now=now, by=by)
        transaction.set_rollback(True)
    return told


def _apply(occasion: Occasion, change: EventChange, *, now: datetime, by: Agent) -> list[Told]:
    last = OutgoingMail.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if change.plan is not None:
        moves = shift_of(occasion, change.plan) != 0
        occasion = apply_plan(occasion, change.plan, now=now, by=by)
        if moves:
            note_moved(occasion)
    if change.status is not None:
        occasion = apply_status(occasion, change.status, now=now, by=by)
    if change.pool is not None:
        apply_capacity(change.pool, capacity=change.capacity, now=now, by=by)
    return _told_since(occasion, last, now=now)


def _told_since(occasion: Occasion, last: int, *, now: datetime) -> list[Told]:
    """Return the mails of this transaction about the occasion's registrations."""
    queued = OutgoingMail.objects.filter(pk__gt=last, created_at=now).exclude(kind="calendar_day")
    by_row = {f"/registration/{row.pk}/": row for row in occasion.registrations.all()}
    found = [
        Told(mail.kind, by_row[mark])
        for mail in queued.order_by("pk")
        for mark in [f"/{'/'.join(mail.dedup_key.split('/')[1:3])}/"]
        if mark in by_row
    ]
    return sorted(found, key=lambda told: told.registration.arrival_number)
