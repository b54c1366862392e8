"""Registering a whole list, and undoing it: what the list made goes, what somebody has changed since stays.

How a file is read: ``importing/participants.py``. Each person is registered by the rules of ``registration.py``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeVar

from django.db import transaction
from django.db.models import Q

from cms.domain.generation import bump_generation
from cms.exceptions import SamverkaError
from cms.models import MailState, OutgoingMail, SignedLink
from events.domain import notifications, seats, waiting_list
from events.domain.audit import log_act
from events.domain.personal_mails import KINDS_WITH_LINK, LINK_PURPOSE, link_subject
from events.domain.registration import Applicant, end_registration, register
from events.domain.transitions import Agent
from events.enums import Act, EntryState, Planning, ReasonCode, RegistrationState, Source
from events.exceptions import AlreadyUndone
from events.models import ActReason, ListedRegistration, Occasion, ParticipantList, Registration, SeatPool, WaitingEntry
from events.models.waiting import OPEN_ENTRIES

Item = TypeVar("Item")
TOGETHER: Final = 100
BY_ITSELF: Final = (Act.REGISTER, Act.PROMOTE)


class Kept(StrEnum):
    """Why a registration of a list stays when the list is undone."""

    ENDED = "ended"
    CHANGED = "changed"
    ANSWERED = "answered"
    OPENED = "opened"


@dataclass(frozen=True)
class Undoing:
    """What undoing a list does. ``removed``: as if they had never been; ``ended``: they were mailed, and get a mail.

    ``kept``: stays, with why. Each in order of arrival.
    """

    removed: list[Registration] = field(default_factory=list)
    ended: list[Registration] = field(default_factory=list)
    kept: list[tuple[Registration, Kept]] = field(default_factory=list)


def register_list(
    occasion: Occasion, applicants: Sequence[Applicant], *, now: datetime, by: Agent
) -> list[int | SamverkaError]:
    """Register the persons of a list in its order, a hundred in a transaction; return an id or a refusal for each.

    Others get their turn between the hundreds. Each refusal leaves nothing of its person. ``by``: an organizer or a
    command.
    """
    results: list[int | SamverkaError] = []
    participant_list: ParticipantList | None = None
    for some in _hundreds(applicants):
        with transaction.atomic(durable=True):
            done = [_register(occasion, one, now=now, by=by) for one in some]
            made = [result for result in done if isinstance(result, int)]
            if made and participant_list is None:
                participant_list = ParticipantList.objects.create(occasion=occasion, read_at=now, read_by=by.user)
            bump_generation()
            ListedRegistration.objects.bulk_create(
                [ListedRegistration(participant_list=participant_list, registration_id=pk) for pk in made]
            )
        results += done
    if participant_list is not None:
        count = sum(isinstance(result, int) for result in results)
        log_act(occasion, Planning.READ_LIST, by=by, data={"registered": str(count)})
    return results


def plan_undoing(participant_list: ParticipantList) -> Undoing:
    """Return what undoing a list would do now; writes nothing. As many queries for one as for 5,000 persons."""
    plan = Undoing()
    rows = list(
        Registration.objects.filter(listed__participant_list=participant_list)
        .select_related("occasion")
        .order_by("arrival_number")
    )
    kept = _kept(participant_list)
    mailed = {about for _pk, about, state in _mails_of(participant_list) if state != MailState.READY}
    for row in rows:
        if not row.is_active:
            plan.kept.append((row, Kept.ENDED))
        elif row.pk in kept:
            plan.kept.append((row, kept[row.pk]))
        elif row.pk in mailed:
            plan.ended.append(row)
        else:
            plan.removed.append(row)
    return plan


def undo_list(participant_list: ParticipantList, *, reason: str, now: datetime, by: Agent) -> Undoing:
    """Undo a list and return what was done. Seats that come free go to those who wait.

    ``reason``: what those are told who have had a mail already. Mails of the others that wait to be sent are taken
    away. Errors: AlreadyUndone; nothing is written then.
    """
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(participant_list.occasion_id)
        marked = ParticipantList.objects.filter(pk=participant_list.pk, undone_at__isnull=True).update(undone_at=now)
        if not marked:
            raise AlreadyUndone
        plan = plan_undoing(participant_list)
        freed: set[SeatPool] = set()
        for row in [*plan.removed, *plan.ended]:
            row.occasion = occasion
        waiting = set(_waiting(plan.removed))
        for row in plan.removed:
            if row.pk in waiting:
                waiting_list.leave_queue(row, state=EntryState.LEFT, now=now)
        for hundred in _hundreds(plan.removed):
            freed |= seats.give_back_seats_of(hundred)
        _remove(participant_list, plan.removed)
        for row in plan.ended:
            end_registration(
                row,
                act=Act.CANCEL,
                to=RegistrationState.CANCELLED,
                reason=ReasonCode.BY_ORGANIZER,
                now=now,
                by=by,
                words=reason,
                promote=False,
            )
            notifications.send_cancelled(row, now=now)
        freed.update(SeatPool.objects.filter(occasion=occasion) if plan.ended else ())
        waiting_list.promote(occasion, pools=freed, now=now, by=by)
        counts = {"removed": len(plan.removed), "ended": len(plan.ended), "kept": len(plan.kept)}
        log_act(occasion, Planning.UNDO_LIST, by=by, data={name: str(count) for name, count in counts.items()})
        bump_generation()
    return plan


# --- parts --------------------------------------------------------------------------------------------------------


def _register(occasion: Occasion, applicant: Applicant, *, now: datetime, by: Agent) -> int | SamverkaError:
    try:
        answer = register(occasion, applicant=applicant, now=now, source=Source.LIST, by=by, together=True)
    except SamverkaError as refusal:
        return refusal
    assert answer.registration_id is not None
    return answer.registration_id


def _kept(participant_list: ParticipantList) -> dict[int, Kept]:
    """Return which registrations of a list somebody has done something with since, and what."""
    rows = Registration.objects.filter(listed__participant_list=participant_list)
    opened = rows.filter(email_confirmed_at__isnull=False).values_list("pk", flat=True)
    answered = rows.filter(Q(answers__isnull=False) | Q(sensitive_answers__isnull=False)).values_list("pk", flat=True)
    acts = ActReason.objects.filter(registration__in=rows).exclude(act__in=BY_ITSELF)
    changed = acts.values_list("registration_id", flat=True)
    found: dict[int, Kept] = {}
    for kind, some in ((Kept.OPENED, opened), (Kept.ANSWERED, answered), (Kept.CHANGED, changed)):
        found |= dict.fromkeys(filter(None, some), kind)
    return found


def _waiting(rows: Sequence[Registration]) -> Iterator[int]:
    """Return the ids of those who wait, or have an offer."""
    for hundred in _hundreds(rows):
        entries = WaitingEntry.objects.filter(registration__in=hundred, state__in=OPEN_ENTRIES)
        yield from entries.values_list("registration_id", flat=True)


def _mails_of(participant_list: ParticipantList) -> Iterator[tuple[int, int, str]]:
    """Return the mails about registrations queued since a list was read in: mail id, registration id, state."""
    mails = OutgoingMail.objects.filter(created_at__gte=participant_list.read_at, dedup_key__contains="/registration/")
    for pk, key, state in mails.values_list("pk", "dedup_key", "state"):
        about = re.search(r"/registration/(\d+)/", key)
        if about:
            yield pk, int(about[1]), state


def _remove(participant_list: ParticipantList, rows: Sequence[Registration]) -> None:
    """Delete registrations that nobody was told of, with what waits to be mailed and the links in it."""
    ids = {row.pk for row in rows}
    unsent = [pk for pk, registration_id, _state in _mails_of(participant_list) if registration_id in ids]
    for some in _hundreds(unsent):
        OutgoingMail.objects.filter(pk__in=some, state=MailState.READY).delete()
    for hundred in _hundreds(rows):
        subjects = [link_subject(row, kind) for row in hundred for kind in KINDS_WITH_LINK]
        SignedLink.objects.filter(purpose=LINK_PURPOSE, subject__in=subjects).delete()
        Registration.objects.filter(pk__in=[row.pk for row in hundred]).delete()


def _hundreds(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), TOGETHER):
        yield items[start : start + TOGETHER]
