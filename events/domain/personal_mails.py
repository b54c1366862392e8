"""A mail to one participant: queued once, with the personal link and, if need be, an invitation for each day.

Which mail goes out when: ``notifications.py``. Someone added without an address gets no mail; what concerns a member
of a group who has none goes to its contact, without an invitation, for the contact is not who takes part.
``newcomer``: the registration was made in this transaction, by an address that the occasion has not seen; then no
earlier mail, link or invitation is looked for.
"""

from datetime import datetime
from functools import lru_cache

from django.db.models import BigIntegerField, CharField
from django.urls import reverse
from django.utils import translation

from cms.domain.language_links import public_base
from cms.domain.mail import CalendarPart, address_hash, isolate_text, queue_mail
from cms.domain.prepared import Bind, Prepared, insert_row
from cms.domain.signed_links import issue_link, revoke_links
from cms.models import OutgoingMail
from events.domain import ical
from events.domain.calendar_items import ToldOccasion, told_occasion
from events.domain.link_times import link_ends_at
from events.domain.meeting_links import link_comes_at, meeting_link
from events.domain.occasion_days import held_days
from events.domain.parts import chosen_parts
from events.domain.party_links import party_link
from events.domain.words import latin_line
from events.enums import RegistrationState
from events.models import Occasion, OccasionDay, Registration, SentCalendarItem

LINK_PURPOSE = "registration"
TEMPLATES = "events/mail"
TOKEN = "TOKEN"  # noqa: S105 - stands for one
FOR_THE_GROUP = frozenset(
    {"changed", "postponed", "resumed", "occasion_cancelled", "reminder", "list_closed", "message", "meeting_link"}
)  # kinds that the contact of a group gets once, not once for each seat
KINDS_WITH_LINK = (
    "confirmed",
    "promoted",
    "changed",
    "postponed",
    "resumed",
    "hold",
    "waitlisted",
    "my_link",
    "second_try",
    "offer",
    "offer_lapsed",
    "awaiting",
    "approved",
    "substituted",
    "switched",
    "switch_closed",
    "change_refused",
    "reminder",
    "meeting_link",
    "named",
)


def link_subject(registration: Registration, kind: str) -> str:
    """Return the subject of the link in one kind of mail, by the registration's public id."""
    return f"registration/{registration.public_id}/{kind}"


def personal_link(registration: Registration, *, kind: str, now: datetime, newcomer: bool = False) -> str:
    """Return a new personal address, good until 30 days after the event.

    A link that was asked for (``my_link``) ends every earlier one; the links of the other mails live side by side, so
    that confirming an address does not close the page it was confirmed on.
    """
    if registration.party is not None and not registration.email_key:
        return party_link(registration.party, registration.occasion, kind=kind, now=now)
    if kind == "my_link":
        for earlier in KINDS_WITH_LINK:
            revoke_links(purpose=LINK_PURPOSE, subject=link_subject(registration, earlier), now=now)
    token = issue_link(
        purpose=LINK_PURPOSE,
        subject=link_subject(registration, kind),
        expires_at=link_ends_at(registration.occasion, now=now),
        now=now,
        is_first=newcomer,
    )
    return f"{public_base()}{_link_path(registration.language).replace(TOKEN, token)}"


@lru_cache(maxsize=16)
def _link_path(language: str) -> str:
    with translation.override(language):
        return reverse("events_link", args=[TOKEN])


def mail_address(registration: Registration) -> str:
    """Return where mails about a registration go: its own address, else that of its group's contact, else nowhere."""
    if registration.email_key:
        return registration.email
    return registration.party.contact_email if registration.party is not None else ""


def mail_key(kind: str, registration: Registration, version: int | str = 1) -> str:
    """Return what a mail is queued once under; one to the contact of a group may stand for the whole group."""
    if registration.party_id is not None and not registration.email_key and kind in FOR_THE_GROUP:
        return f"{kind}/party/{registration.party_id}/{version}"
    return f"{kind}/registration/{registration.pk}/{version}"


