"""How fast the public may register people and cause mails: no office is shut out, and nobody floods a stranger.

Why these numbers: ``docs/decisions/0025``. Nothing here refuses by address: the answer would tell who is registered.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Max

from cms.domain.mail import address_hash
from cms.domain.rate_limits import Bucket, next_token_at, take_ahead, take_each
from cms.models import MailState, OutgoingMail
from events.models import Party, Registration

CALM_FROM_PREFIX: Final = 500
MOST_FROM_PREFIX: Final = 2_000
CALM_FOR_OCCASION: Final = 2_000
MAILS_WAITING: Final = 6
MAILS_AT_ONCE_WHEN_PROVEN: Final = 10
CAUSED_BY_THE_PUBLIC: Final = (
    "confirmed",
    "hold",
    "waitlisted",
    "awaiting",
    "my_link",
    "second_try",
    "calendar_day",
    "party_hold",
    "party_seats",
    "party_link",
)


@dataclass(frozen=True)
class Pace:
    """``is_calm``: few enough forms for them to be believed. ``again_at``: when one may try again; None, now."""

    is_calm: bool
    again_at: datetime | None


def count_form(*, prefix: str, occasion_code: str, now: datetime) -> Pace:
    """Count one form from a network (``client_prefix``) to an occasion."""
    calm = Bucket("events.calm", prefix, CALM_FROM_PREFIX)
    most = Bucket("events.most", prefix, MOST_FROM_PREFIX)
    occasion = Bucket("events.occasion", occasion_code, CALM_FOR_OCCASION)
    taken = take_each([calm, most, occasion], now=now)
    again_at = None if most in taken else next_token_at(most, now=now)
    return Pace(is_calm={calm, occasion} <= taken, again_at=again_at)


@dataclass(frozen=True)
class MailTurn:
    """When the mails that an act queues for an address may go. ``moment``: None when too many wait already."""

    to_hash: str
    moment: datetime | None
    after_id: int

    def apply(self) -> None:
        """Put the mails off that were queued since the turn was taken, or leave them out."""
        rows = OutgoingMail.objects.filter(pk__gt=self.after_id, to_hash=self.to_hash, kind__in=CAUSED_BY_THE_PUBLIC)
        if self.moment is None:
            rows.delete()
        else:
            rows.update(next_at=self.moment)


def take_mail_turn(address: str, *, key: str, now: datetime) -> MailTurn | None:
    """Take an address's next turn to be mailed by what the public does, one an hour; None: at once.

    An address whose owner has opened a link may have ten at once. Call it in the act's transaction, before its mails
    are queued.
    """
    bucket = Bucket("events.mail", key, 1)
    if take_each([bucket], now=now):
        return None
    moment = next_token_at(bucket, now=now)
    if _is_proven(key) and moment - now <= timedelta(hours=MAILS_AT_ONCE_WHEN_PROVEN - 1):
        take_ahead(bucket)
        return None
    newest = OutgoingMail.objects.aggregate(newest=Max("pk"))["newest"] or 0
    if moment - now > timedelta(hours=MAILS_WAITING):
        return MailTurn(address_hash(address), None, newest)
    take_ahead(bucket)
    return MailTurn(address_hash(address), moment, newest)


def note_proven(registration: Registration, *, now: datetime) -> None:
    """Note that an address's owner has opened a link; what waited for its turn goes at once."""
    if not registration.email_key:
        return
    with transaction.atomic(durable=True):
        Registration.objects.filter(pk=registration.pk, email_confirmed_at__isnull=True).update(email_confirmed_at=now)
        _send_what_waits(registration.email, now=now)


def note_contact_proven(party: Party, *, now: datetime) -> None:
    """Note that the contact of a group has opened a link, as :func:`note_proven` does for a person."""
    with transaction.atomic(durable=True):
        Party.objects.filter(pk=party.pk, email_confirmed_at__isnull=True).update(email_confirmed_at=now)
        _send_what_waits(party.contact_email, now=now)


def _send_what_waits(address: str, *, now: datetime) -> None:
    OutgoingMail.objects.filter(
        to_hash=address_hash(address),
        state=MailState.READY,
        attempts=0,
        next_at__gt=now,
        kind__in=CAUSED_BY_THE_PUBLIC,
    ).update(next_at=now)


def _is_proven(key: str) -> bool:
    opened = Registration.objects.filter(email_key=key, email_confirmed_at__isnull=False).exists()
    return opened or Party.objects.filter(contact_email_key=key, email_confirmed_at__isnull=False).exists()
