"""The participant's own page: whose it is, what it shows, and how an act on it is answered."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from cms.domain.retries import with_retries
from cms.exceptions import SamverkaError
from cms.views.signed_links import linked_subject
from events.domain import offers, own_changes, waiting_list
from events.domain import registration as rules
from events.domain.meeting_links import link_comes_at, meeting_link
from events.domain.occasion_days import held_days
from events.domain.parts import chosen_parts
from events.domain.personal_calendar import has_feed
from events.domain.personal_mails import LINK_PURPOSE
from events.domain.seats import seat_modes
from events.domain.words import words_of
from events.enums import Mode, RegistrationState, RequestState
from events.models import Registration
from events.views.own_answers import own_answers
from events.views.private import private

Act = Callable[[HttpRequest, Registration], object]


def own_row(request: HttpRequest) -> Registration | None:
    """Return the registration that the reader's link opened; None without a link that works still."""
    subject = linked_subject(request, LINK_PURPOSE, timezone.now())
    return row_of(subject) if subject else None


def row_of(subject: str) -> Registration | None:
    """Return the registration of a link's subject: ``registration/<public id>/<kind of mail>``."""
    name, public_id, *_kind = subject.split("/")
    if name != "registration":
        return None
    return Registration.objects.select_related("occasion").filter(public_id=UUID(public_id)).first()


def own_act(*, leads_to: str = "") -> Callable[[Act], Callable[[HttpRequest], HttpResponseBase]]:
    """Make a view of an act: POST alone, by the link's cookie, back to the page; a refusal is said there.

    ``leads_to``: the state after it; pressed twice, the second time finds it and leads to the page like the first.
    """

    def make_view(act: Act) -> Callable[[HttpRequest], HttpResponseBase]:
        @private
        @require_POST
        @wraps(act)
        def view(request: HttpRequest) -> HttpResponseBase:
            row = own_row(request)
            if row is None:
                return HttpResponseRedirect(reverse("events_send_link"), status=303)
            try:
                with_retries(lambda: act(request, row))
            except SamverkaError as refusal:
                row.refresh_from_db()
                if row.state != leads_to:
                    return own_page(request, row, refusal=refusal, status=409)
            return HttpResponseRedirect(reverse("events_my"), status=303)

        return view

    return make_view


def own_page(
    request: HttpRequest, row: Registration, *, refusal: SamverkaError | None = None, status: int = 200
) -> HttpResponse:
    """Return the page of a registration."""
    now = timezone.now()
    until = rules.last_time_to_cancel(row.occasion)
    context: dict[str, Any] = {
        "registration": row,
        "occasion": row.occasion,
        "words": words_of(row.occasion, language=get_language() or "sv"),
        "days": held_days(row.occasion),
        "join_url": meeting_link(row, now=now),
        "join_from": link_comes_at(row, now=now),
        "parts": chosen_parts(row),
        "place": waiting_list.place_of(row),
        "cancel_until": until,
        "can_cancel": row.is_active and (until is None or now < until),
        "has_feed": has_feed(row, now=now),
        "refusal": refusal,
        "answers": own_answers(row),
        **_changes(row),
    }
    return render(request, "events/my.html", context, status=status)


def _changes(row: Registration) -> dict[str, Any]:
    """Return what can be changed, and what was asked for already."""
    now = timezone.now()
    until = own_changes.last_time_to_change(row)
    seated = row.state == RegistrationState.CONFIRMED
    entry = waiting_list.open_entry(row)
    other_modes = [Mode(mode) for mode in seat_modes(row.occasion) if mode != row.mode] if seated else []
    return {
        "offer": offers.open_offer(row),
        "entry": entry,
        "can_change": row.is_active and (until is None or now < until),
        "is_frozen": own_changes.is_frozen(row, now=now),
        "request_open": row.change_requests.filter(state=RequestState.OPEN).first(),
        "can_change_parts": row.state in (RegistrationState.CONFIRMED, RegistrationState.WAITLISTED),
        "can_substitute": seated and bool(row.organization_name),
        "other_mode": other_modes[0] if other_modes else None,
    }