def hourly_key(kind: str, registration: Registration, now: datetime) -> str:
    address = address_hash(mail_address(registration))[:32]
    return f"{kind}/address/{registration.occasion_id}/{address}/{now:%Y%m%d%H}"


def occasion_context(occasion: Occasion, told: ToldOccasion) -> dict[str, object]:
    """Return the plain values of a mail that say what it is about, as they are now."""
    days = held_days(occasion)
    return {
        "occasion": {"location": occasion.location},
        "words": {"title": told.title, "language": told.language},
        "days": [_day_values(day) for day in days],
        "latin_lines": [_latin_line(occasion, day) for day in days],
    }


def mail_context(registration: Registration, told: ToldOccasion, *, now: datetime) -> dict[str, object]:
    """Return the plain values of a mail, as they are now. ``join_from``: when the meeting link comes, if not yet."""
    occasion = registration.occasion
    party = registration.party if not registration.email_key else None
    return {
        "registration": {
            "name": registration.name if party is None else party.contact_name,
            "hold_expires_at": registration.hold_expires_at,
            "ended_by": registration.ended_by,
            "ended_reason": registration.ended_reason,
        },
        **occasion_context(occasion, told),
        "join_url": meeting_link(registration, now=now),
        "join_from": link_comes_at(registration, now=now),
        "state": str(registration.state),
        "parts": [isolate_text(part.label) for part in chosen_parts(registration)],
        "concerns": "" if party is None else registration.name or party.organization_name,
    }


def _day_values(day: OccasionDay) -> dict[str, object]:
    return {"start": day.start, "end": day.end, "all_day": day.all_day}


def _latin_line(occasion: Occasion, day: OccasionDay) -> str:
    return isolate_text(latin_line(occasion, day))


def send_news(
    registration: Registration, *, kind: str, version: int, now: datetime, extra: dict[str, object] | None = None
) -> None:
    """Mail what became of the event; with a seat: a new invitation for each day, a CANCEL for each day taken out.

    ``version``: rises with every act on the occasion.
    """
    key = mail_key(kind, registration, version)
    if registration.state != RegistrationState.CONFIRMED:
        send(registration, kind=kind, dedup_key=key, now=now, link=True, extra=extra)
        return
    gone = [day for day in invited_days(registration) if day.removed_at is not None]
    send_with_calendar(registration, kind=kind, method="REQUEST", now=now, version=version, extra=extra)
    told = told_occasion(registration.occasion, language=registration.language)
    for number, day in enumerate(gone, start=1):
        _send_calendar_day(registration, day, told, method="CANCEL", number=(number, len(gone)), dedup_key=key, now=now)


def send(
    registration: Registration,
    *,
    kind: str,
    dedup_key: str,
    now: datetime,
    link: bool = False,
    extra: dict[str, object] | None = None,
    newcomer: bool = False,
) -> None:
    """Queue one mail without an invitation, unless it was queued before or there is no address."""
    if not mail_address(registration) or (not newcomer and _was_queued(dedup_key)):
        return
    told = told_occasion(registration.occasion, language=registration.language)
    _queue(registration, kind=kind, dedup_key=dedup_key, now=now, told=told, link=link, extra=extra, newcomer=newcomer)


def _queue(
    registration: Registration,
    *,
    kind: str,
    dedup_key: str,
    now: datetime,
    told: ToldOccasion,
    link: bool = False,
    extra: dict[str, object] | None = None,
    calendar: CalendarPart | None = None,
    newcomer: bool = False,
) -> None:
    context = mail_context(registration, told, now=now)
    if link:
        context["link"] = personal_link(registration, kind=kind, now=now, newcomer=newcomer)
    queue_mail(
        kind=kind,
        template=f"{TEMPLATES}/{kind}",
        to_address=mail_address(registration),
        language=registration.language,
        dedup_key=dedup_key,
        context={**context, **(extra or {})},
        now=now,
        calendar=calendar,
    )


