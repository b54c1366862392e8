"""Which mail goes out when. Each function queues its mail in the caller's transaction; nothing is sent here.

The words are in ``templates/events/mail/``, put together when the mail is sent, from what was true when it was queued.
How a mail is queued, and what ``newcomer`` means: ``personal_mails.py``.
"""

from datetime import datetime

from events.domain.personal_mails import hourly_key, invited_days, mail_key, send, send_news, send_with_calendar
from events.enums import LapsedOffer, Promotion
from events.models import Offer, Registration


def send_confirmed(registration: Registration, *, now: datetime, newcomer: bool = False) -> None:
    """Mail "confirmed" with the invitation of day 1; further days get a calendar mail each."""
    send_with_calendar(registration, kind="confirmed", method="REQUEST", now=now, newcomer=newcomer)


def send_promoted(registration: Registration, *, now: datetime) -> None:
    """Mail "you have a seat now" to someone who moved up, with the invitation."""
    send_with_calendar(registration, kind="promoted", method="REQUEST", now=now)


def send_cancelled(registration: Registration, *, now: datetime) -> None:
    """Mail "cancelled"; it takes the invitation back if one was sent."""
    send_with_calendar(registration, kind="cancelled", method="CANCEL", now=now)


def send_occasion_cancelled(registration: Registration, *, reason: str, now: datetime) -> None:
    """Mail that the event will not be held, with the organizer's words as they were written."""
    extra: dict[str, object] = {"reason": reason, "invited": bool(invited_days(registration))}
    send_with_calendar(registration, kind="occasion_cancelled", method="CANCEL", now=now, extra=extra)


def send_changed(registration: Registration, *, before: list[str], version: int, now: datetime) -> None:
    """Mail that time or place has changed. ``before``: the days as they were, a line each."""
    send_news(registration, kind="changed", version=version, now=now, extra={"before": before})


def send_postponed(registration: Registration, *, version: int, now: datetime) -> None:
    """Mail that the event is not held when it was planned, and that the registration stands."""
    send_news(registration, kind="postponed", version=version, now=now)


def send_resumed(registration: Registration, *, version: int, now: datetime) -> None:
    """Mail that a postponed event will be held, and when."""
    send_news(registration, kind="resumed", version=version, now=now)


def send_meeting_link(registration: Registration, *, version: str, now: datetime) -> None:
    """Mail the link to the online meeting, now that it is shown, with a new invitation that has it for each day."""
    send_with_calendar(registration, kind="meeting_link", method="REQUEST", now=now, version=version)


def send_hold(registration: Registration, *, now: datetime, newcomer: bool = False) -> None:
    """Mail the link by which the address is confirmed; at most one an hour to an address that is not confirmed."""
    key = hourly_key("hold", registration, now)
    send(registration, kind="hold", dedup_key=key, now=now, link=True, newcomer=newcomer)


def send_waitlisted(registration: Registration, *, place: int, now: datetime, newcomer: bool = False) -> None:
    """Mail "you are on the waiting list"; no invitation, ever, as long as there is no seat."""
    asks = registration.hold_expires_at is not None
    key = hourly_key("waitlisted", registration, now) if asks else mail_key("waitlisted", registration)
    may_change = registration.occasion.places_may_change
    offers = registration.occasion.promotion == Promotion.OFFER
    extra: dict[str, object] = {
        "place": place,
        "asks_to_confirm": asks,
        "places_may_change": may_change,
        "offers": offers,
    }
    send(registration, kind="waitlisted", dedup_key=key, now=now, link=True, extra=extra, newcomer=newcomer)


def send_list_closed(registration: Registration, *, now: datetime) -> None:
    """Mail "no seat this time"."""
    send(registration, kind="list_closed", dedup_key=mail_key("list_closed", registration), now=now)


def send_offer(registration: Registration, offer: Offer, *, now: datetime) -> None:
    """Mail that a seat is offered, and until when one can answer; no invitation before the answer."""
    waits_on = registration.occasion.lapsed_offer == LapsedOffer.LAST
    extra: dict[str, object] = {"answer_by": offer.answer_by, "waits_on": waits_on}
    send(
        registration, kind="offer", dedup_key=mail_key("offer", registration, offer.pk), now=now, link=True, extra=extra
    )


