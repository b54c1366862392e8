"""Mailing the link to an online meeting when its time has come, to those whose invitation did not have it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from events.domain import notifications, seats
from events.domain.meeting_links import shown_from
from events.domain.occasion_days import held_days
from events.enums import Mode, OccasionStatus, RegistrationState
from events.models import Occasion, Registration, SentCalendarItem
from events.models.occasions import MOST_JOIN_HOURS

LONGEST_AHEAD = timedelta(hours=MOST_JOIN_HOURS + 1)  # the clocks may have been changed between


def due_links(*, now: datetime) -> Iterator[Occasion]:
    """Return the occasions whose link is to be mailed now: its time has come, the event has not begun.

    Not while the event is postponed, cancelled or a draft.
    """
    held = [OccasionStatus.TENTATIVE, OccasionStatus.CONFIRMED]
    waiting = Occasion.objects.filter(
        join_hours__isnull=False, status__in=held, days__start__gt=now, days__start__lt=now + LONGEST_AHEAD
    ).exclude(join_url="")
    for occasion in waiting.distinct().order_by("pk"):
        if _is_due(occasion, now=now):
            yield occasion


def queue_links(occasion: Occasion, *, now: datetime) -> int:
    """Mail the link with a new invitation to all who take part online; return how many, 0 when it was done already.

    Who got an invitation after the link's time has it from there.
    """
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(occasion.pk)
        opens = shown_from(occasion)
        if opens is None or not _is_due(occasion, now=now):
            return 0
        Occasion.objects.filter(pk=occasion.pk).update(join_sent_for=opens)
        rows = list(_without_link(occasion, opens))
        for row in rows:
            row.occasion = occasion
            notifications.send_meeting_link(row, version=f"{opens:%Y%m%d%H%M}", now=now)
    return len(rows)


def _is_due(occasion: Occasion, *, now: datetime) -> bool:
    opens, days = shown_from(occasion), held_days(occasion)
    return opens is not None and opens <= now < days[0].start and occasion.join_sent_for != opens


def _without_link(occasion: Occasion, opens: datetime) -> "QuerySet[Registration]":
    """Return who takes part online and has no invitation that was sent since the link is shown, by arrival."""
    told = SentCalendarItem.objects.filter(registration__occasion=occasion, method="REQUEST", created_at__gte=opens)
    rows = occasion.registrations.filter(state=RegistrationState.CONFIRMED, mode=Mode.ONLINE)
    rows = rows.filter(Q(email_key__isnull=False) | Q(party__isnull=False))
    return rows.exclude(pk__in=told.values("registration")).order_by("arrival_number")
