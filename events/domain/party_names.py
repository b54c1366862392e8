"""Who sits on the seats of a group: named by its contact, changed, or given back in time when nobody was named."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from cms import languages
from cms.domain.generation import bump_generation
from cms.mail_addresses import clean_address, email_key
from events.domain import notifications, party_mails, seats, substitution, waiting_list
from events.domain.own_changes import is_frozen, last_time_to_change
from events.domain.party_seats import seats_of
from events.domain.registration import end_registration
from events.domain.transitions import CLOCK, PERSON, record_reason
from events.enums import Act, OccasionStatus, ReasonCode
from events.enums import RegistrationState as State
from events.exceptions import NameRefused, SameAddressTwice, TooLateToChange
from events.models import Occasion, Party, Registration

REMINDERS = (7, 2)


@dataclass(frozen=True)
class Member:
    """Clean values of who takes a seat. Without ``email`` the mails go to the group's contact."""

    name: str
    email: str = ""
    function: str = ""
    language: str = languages.SOURCE_LANGUAGE.code


def name_members(party: Party, *, named: Mapping[UUID, Member], now: datetime) -> int:
    """Name who takes the seats of a group, by the public ids of its members; return how many seats changed hands.

    A seat without a name gets one, with a mail, an invitation and a link of their own for who has an address. A new
    address on a named seat hands it over to another person, as a colleague takes over (``substitution.py``); a new name
    or function alone is a correction. No seat is counted anew. Ids of others and of seats that wait are left out.
    Errors: TooLateToChange (for a named seat also once things are frozen), SameAddressTwice, NameRefused for an address
    that is registered for the event; nothing is written then.
    """
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(party.occasion_id, arrivals=len(named))
        party = Party.objects.get(pk=party.pk)
        first_number = occasion.next_arrival - len(named)
        changed = 0
        plan = _planned(occasion, party, named)
        until = last_time_to_change(plan[0][0]) if plan else None
        if until is not None and now >= until:
            raise TooLateToChange
        _check_addresses(occasion, plan)
        for row, member in plan:
            if row.is_named and is_frozen(row, now=now):
                raise TooLateToChange
            if not row.is_named:
                _name(row, member, party, now=now)
            elif _is_other_person(row, member):
                _hand_over(row, member, arrival=first_number + changed, now=now)
                changed += 1
            else:
                _correct(row, member, now=now)
        seats.return_arrivals(occasion, len(named) - changed)
        bump_generation()
    return len(plan)


def due_for_reminder(now: datetime) -> list[tuple[Party, int]]:
    """Return the groups that are told now that seats without a name go back, and how many days before."""
    found: list[tuple[Party, int]] = []
    for days in sorted(REMINDERS):
        not_told = Q(reminded_days__isnull=True) | Q(reminded_days__gt=days)
        rows = _with_unnamed().filter(not_told, names_due_at__gt=now, names_due_at__lte=now + timedelta(days=days))
        # Who registered after that moment has just been told.
        rows = rows.filter(registered_at__lt=F("names_due_at") - timedelta(days=days))
        found += [(party, days) for party in rows if party.pk not in {other.pk for other, _days in found}]
    return found


def remind_of_names(party: Party, *, days: int, now: datetime) -> bool:
    """Mail the contact that seats without a name go back in so many days; False when there is nothing to say."""
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(party.occasion_id)
        fresh = Party.objects.get(pk=party.pk)
        told = fresh.reminded_days is not None and fresh.reminded_days <= days
        if told or not seats_of(fresh).unnamed:
            return False
        fresh.reminded_days = days
        fresh.save(update_fields=["reminded_days"])
        party_mails.send_names_due(fresh, occasion, days=days, now=now)
    return True


def parties_with_names_due(now: datetime) -> list[Party]:
    """Return the groups whose time to name has passed and that hold seats without a name."""
    return list(_with_unnamed().filter(names_due_at__lte=now))