def send_offer_lapsed(registration: Registration, offer: Offer, *, place: int | None, now: datetime) -> None:
    """Mail that the offered seat was not answered for and went on. ``place``: of who waits on, or None."""
    key = mail_key("offer_lapsed", registration, offer.pk)
    send(registration, kind="offer_lapsed", dedup_key=key, now=now, link=place is not None, extra={"place": place})


def send_awaiting(registration: Registration, *, now: datetime, newcomer: bool = False) -> None:
    """Mail that the organizer decides; at most one an hour to an address, for nobody has confirmed it."""
    key = hourly_key("awaiting", registration, now)
    send(registration, kind="awaiting", dedup_key=key, now=now, link=True, newcomer=newcomer)


def send_approved(registration: Registration, *, now: datetime) -> None:
    """Mail "approved, you have a seat", with the invitation."""
    send_with_calendar(registration, kind="approved", method="REQUEST", now=now)


def send_declined(registration: Registration, *, now: datetime) -> None:
    """Mail that the organizer declined, with the organizer's words."""
    send(registration, kind="declined", dedup_key=mail_key("declined", registration), now=now)


def send_replaced(registration: Registration, *, by_name: str, now: datetime) -> None:
    """Mail that a colleague has the seat now; it takes the invitation back."""
    send_with_calendar(registration, kind="replaced", method="CANCEL", now=now, extra={"by_name": by_name})


def send_substituted(registration: Registration, *, from_name: str, now: datetime) -> None:
    """Mail to the colleague who has the seat now, with the invitation and a link of their own."""
    extra: dict[str, object] = {"from_name": from_name}
    send_with_calendar(registration, kind="substituted", method="REQUEST", now=now, extra=extra)


def send_named(registration: Registration, *, by_name: str, now: datetime) -> None:
    """Mail to somebody whom the contact of a group has named, with the invitation and a link of their own."""
    extra: dict[str, object] = {"by_name": by_name}
    send_with_calendar(registration, kind="named", method="REQUEST", now=now, extra=extra)


def send_switched(registration: Registration, *, version: int, now: datetime) -> None:
    """Mail that one takes part in the other form now, with a new invitation. ``version``: rises with every act."""
    extra: dict[str, object] = {"mode": registration.mode}
    send_with_calendar(registration, kind="switched", method="REQUEST", now=now, version=version, extra=extra)


def send_switch_closed(registration: Registration, *, entry_id: int, now: datetime) -> None:
    """Mail that no seat in the other form came free, and that the seat there is stands."""
    key = mail_key("switch_closed", registration, entry_id)
    send(registration, kind="switch_closed", dedup_key=key, now=now, link=True, extra={"mode": registration.mode})


def send_change_refused(registration: Registration, *, request_id: int, reason: str, now: datetime) -> None:
    """Mail that the organizer did not agree to a change, with the organizer's words."""
    key = mail_key("change_refused", registration, request_id)
    send(registration, kind="change_refused", dedup_key=key, now=now, link=True, extra={"reason": reason})


def send_reminder(registration: Registration, *, version: str, now: datetime) -> None:
    """Remind of the event; ``version``: one for each reminder and date."""
    send(registration, kind="reminder", dedup_key=mail_key("reminder", registration, version), now=now, link=True)


def send_my_link(registration: Registration, *, now: datetime) -> None:
    """Mail the personal link again; at most one an hour for each registration."""
    send(registration, kind="my_link", dedup_key=hourly_key("my_link", registration, now), now=now, link=True)


def send_second_try(registration: Registration, *, place: int | None, now: datetime) -> None:
    """Tell the owner of an address that somebody tried to register it again; at most once an hour."""
    key = hourly_key("second_try", registration, now)
    send(registration, kind="second_try", dedup_key=key, now=now, link=True, extra={"place": place})
