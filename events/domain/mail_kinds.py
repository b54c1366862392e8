"""The kinds of mail that an event sends, in words for its organizer, in the order a participant may meet them."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Final[dict[str, Promise]] = {
    "invitation": _("Invited to register"),
    "invitation_reminder": _("Reminder to answer the invitation"),
    "hold": _("Confirm your address"),
    "awaiting": _("Waiting for approval"),
    "approved": _("Approved"),
    "declined": _("Declined"),
    "confirmed": _("Registered, with the invitation"),
    "calendar_day": _("Invitation to one more day"),
    "waitlisted": _("On the waiting list"),
    "offer": _("A seat is offered"),
    "offer_lapsed": _("The offer ran out"),
    "promoted": _("A seat from the waiting list"),
    "list_closed": _("No seat this time"),
    "my_link": _("The personal link again"),
    "my_calendar": _("A calendar of all one's registrations"),
    "second_try": _("Somebody tried to register the address again"),
    "changed": _("Time, place or form has changed"),
    "switched": _("Changed between room and online"),
    "switch_closed": _("No seat in the other form"),
    "substituted": _("A colleague's seat taken over"),
    "replaced": _("A colleague took over the seat"),
    "change_refused": _("A change was refused"),
    "party_hold": _("A group: confirm the address"),
    "party_seats": _("A group: its seats"),
    "party_link": _("A group: the link again"),
    "names_due": _("A group: names are due"),
    "party_released": _("A group: seats without a name went back"),
    "party_cancelled": _("A group: cancelled"),
    "named": _("A group: a seat taken for somebody"),
    "reminder": _("Reminder"),
    "meeting_link": _("The link to the online meeting"),
    "message": _("A message from the organizer"),
    "postponed": _("The event is postponed"),
    "resumed": _("The event has a new time"),
    "cancelled": _("The registration is cancelled"),
    "occasion_cancelled": _("The event is called off"),
}


def kind_in_words(kind: str) -> str:
    """Return what a kind of mail is called; one that has no words yet stands by its own name."""
    return str(KINDS.get(kind, kind))
