"""What time alone brings about; run by the job runner, safe to run twice."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cms.domain.generation import bump_generation
from events.domain import (
    address_confirmation,
    meeting_link_mails,
    offers,
    party_names,
    party_turns,
    registration,
    reminders,
    seats,
    waiting_list,
)
from events.domain.calendar_items import refresh_calendar
from events.domain.transitions import CLOCK
from events.enums import EntryState, OccasionStatus, OfferState, PoolKind
from events.models import Occasion, OccasionDay, Offer, Registration, SeatPool

JUST_NOW = timedelta(minutes=2)


def run_due_acts(now: datetime) -> None:
    """Do what is due: holds and offers that ran out, waiting lists past their cut-off, kept seats, groups, reminders,
    links to meetings, receipts.

    Each act is a transaction of its own, and one that fails does not keep the others from being done.
    Errors: ExceptionGroup of all that failed, when the rest is done.
    """
    failures: list[Exception] = []
    for act in _due_acts(now):
        try:
            act()
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup("due acts of events", failures)


def _due_acts(now: datetime) -> Iterator[Callable[[], object]]:
    for row in Registration.objects.active().filter(hold_expires_at__lte=now).order_by("hold_expires_at", "pk"):
        yield partial(address_confirmation.expire_hold, row, now=now)
    for offer in Offer.objects.filter(state=OfferState.OPEN, answer_by__lte=now).select_related("entry__registration"):
        yield partial(offers.expire_offer, offer.entry.registration, now=now)
    waiting = Occasion.objects.filter(
        cut_off_at__lte=now, registrations__waiting_entries__state=EntryState.WAITING
    ).distinct()
    for occasion in waiting.exclude(status=OccasionStatus.POSTPONED).order_by("pk"):
        yield partial(close_list_now, occasion, now=now)
    earmarks = SeatPool.objects.filter(kind=PoolKind.EARMARK, released_at__isnull=True, releases_at__lte=now)
    for earmark in earmarks.order_by("pk"):
        yield partial(release_earmark_now, earmark, now=now)
    for party in party_turns.parties_no_longer_saved_for(now):
        yield partial(party_names.end_saving, party, now=now)
    for party, days in party_names.due_for_reminder(now):
        yield partial(party_names.remind_of_names, party, days=days, now=now)
    for party in party_names.parties_with_names_due(now):
        yield partial(party_names.release_unnamed, party, now=now)
    for due in reminders.due_reminders(now=now):
        yield partial(reminders.queue_reminder, due, now=now)
    for occasion in meeting_link_mails.due_links(now=now):
        yield partial(meeting_link_mails.queue_links, occasion, now=now)
    yield partial(registration.remove_old_receipts, now=now)
    yield partial(note_clock_changes, now=now)


def close_list_now(occasion: Occasion, *, now: datetime) -> int:
    """Close the waiting list of an occasion past its cut-off; return how many entries ended."""
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(occasion.pk)
        closed = waiting_list.close_list(occasion, now=now, by=CLOCK)
        if closed:
            bump_generation()
    return len(closed)


def release_earmark_now(earmark: SeatPool, *, now: datetime) -> list[Registration]:
    """Release an earmark that is due and move people up; return who moved up."""
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(earmark.occasion_id)
        parent = seats.release_earmark(earmark, now=now, by=CLOCK)
        if parent is None:
            return []
        promoted = waiting_list.promote(occasion, pools=[parent], now=now, by=CLOCK)
        bump_generation()
    return promoted


def note_clock_changes(*, now: datetime) -> bool:
    """Raise the generation when a public page changes by the clock alone: a registration opens or closes, a day ends.

    Looks two minutes back, so that a run every minute misses nothing; return whether it did.
    """
    passed = Q(opens_at__gt=now - JUST_NOW, opens_at__lte=now) | Q(closes_at__gt=now - JUST_NOW, closes_at__lte=now)
    cut_off = Q(cut_off_at__gt=now - JUST_NOW, cut_off_at__lte=now)
    days = Q(start__gt=now - JUST_NOW, start__lte=now) | Q(end__gt=now - JUST_NOW, end__lte=now)
    changed = Occasion.objects.filter(passed | cut_off).exists() or OccasionDay.objects.filter(days).exists()
    if changed:
        with transaction.atomic(durable=True):
            bump_generation()
    return changed


def begin_day(now: datetime) -> None:
    """Follow a new local day and a changed public address: stored items are made again, feeds move their window.

    Meant to run each hour; raises the generation in the first hour of the day, and whenever an item changed.
    """
    changed = timezone.localtime(now).hour == 0
    recent = OccasionDay.objects.filter(end__gt=now - timedelta(days=31)).values("occasion_id")
    for occasion in Occasion.objects.filter(pk__in=recent).order_by("pk"):
        with transaction.atomic(durable=True):
            changed |= refresh_calendar(occasion, now=now)
    if changed:
        with transaction.atomic(durable=True):
            bump_generation()