def release_unnamed(party: Party, *, now: datetime) -> int:
    """Give back the seats of a group that nobody was named for in time; the next in line move up. Return how many."""
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(party.occasion_id)
        fresh = Party.objects.get(pk=party.pk)
        if fresh.names_due_at is None or now < fresh.names_due_at:
            return 0
        unnamed = [row for row in seats_of(fresh).members if row.state == State.CONFIRMED and not row.is_named]
        freed = []
        for row in unnamed:
            row.occasion = occasion
            freed += end_registration(
                row,
                act=Act.RELEASE_UNNAMED,
                to=State.EXPIRED,
                reason=ReasonCode.NOT_NAMED_IN_TIME,
                now=now,
                by=CLOCK,
                promote=False,
            )
        waiting_list.promote(occasion, pools=freed, now=now, by=CLOCK)
        if unnamed:
            fresh.refresh_from_db()
            party_mails.send_released(fresh, occasion, seats=len(unnamed), now=now)
            bump_generation()
    return len(unnamed)


def end_saving(party: Party, *, now: datetime) -> list[Registration]:
    """Let others have the seats that were saved for a group, now that the cut-off is near; return who moved up."""
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(party.occasion_id)
        if not Party.objects.filter(pk=party.pk, saving_ended=False).update(saving_ended=True):
            return []
        pools = list(occasion.pools.filter(waiting_entries__registration__party=party).distinct())
        promoted = waiting_list.promote(occasion, pools=pools, now=now, by=CLOCK)
        bump_generation()
    return promoted


# --- parts --------------------------------------------------------------------------------------------------------


def _with_unnamed() -> "QuerySet[Party]":
    held = [OccasionStatus.TENTATIVE, OccasionStatus.CONFIRMED]
    rows = Party.objects.filter(ended_at__isnull=True, occasion__status__in=held)
    rows = rows.filter(registrations__state=State.CONFIRMED, registrations__name="")
    return rows.distinct().order_by("pk")


def _planned(occasion: Occasion, party: Party, named: Mapping[UUID, Member]) -> list[tuple[Registration, Member]]:
    """Return the seats that change, by arrival, each with who takes it."""
    plan = []
    for row in party.registrations.filter(state=State.CONFIRMED, public_id__in=list(named)).order_by("arrival_number"):
        member = named[row.public_id]
        row.occasion, row.party = occasion, party
        if (row.name, row.email_key or "", row.function) != (member.name, _key(member) or "", member.function):
            plan.append((row, member))
    return plan


def _key(member: Member) -> str | None:
    return email_key(clean_address(member.email)) if member.email else None


def _is_other_person(row: Registration, member: Member) -> bool:
    """A new address is another person, and so is none; a person without one is corrected, who can tell?"""
    return row.email_key is not None and _key(member) != row.email_key


def _check_addresses(occasion: Occasion, plan: list[tuple[Registration, Member]]) -> None:
    keys: set[str] = set()
    for _row, member in plan:
        key = _key(member)
        if key in keys:
            raise SameAddressTwice(params={"address": member.email})
        keys |= {key} if key else set()
    leaving = [row.pk for row, _member in plan]
    taken = occasion.registrations.active().filter(email_key__in=keys).exclude(pk__in=leaving)
    taken_keys = set(taken.values_list("email_key", flat=True))
    for _row, member in plan:
        if _key(member) in taken_keys:
            raise NameRefused(params={"address": member.email})


def _name(row: Registration, member: Member, party: Party, *, now: datetime) -> None:
    row.name, row.function, row.language = member.name, member.function, member.language
    row.email = clean_address(member.email) if member.email else ""
    row.email_key = _key(member)
    row.save(update_fields=["name", "email", "email_key", "function", "language"])
    record_reason(row.occasion, act=Act.NAME_MEMBER, reason=ReasonCode.BY_CONTACT, now=now, by=PERSON, registration=row)
    if row.email_key:
        notifications.send_named(row, by_name=party.contact_name, now=now)


def _hand_over(row: Registration, member: Member, *, arrival: int, now: datetime) -> None:
    colleague = substitution.Colleague(member.name, member.email, member.language, member.function)
    substitution.substitute(row, colleague, now=now, by=PERSON, arrival=arrival)


def _correct(row: Registration, member: Member, *, now: datetime) -> None:
    gets_address = row.email_key is None and bool(member.email)
    row.name, row.function = member.name, member.function
    if gets_address:
        row.email, row.email_key, row.language = clean_address(member.email), _key(member), member.language
    row.save(update_fields=["name", "email", "email_key", "function", "language"])
    record_reason(
        row.occasion, act=Act.CHANGE_DETAILS, reason=ReasonCode.BY_CONTACT, now=now, by=PERSON, registration=row
    )
    if gets_address and row.party is not None:
        notifications.send_named(row, by_name=row.party.contact_name, now=now)