_QUEUED = Prepared(lambda: OutgoingMail.objects.filter(dedup_key=Bind("key", CharField())).values_list("pk"))


def _was_queued(dedup_key: str) -> bool:
    return bool(_QUEUED.rows(key=dedup_key))


def send_with_calendar(
    registration: Registration,
    *,
    kind: str,
    method: str,
    now: datetime,
    version: int | str = 1,
    extra: dict[str, object] | None = None,
    newcomer: bool = False,
) -> None:
    key = mail_key(kind, registration, version)
    if not registration.email_key:
        send(registration, kind=kind, dedup_key=key, now=now, link=registration.is_active, extra=extra)
        return
    if not newcomer and _was_queued(key):
        return
    told = told_occasion(registration.occasion, language=registration.language)
    days = held_days(registration.occasion) if method == "REQUEST" else invited_days(registration)
    first = _calendar_part(registration, days[0], told, method=method, now=now, newcomer=newcomer) if days else None
    _queue(
        registration,
        kind=kind,
        dedup_key=key,
        now=now,
        told=told,
        link=registration.is_active,
        extra=extra,
        calendar=first,
        newcomer=newcomer,
    )
    for number, day in enumerate(days[1:], start=2):
        _send_calendar_day(
            registration,
            day,
            told,
            method=method,
            number=(number, len(days)),
            dedup_key=key,
            now=now,
            newcomer=newcomer,
        )


def _send_calendar_day(
    registration: Registration,
    day: OccasionDay,
    told: ToldOccasion,
    *,
    method: str,
    number: tuple[int, int],
    dedup_key: str,
    now: datetime,
    newcomer: bool = False,
) -> None:
    """Queue the calendar mail of one further day: a message holds one UID."""
    extra: dict[str, object] = {
        "days": [_day_values(day)],
        "number": number[0],
        "total": number[1],
        "method": method,
        "latin_lines": [_latin_line(registration.occasion, day)],
    }
    key = f"{dedup_key}/day/{day.pk}"
    if not registration.email_key or (not newcomer and _was_queued(key)):
        return
    part = _calendar_part(registration, day, told, method=method, now=now, newcomer=newcomer)
    _queue(registration, kind="calendar_day", dedup_key=key, now=now, told=told, extra=extra, calendar=part)


def _calendar_part(
    registration: Registration,
    day: OccasionDay,
    told: ToldOccasion,
    *,
    method: str,
    now: datetime,
    newcomer: bool = False,
) -> CalendarPart:
    sequence = day.sequence if newcomer else _next_sequence(registration, day)
    content = ical.message(registration, told.items[day.pk], method=method, sequence=sequence, now=now)
    insert_row(SentCalendarItem(registration=registration, day=day, method=method, sequence=sequence, created_at=now))
    return CalendarPart(method=method, content=content)


_SENT_SEQUENCES = Prepared(
    lambda: (
        SentCalendarItem.objects.filter(
            day_id=Bind("day", BigIntegerField()), registration__email_key=Bind("email_key", CharField())
        )
        .order_by("-sequence")
        .values_list("sequence")[:1]
    )
)


def _next_sequence(registration: Registration, day: OccasionDay) -> int:
    """Return the SEQUENCE of the next message about a day to this person's address: above every earlier one.

    A person who cancels and comes back has a new registration, but the same address and uid.
    """
    sent = _SENT_SEQUENCES.rows(day=day.pk, email_key=registration.email_key)
    return max(day.sequence, sent[0][0] + 1) if sent else day.sequence


def invited_days(registration: Registration) -> list[OccasionDay]:
    """Return the days this person has an invitation for that was not taken back, in order."""
    last: dict[OccasionDay, str] = {}
    for item in registration.sent_items.select_related("day").order_by("sequence", "pk"):
        last[item.day] = item.method
    return sorted((day for day, method in last.items() if method == "REQUEST"), key=lambda day: (day.start, day.pk))
