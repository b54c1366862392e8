"""Ending something closes, in one act, all that hangs on it: shown first, then done (rule 10). Nothing is forgotten."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from networks.domain.acts import Recorder, record
from networks.enums import ActKind, DatePrecision
from networks.exceptions import EndsBeforeStart, NotOpenOnDay
from networks.models import Act, Engagement, KeyPersonAssignment, Membership, Network, NetworkSeat, Organization
from networks.models.rows import PeriodRow


def rows_hanging_on(row: PeriodRow, *, day: date) -> list[PeriodRow]:
    """Return the rows that end with ``row`` on ``day``: those in force then or later, each once, leaves first.

    A seat does not hang on its person: it stays open when the person leaves.
    """
    leaves_first: list[PeriodRow] = []
    _collect(row, day, {(type(row), row.pk)}, leaves_first)
    return leaves_first


def _collect(row: PeriodRow, day: date, seen: set[tuple[type, int]], leaves_first: list[PeriodRow]) -> None:
    """Add what hangs on ``row``, each row after all that hangs on it: one that never took effect is deleted safely."""
    for children in _children(row):
        for child in children:
            key = (type(child), child.pk)
            if key not in seen and (child.valid_to is None or child.valid_to > day):
                seen.add(key)
                _collect(child, day, seen, leaves_first)
                leaves_first.append(child)


def _children(row: PeriodRow) -> Iterable[Iterable[PeriodRow]]:
    if isinstance(row, Organization):
        return (
            row.children.all(),
            row.links.all(),
            row.links_from.all(),
            row.seats.all(),
            row.engagements.all(),
            row.key_persons.all(),
        )
    if isinstance(row, Network):
        return (
            row.children.all(),
            row.seats.all(),
            row.seats_elsewhere.all(),
            row.memberships.all(),
            row.key_persons.all(),
            row.target_groups.all(),
        )
    if isinstance(row, Engagement):
        return (row.memberships.all(), row.key_person_assignments.all())
    if isinstance(row, NetworkSeat):
        return (row.memberships.all(),)
    return ()


def close(recorder: Recorder, row: PeriodRow, *, day: date, precision: str = DatePrecision.DAY) -> None:
    """Set the row's end to ``day``; a row that would begin on or after it never takes effect and is deleted."""
    if row.valid_from >= day:
        recorder.delete(row)
    else:
        recorder.change(row, valid_to=day, valid_to_precision=precision)


def end(
    row: PeriodRow,
    *,
    day: date,
    precision: str = DatePrecision.DAY,
    kind: ActKind = ActKind.END,
    actor: Any,
    now: datetime,
    reason: str = "",
) -> Act:
    """End a row and all that hangs on it. Units: ``day`` is the first day on which it no longer holds.

    Errors: EndsBeforeStart when it would end on or before its own first day; NotOpenOnDay when it has ended earlier.
    """
    if row.valid_to is not None and row.valid_to <= day:
        raise NotOpenOnDay
    if row.valid_from >= day:
        raise EndsBeforeStart
    with record(kind, actor=actor, now=now, reason=reason) as recorder:
        for hanging in rows_hanging_on(row, day=day):
            close(recorder, hanging, day=day, precision=precision)
        close(recorder, row, day=day, precision=precision)
    return recorder.act


def close_seat(seat: NetworkSeat, *, day: date, actor: Any, now: datetime, reason: str = "") -> Act:
    """Close a seat and the memberships in it. Errors: as :func:`end`."""
    return end(seat, day=day, kind=ActKind.SEAT_CLOSED, actor=actor, now=now, reason=reason)


def leave(
    membership: Membership,
    *,
    day: date,
    precision: str = DatePrecision.DAY,
    actor: Any,
    now: datetime,
    reason: str = "",
) -> Act:
    """End a membership; the seat stays open. Units: ``day`` is the first day without it. Errors: as :func:`end`."""
    return end(membership, day=day, precision=precision, kind=ActKind.LEAVE, actor=actor, now=now, reason=reason)


def end_key_person(assignment: KeyPersonAssignment, *, day: date, actor: Any, now: datetime, reason: str = "") -> Act:
    """End a key person's task. Errors: as :func:`end`."""
    return end(assignment, day=day, kind=ActKind.KEY_PERSON_ENDED, actor=actor, now=now, reason=reason)
