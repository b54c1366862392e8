"""A person's own calendar: every registration of an address as one feed, under an address that nobody can guess.

That address is sent by mail alone: whoever was forwarded a link to one registration does not get all of them.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from cms.domain.mail import address_hash, queue_mail
from cms.domain.signed_links import issue_link, resolve_link, revoke_links
from cms.exceptions import LinkInvalid
from cms.models import OutgoingMail, SignedLink
from events.domain import ical
from events.domain.calendar_filters import CalendarFilter
from events.domain.calendar_items import CalendarFile, feed_window, told_occasion
from events.domain.meeting_links import shown_from
from events.domain.words import absolute_address
from events.enums import ACTIVE, OccasionStatus, RegistrationState
from events.models import Registration

PURPOSE = "personal_calendar"
KEPT = timedelta(days=730)


def send_feed_address(registration: Registration, *, now: datetime) -> bool:
    """Make a new address for a person's calendar and mail it; earlier ones stop working. At most once an hour.

    Return whether a mail was queued; it is not for someone without an address.
    """
    key = f"my_calendar/address/{address_hash(registration.email)[:32]}/{now:%Y%m%d%H}"
    with transaction.atomic(durable=True):
        if not registration.email_key or OutgoingMail.objects.filter(dedup_key=key).exists():
            return False
        end_feeds(registration, now=now)
        token = issue_link(purpose=PURPOSE, subject=_subject(registration), expires_at=now + KEPT, now=now)
        language = registration.language
        queue_mail(
            kind="my_calendar",
            template="events/mail/my_calendar",
            to_address=registration.email,
            language=language,
            dedup_key=key,
            context={
                "registration": {"name": registration.name},
                "link": absolute_address("events_my_feed", token, language=language),
            },
            now=now,
        )
    return True


def end_feeds(registration: Registration, *, now: datetime) -> int:
    """Stop every calendar address of the person; return how many worked until now."""
    return sum(revoke_links(purpose=PURPOSE, subject=_subject(row), now=now) for row in _same_person(registration))


def has_feed(registration: Registration, *, now: datetime) -> bool:
    """Return whether the person has a calendar address that works."""
    subjects = [_subject(row) for row in _same_person(registration)]
    return SignedLink.objects.filter(
        purpose=PURPOSE, subject__in=subjects, revoked_at=None, expires_at__gt=now
    ).exists()


def personal_feed(token: str, *, language: str, now: datetime) -> CalendarFile:
    """Return the calendar of a token: seats confirmed with the meeting link, places on a waiting list tentative.

    Unchanged data gives unchanged bytes: DTSTAMP is the last change of the day or of the registration.
    Errors: LinkInvalid, LinkExpired.
    """
    link = resolve_link(token, purpose=PURPOSE, now=now)
    owner = Registration.objects.filter(public_id=link.subject.split("/")[1]).first()
    if owner is None:
        raise LinkInvalid()
    start, end = feed_window(CalendarFilter(), now=now)
    called_off = Q(state=RegistrationState.CANCELLED, occasion__status=OccasionStatus.CANCELLED)
    rows = _same_person(owner).filter(Q(state__in=ACTIVE) | called_off)
    rows = rows.filter(occasion__days__end__gt=start, occasion__days__start__lt=end).distinct()
    rows = rows.select_related("occasion").prefetch_related("occasion__days__fragments")
    items: dict[str, tuple[datetime, bytes]] = {}
    changes: list[datetime] = []
    for row in rows.annotate(moved=Max("act_reasons__at")).order_by("arrival_number", "pk"):
        told = told_occasion(row.occasion, language=language)
        for day in row.occasion.days.all():
            if day.pk in told.items:
                opens = shown_from(row.occasion)
                opened = opens if opens is not None and opens <= now else row.registered_at
                changed = max(day.last_modified, row.registered_at, row.moved or row.registered_at, opened)
                items[str(day.uid)] = (
                    day.start,
                    ical.personal_event(row, day, told.items[day.pk], changed=changed, now=now),
                )
                changes.append(changed)
    with translation.override(language):
        name = _("My events at Samverka")
    last = max(changes, default=None)
    address = absolute_address("events_my_feed", token, language=language)
    header = ical.feed_header(language, last, name=name, address=address)
    ordered = (content for _uid, (_start, content) in sorted(items.items(), key=lambda item: (item[1][0], item[0])))
    return CalendarFile(ical.file_of(ordered, header=header), last)


def _same_person(registration: Registration) -> QuerySet[Registration]:
    if not registration.email_key:
        return Registration.objects.filter(pk=registration.pk)
    return Registration.objects.filter(email_key=registration.email_key)


def _subject(registration: Registration) -> str:
    return f"registration/{registration.public_id}/calendar"
